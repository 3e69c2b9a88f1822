/* Brings a figure to life. Everything it shows was written by Python: it lights, shows and hides, and computes nothing.
   The attributes it reads are described in widgets/drawing/figure.py. */

const memory = new WeakMap(); // mount -> what the reader chose, so that a redraw keeps it

/* Frames that were ever scrolled. To ask any other, or to set it to 0, would have the whole page laid out for nothing. */
const scrolled = new WeakSet();
document.addEventListener("scroll", (event) => scrolled.add(event.target), { capture: true, passive: true });

export default function ({ data, parentElement }) {
  const mount = parentElement.querySelector(".hl-mount") ?? parentElement;
  if (mount.dataset.html !== undefined && memory.get(mount)?.html === data.html) return;
  draw(mount, data.html);
}

export function draw(mount, html) {
  const state = memory.get(mount) ?? { chosen: null, step: null, scroll: [] };
  const focused = mount.contains(document.activeElement) ? identity(document.activeElement) : null;
  state.scroll = [...mount.querySelectorAll(".hl-scroll")].map((frame) => scrolled.has(frame) && frame.scrollLeft);
  state.html = html;
  memory.set(mount, state);
  mount.dataset.html = "";
  mount.innerHTML = html;
  mount.querySelectorAll(".hl-scroll").forEach((frame, i) => {
    if (state.scroll[i]) frame.scrollLeft = state.scroll[i];
  });
  enliven(mount.querySelector(".hl-figure"), state);
  if (focused) [...mount.querySelectorAll("[data-say], [data-go], [data-slider]")].find((e) => identity(e) === focused)?.focus();
}

const identity = (element) =>
  element.dataset.tags ?? (element.dataset.go ? `go${element.dataset.go}` : "slider" in element.dataset ? "slider" : null);
const there = (part) => !part.closest("[hidden], .hl-later");
const words = (text) => (text ? text.split(" ") : []);
const speaks = (part) => "say" in part.dataset || "echo" in part.dataset;

export function enliven(figure, state) {
  const parts = [...figure.querySelectorAll("[data-tags]")];
  const readout = figure.querySelector("[data-readout]");
  const opening = readout?.innerHTML;
  const byTag = new Map();
  for (const part of parts) for (const tag of words(part.dataset.tags)) {
    if (!byTag.has(tag)) byTag.set(tag, []);
    byTag.get(tag).push(part);
  }
  const find = (tag) => (tag && byTag.get(tag)?.find((part) => speaks(part) && there(part))) || null;
  // An echo shows an entry once more: what it says and lights is written where the entry has its own place.
  const source = (part) =>
    ("echo" in part.dataset && byTag.get(words(part.dataset.tags).at(-1)).find((other) => "say" in other.dataset)) || part;

  // --- choosing a part -------------------------------------------------------------------------------------------
  let shown;
  const light = (part) => {
    if (part === shown) return;
    shown = part;
    for (const other of figure.querySelectorAll(".hl-lit, .hl-chosen")) other.classList.remove("hl-lit", "hl-chosen");
    if (part) {
      part.classList.add("hl-chosen");
      for (const tag of words(source(part).dataset.lit)) for (const other of byTag.get(tag) ?? []) other.classList.add("hl-lit");
    }
    const say = (part && source(part).dataset.say) ?? opening;
    if (readout && readout.innerHTML !== say) readout.innerHTML = say;
  };
  const first = () => figure.querySelector("[data-first]:not([hidden])")?.dataset.first; // the step's own choice
  const rest = () => light(find(state.chosen) ?? find(first()));
  const choose = (part) => {
    state.chosen = part ? words(part.dataset.tags).at(-1) : null;
    light(part);
  };
  const target = (event) => event.target.closest?.("[data-say], [data-echo]");
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
  const all = (group) => [...group.querySelectorAll("[data-say], [data-echo], [data-to]")];
  const members = (group) => all(group).filter(there);
  const roam = (part) => {
    const group = part.closest("[data-roam]");
    if (!group) return;
    for (const member of members(group)) member.tabIndex = member === part ? 0 : -1;
  };
  for (const group of groups) {
    if (all(group).length) all(group)[0].tabIndex = 0;
    group.addEventListener("keydown", (event) => {
      const here = event.target.closest("[data-to]") ?? target(event);
      if (!here || event.target.matches("input") || event.altKey || event.ctrlKey || event.metaKey) return;
      const next = neighbour(group, members(group), here, event.key);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (!next) return;
      roam(next);
      next.focus();
      if (speaks(next)) choose(next);
    });
  }
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.chosen) { choose(null); rest(); }
  });

  // --- steps -----------------------------------------------------------------------------------------------------
  const steps = figure.querySelector("[data-steps]");
  const count = Number(steps?.dataset.steps);
  const slider = steps?.querySelector("[data-slider]");
  const label = steps?.querySelector("[data-step-label]");
  const labels = label?.dataset.labels.split("\n");
  const timed = [...figure.querySelectorAll("[data-on], [data-wrote], [data-from], [data-only]")];
  let marked = []; // what the step's own `data-marks` light
  const go = (step) => {
    state.step = Math.max(0, Math.min(count - 1, step));
    for (const part of timed) {
      const { on, wrote, from, only } = part.dataset;
      const now = String(state.step);
      part.classList.toggle("hl-now", on !== undefined && words(on).includes(now));
      part.classList.toggle("hl-wrote", wrote !== undefined && words(wrote).includes(now));
      if (from !== undefined) part.classList.toggle("hl-later", state.step < Number(from));
      if (only !== undefined && part.hidden === words(only).includes(now)) part.hidden = !part.hidden;
    }
    for (const part of marked) part.classList.remove("hl-now");
    marked = timed.flatMap((part) => (part.hidden ? [] : words(part.dataset.marks).flatMap((tag) => byTag.get(tag) ?? [])));
    for (const part of marked) part.classList.add("hl-now");
    slider.value = state.step;
    slider.setAttribute("aria-valuetext", labels[state.step]);
    label.textContent = `${state.step + 1} of ${count}: ${labels[state.step]}`;
    for (const button of steps.querySelectorAll("[data-go]"))
      button.disabled = state.step + Number(button.dataset.go) < 0 || state.step + Number(button.dataset.go) >= count;
    for (const frame of figure.querySelectorAll(".hl-scroll"))
      if (there(frame)) reveal(frame.querySelector(".hl-wrote") ?? frame.querySelector(".hl-now"));
    rest();
  };
  if (steps) {
    steps.hidden = false;
    figure.classList.add("hl-stepped");
    const jump = (step) => {
      if (figure.querySelector("[data-first]")) state.chosen = null;
      go(step);
      // Who was at work inside the step before goes on in this one.
      if (document.activeElement.closest?.("[hidden]") && figure.contains(document.activeElement))
        (figure.querySelector("[data-only]:not([hidden]) [data-check]") ?? slider).focus({ preventScroll: true });
    };
    figure.addEventListener("click", (event) => {
      const to = event.target.closest("[data-to]");
      if (to) jump(Number(to.dataset.to));
    });
    figure.addEventListener("keydown", (event) => {
      const by = { PageDown: 1, PageUp: -1, ...(event.target.matches("input") ? {} : { ArrowRight: 1, ArrowLeft: -1 }) }[event.key];
      if (by && !event.altKey && !event.ctrlKey && !event.metaKey) { event.preventDefault(); jump(state.step + by); }
    });
    steps.addEventListener("click", (event) => event.target.closest("[data-go]") && jump(state.step + Number(event.target.closest("[data-go]").dataset.go)));
    slider.addEventListener("input", () => jump(Number(slider.value)));
    go(Math.min(state.step ?? Number(steps.dataset.start), count - 1));
  }
  for (const part of figure.querySelectorAll("[data-marks]:not([data-only])"))
    for (const tag of words(part.dataset.marks)) for (const other of byTag.get(tag) ?? []) other.classList.add("hl-now");
  blanks(figure, state, byTag, light);
  state.chosen ??= figure.dataset.chosen ?? null;
  rest();
}

