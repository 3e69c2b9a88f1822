/* Brings a figure to life. Everything it shows was written by Python: it lights, shows and hides, and computes nothing.
   The attributes it reads are described in widgets/drawing/figure.py. */

const memory = new WeakMap(); // mount -> what the reader chose, so that a redraw keeps it

export default function ({ data, parentElement }) {
  const mount = parentElement.querySelector(".hl-mount") ?? parentElement;
  if (mount.dataset.html !== undefined && memory.get(mount)?.html === data.html) return;
  draw(mount, data.html);
}

export function draw(mount, html) {
  const state = memory.get(mount) ?? { chosen: null, step: null, scroll: [] };
  const focused = mount.contains(document.activeElement) ? identity(document.activeElement) : null;
  state.scroll = [...mount.querySelectorAll(".hl-scroll")].map((frame) => frame.scrollLeft);
  state.html = html;
  memory.set(mount, state);
  mount.dataset.html = "";
  mount.innerHTML = html;
  mount.querySelectorAll(".hl-scroll").forEach((frame, i) => (frame.scrollLeft = state.scroll[i] ?? 0));
  enliven(mount.querySelector(".hl-figure"), state);
  if (focused) [...mount.querySelectorAll("[data-say], [data-go], [data-slider]")].find((e) => identity(e) === focused)?.focus();
}

const identity = (element) =>
  element.dataset.tags ?? (element.dataset.go ? `go${element.dataset.go}` : "slider" in element.dataset ? "slider" : null);
const words = (text) => (text ? text.split(" ") : []);

export function enliven(figure, state) {
  const parts = [...figure.querySelectorAll("[data-tags]")];
  const readout = figure.querySelector("[data-readout]");
  const opening = readout?.innerHTML;
  const byTag = new Map();
  for (const part of parts) for (const tag of words(part.dataset.tags)) {
    if (!byTag.has(tag)) byTag.set(tag, []);
    byTag.get(tag).push(part);
  }
  const find = (tag) => (tag && byTag.get(tag)?.find((part) => "say" in part.dataset && !part.closest("[hidden]"))) || null;

  // --- choosing a part -------------------------------------------------------------------------------------------
  let shown;
  const light = (part) => {
    if (part === shown) return;
    shown = part;
    for (const other of figure.querySelectorAll(".hl-lit, .hl-chosen")) other.classList.remove("hl-lit", "hl-chosen");
    if (part) {
      part.classList.add("hl-chosen");
      for (const tag of words(part.dataset.lit)) for (const other of byTag.get(tag) ?? []) other.classList.add("hl-lit");
    }
    const say = part ? part.dataset.say : opening;
    if (readout && readout.innerHTML !== say) readout.innerHTML = say;
  };
  const rest = () => light(find(state.chosen));
  const choose = (part) => {
    state.chosen = part ? words(part.dataset.tags).at(-1) : null;
    light(part);
  };
  const target = (event) => event.target.closest?.("[data-say]");
  figure.addEventListener("pointerover", (event) => event.pointerType === "mouse" && target(event) && light(target(event)));
  figure.addEventListener("pointerout", (event) => event.pointerType === "mouse" && target(event) && rest());
  figure.addEventListener("click", (event) => {
    if (!target(event)) return;
    choose(target(event));
    roam(target(event));
  });
  figure.addEventListener("focusin", (event) => target(event)?.matches(":focus-visible") && choose(target(event)));

  // --- one tab stop per group, arrows inside it ------------------------------------------------------------------
  const groups = [...figure.querySelectorAll("[data-roam]")];
  const members = (group) => [...group.querySelectorAll("[data-say]")].filter((part) => !part.closest("[hidden]"));
  const roam = (part) => {
    const group = part.closest("[data-roam]");
    if (!group) return;
    for (const member of members(group)) member.tabIndex = member === part ? 0 : -1;
  };
  for (const group of groups) {
    const first = members(group)[0];
    if (first) first.tabIndex = 0;
    group.addEventListener("keydown", (event) => {
      const here = target(event);
      if (!here || event.altKey || event.ctrlKey || event.metaKey) return;
      const next = neighbour(group, members(group), here, event.key);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (!next) return;
      roam(next);
      next.focus();
      choose(next);
    });
  }
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.chosen) choose(null);
    else if (event.key.startsWith("Arrow") && steps && !event.target.matches("input")) {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) { event.preventDefault(); go(state.step + by); }
    }
  });

  // --- steps -----------------------------------------------------------------------------------------------------
  const steps = figure.querySelector("[data-steps]");
  const count = Number(steps?.dataset.steps);
  const slider = steps?.querySelector("[data-slider]");
  const label = steps?.querySelector("[data-step-label]");
  const labels = label?.dataset.labels.split("\n");
  const timed = [...figure.querySelectorAll("[data-on], [data-from], [data-only]")];
  const go = (step) => {
    state.step = Math.max(0, Math.min(count - 1, step));
    for (const part of timed) {
      const { on, from, only } = part.dataset;
      const now = String(state.step);
      part.classList.toggle("hl-now", on !== undefined && words(on).includes(now));
      if (from !== undefined) part.classList.toggle("hl-later", state.step < Number(from));
      if (only !== undefined) part.hidden = !words(only).includes(now);
    }
    slider.value = state.step;
    slider.setAttribute("aria-valuetext", labels[state.step]);
    label.textContent = `${state.step + 1} of ${count}: ${labels[state.step]}`;
    for (const button of steps.querySelectorAll("[data-go]"))
      button.disabled = state.step + Number(button.dataset.go) < 0 || state.step + Number(button.dataset.go) >= count;
    reveal(figure.querySelector(".hl-scroll .hl-now"));
    rest();
  };
  if (steps) {
    steps.hidden = false;
    figure.classList.add("hl-stepped");
    steps.addEventListener("click", (event) => event.target.closest("[data-go]") && go(state.step + Number(event.target.closest("[data-go]").dataset.go)));
    slider.addEventListener("input", () => go(Number(slider.value)));
    go(Math.min(state.step ?? Number(steps.dataset.start), count - 1));
  }
  state.chosen ??= figure.dataset.chosen ?? null;
  rest();
}

/* Bring what is lit into view inside its own frame, never moving the page. */
function reveal(part) {
  const frame = part?.closest(".hl-scroll");
  if (!frame) return;
  const [box, view] = [part.getBoundingClientRect(), frame.getBoundingClientRect()];
  if (box.left < view.left || box.right > view.right) frame.scrollLeft += box.left - view.left - (view.width - box.width) / 2;
}

/* The part that an arrow key leads to: undefined for other keys, null at an edge. */
function neighbour(group, members, here, key) {
  const table = here.closest("table");
  if (table && group.contains(table)) {
    const row = here.closest("tr");
    const column = [...row.children].indexOf(here);
    const rows = [...table.querySelectorAll("tr")];
    const say = (cell) => (cell && "say" in cell.dataset ? cell : null);
    switch (key) {
      case "ArrowRight": return say(row.children[column + 1]);
      case "ArrowLeft": return say(row.children[column - 1]);
      case "ArrowDown": return say(rows[rows.indexOf(row) + 1]?.children[column]);
      case "ArrowUp": return say(rows[rows.indexOf(row) - 1]?.children[column]);
      case "Home": return members.find((member) => row.contains(member));
      case "End": return members.findLast((member) => row.contains(member));
    }
    return undefined;
  }
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  return by ? members[members.indexOf(here) + by] ?? null : undefined;
}