/* Entries that the reader fills in. The right number, the foreseen wrong ones and what to say of each were all written
   by Python; here an answer only finds the nearest of them. Until then the entry is veiled wherever else it is shown. */
function blanks(figure, state, byTag, light) {
  const inputs = [...figure.querySelectorAll("[data-check]")];
  const score = figure.querySelector("[data-score]");
  state.answers ??= {};
  const right = new Set();
  const judge = (input, aloud) => {
    const cell = input.closest("[data-tags]");
    const { answers, slack, rounded, none, otherwise } = JSON.parse(input.dataset.check);
    const read = readNumber(input.value);
    const given = read?.value;
    const coarse = read && given !== 0 && read.decimals < 3 && Math.abs(answers[0][0] - given) <= 0.501 * 10 ** -read.decimals;
    const empty = input.value.trim() === "";
    const near = answers
      .map(([value, say], i) => ({ i, say, off: Math.abs(value - given) }))
      .filter(({ off }) => off <= slack)
      .sort((a, b) => a.off - b.off)[0];
    const solved = !empty && near?.i === 0;
    const tag = words(cell.dataset.tags).at(-1);
    cell.dataset.hint ??= cell.dataset.say;
    cell.classList.toggle("hl-answer-right", solved);
    cell.classList.toggle("hl-answer-wrong", !solved && !empty);
    input.setAttribute("aria-invalid", String(!solved && !empty));
    cell.dataset.say = empty ? cell.dataset.hint : near?.say ?? (read ? (coarse ? rounded : otherwise) : none);
    for (const other of byTag.get(tag)) if ("echo" in other.dataset) other.classList.toggle("hl-veiled", !solved);
    right[solved ? "add" : "delete"](tag);
    if (score) score.textContent = `${right.size} of ${inputs.length}`;
    if (aloud) { light(null); light(cell); }
  };
  for (const input of inputs) {
    const tag = words(input.closest("[data-tags]").dataset.tags).at(-1);
    input.value = state.answers[tag]?.[input.dataset.check] ?? "";
    judge(input, false);
    input.addEventListener("change", () => {
      state.answers[tag] = { [input.dataset.check]: input.value };
      judge(input, true);
    });
  }
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
    const say = (cell) => (cell && speaks(cell) ? cell : null);
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
