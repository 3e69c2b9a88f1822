/* The playground's stage: a film (film.js, whose text stands above this) that Python continues while it plays, with
   weights to choose and points to set. Every number and colour comes from Python; what the reader does goes there. */

const PATIENCE = 2500; // milliseconds
const FEW = 5; // frames that are always there beyond the one shown, to step into
const stages = new WeakMap(); // mount -> its stage, so that a redraw keeps the film and its place

export default function ({ data, parentElement, setTriggerValue }) {
  const mount = parentElement.querySelector(".hl-mount") ?? parentElement;
  let stage = stages.get(mount);
  if (stage?.html !== data.html) {
    const before = stage?.leave();
    mount.innerHTML = data.html;
    const film = mount.querySelector(".hl-film");
    stage = film ? open(film, data, before) : openEmpty(mount, data, before);
    stages.set(mount, stage);
  }
  stage.tell = setTriggerValue;
  acts = acts.filter((one) => one.serial > data.heard);
  stage.receive(data);
}

/* Streamlit may lose what it is told while it still draws what it was told before. */
function whenIdle(go) {
  const state = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
  setTimeout(state === "running" ? () => whenIdle(go) : go, 15);
}

/* What the reader did and Python has not yet answered. An event that overtakes another on the way replaces it there, so
   acts are sent until they are heard, and nothing else is sent meanwhile. Each has a number, so that it counts once. */
let acts = [];
let serial = 0;
function act(stage, event) {
  serial = Math.max(serial + 1, Date.now());
  acts.push({ ...event, serial });
  send(stage);
}
function send(stage) {
  if (!acts.length) return;
  stage.tell("act", acts);
  setTimeout(() => send(stage), 1500);
}

/* A click on a plane, as shares of its width and height, and what the reader has chosen to do with it. */
function pointOf(event, figure) {
  const box = event.target.closest('[data-plane="own"]')?.getBoundingClientRect();
  const tool = figure.querySelector('[name="hl-own-tool"]:checked')?.value;
  if (!box) return null;
  const [across, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  return { kind: "point", across, down, tool: Number(tool) };
}

/* A plane without points: there is nothing to play yet. */
function openEmpty(mount, data, before) {
  const stage = { html: data.html, tell: () => {}, receive: () => {}, leave: () => before };
  const figure = mount.querySelector(".hl-figure");
  figure.addEventListener("click", (event) => {
    const point = pointOf(event, figure);
    if (point) act(stage, point);
  });
  return stage;
}

/* before: what is kept of the stage that stood here: choices of the reader that Python need not know. */
function open(figure, data, before) {
  const film = enliven(figure);
  const all = (selector) => [...figure.querySelectorAll(selector)];
  const one = (selector) => figure.querySelector(selector);
  const stage = { html: data.html, tell: () => {} };
  const playing = before?.playing || data.play;
  let goal = playing ? 0 : data.goal; // the frame to show as soon as it is there
  let complete = false;
  let asked = 0; // when more frames were asked for; 0: not waiting
  let told = data.goal;
  let resting = 0;

  // --- what follows the film besides its own texts and heat maps -----------------------------------------------------
  const marks = all("[data-weight]");
  const seen = new Int16Array(marks.length).fill(99);
  const curves = marks.map((mark) => mark.getAttribute("d")); // null for a bias, which is a square
  const bundles = new Map(all("[data-bundle]").map((bundle) => [Number(bundle.dataset.bundle), bundle]));
  const most = Math.max(...bundles.keys());
  const numbers = all("[data-number]");
  const matrices = one(".hl-play-matrices");
  const chosenValue = one("[data-chosen-value]");
  const speed = one("[data-speed]");
  const choice = one("[data-choose]");
  const along = all("[data-along]");
  const follow = () => {
    const levels = film.levels("strokes", marks.length);
    let moved = false;
    marks.forEach((mark, index) => {
      const now = Math.round((levels[index] - 128) * (most / 128));
      if (seen[index] === now) return;
      seen[index] = now;
      if (curves[index]) return void (moved = true);
      mark.style.setProperty("--size", Math.abs(now) / most);
      mark.classList.toggle("hl-below", now < 0);
    });
    if (moved) {
      const paths = new Map();
      curves.forEach((curve, index) => curve && paths.set(seen[index], (paths.get(seen[index]) ?? "") + curve));
      for (const [step, bundle] of bundles) {
        const path = paths.get(step) ?? "";
        if (bundle.getAttribute("d") !== path) bundle.setAttribute("d", path);
      }
    }
    const weights = film.value("weights").split(" ");
    chosenValue.textContent = weights[choice.value];
    if (matrices.open) for (const place of numbers) place.textContent = weights[place.dataset.number];
    const share = film.sizes[0] > 1 ? film.place[0] / (film.sizes[0] - 1) : 1;
    for (const element of along) element.style.left = `${100 * share}%`;
    askForMore();
    clearTimeout(resting);
    resting = setTimeout(rest, 350);
  };

  // --- Python ----------------------------------------------------------------------------------------------------------
  const askForMore = () => {
    const ahead = 2 * Number(speed.value);
    const wanted = Math.max(film.place[0] + (film.playing() ? ahead : FEW), goal);
    const waiting = asked && performance.now() - asked < PATIENCE;
    if (complete || waiting || acts.length || film.sizes[0] > wanted || !figure.isConnected) return;
    asked = performance.now();
    const request = { have: film.sizes[0], until: wanted + 1 };
    whenIdle(() => stage.tell("more", request));
    setTimeout(askForMore, PATIENCE + 100); // an answer that never came is asked for again
  };
  const rest = () => {
    if (film.playing() || acts.length || !figure.isConnected || goal > film.place[0]) return;
    const now = film.place[0];
    if (now === told) return;
    told = now;
    stage.tell("rest", now);
  };
  stage.receive = (now) => {
    if (now.more && now.start === film.sizes[0]) {
      asked = 0;
      film.extend(now.more);
      for (const slot of all("[data-slot]")) slot.innerHTML = now.slots[slot.dataset.slot];
    }
    complete = now.total === film.sizes[0];
    if (complete) delete figure.dataset.growing;
    else figure.dataset.growing = "";
    if (!film.playing() && goal > film.place[0]) film.set(0, goal);
    if (complete || goal <= film.place[0]) goal = 0; // arrived
    askForMore();
  };
  stage.leave = () => {
    const kept = { playing: film.playing(), chosen: choice.value, speed: speed.value, toggles: {} };
    for (const box of all("[data-toggle]")) kept.toggles[box.dataset.toggle] = box.checked;
    kept.tool = one('[name="hl-own-tool"]:checked')?.value;
    film.stop();
    clearTimeout(resting);
    return kept;
  };

  // --- choosing a weight, a neuron, a point ------------------------------------------------------------------------------
  const choose = (index) => {
    choice.value = index;
    for (const mark of marks) mark.classList.toggle("hl-chosen", mark.dataset.weight === String(index));
    chosenValue.textContent = film.value("weights").split(" ")[index];
  };
  const large = one("[data-large]");
  const title = one("[data-map-name]");
  let pinned = null;
  const enlarge = (tile) => {
    const small = tile?.querySelector("canvas");
    large.dataset.picture = tile ? tile.dataset.enlarge : large.dataset.large;
    const side = small ? small.width : large.dataset.side;
    if (large.width !== Number(side)) large.width = large.height = side;
    title.textContent = tile ? tile.dataset.name : title.dataset.mapName;
    film.draw();
  };
  large.dataset.side = large.width;
  const pin = (tile) => {
    pinned = tile === pinned ? null : tile;
    for (const other of all("[data-enlarge]")) other.setAttribute("aria-pressed", String(other === pinned));
    enlarge(pinned);
  };
  const toggle = (box) => {
    figure.classList.toggle(box.dataset.toggle, box.checked);
    if (box.dataset.toggle === "hl-decide") {
      if (box.checked) large.dataset.decide = "";
      else delete large.dataset.decide;
    }
    film.draw();
  };
  const setWeight = () => {
    const value = one("[data-set]").value;
    if (value !== "") act(stage, { kind: "weight", index: Number(choice.value), value, frame: film.place[0] });
  };

  figure.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-weight]");
    if (mark) { choose(mark.dataset.weight); one("[data-set]").focus(); }
    const tile = event.target.closest("[data-enlarge]");
    if (tile) pin(tile);
    if (event.target.closest("[data-act]")) goal = 0;
    const button = event.target.closest("[data-ask]");
    if (button) act(stage, { kind: "ask", what: button.dataset.ask, frame: film.place[0] });
    if (event.target.closest("[data-set-weight]")) setWeight();
    const point = pointOf(event, figure);
    if (point) act(stage, point);
  });
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-set]")) setWeight();
  });
  figure.addEventListener("change", (event) => {
    if (event.target === choice) choose(choice.value);
    if (event.target.dataset.toggle) toggle(event.target);
  });
  figure.addEventListener("pointerover", (event) => {
    const tile = event.target.closest("[data-enlarge]");
    if (event.pointerType === "mouse") enlarge(tile ?? pinned);
  });
  figure.addEventListener("focusin", (event) => {
    const tile = event.target.closest("[data-enlarge]");
    if (tile?.matches(":focus-visible")) enlarge(tile);
  });
  figure.addEventListener("input", (event) => {
    if (event.target.dataset.dial) goal = 0; // the reader has gone elsewhere
  });
  figure.addEventListener("hl-draw", follow);
  matrices.addEventListener("toggle", follow);

  // --- as the reader left it ---------------------------------------------------------------------------------------------
  if (before?.chosen < marks.length) choice.value = before.chosen;
  if (before) speed.value = before.speed;
  const tool = before?.tool && one(`[name="hl-own-tool"][value="${before.tool}"]`);
  if (tool) tool.checked = true;
  for (const box of all("[data-toggle]")) {
    box.checked = before?.toggles[box.dataset.toggle] ?? box.checked;
    toggle(box);
  }
  choose(choice.value);
  if (playing) film.set(0, 0);
  // A button far below set this up: bring it into view.
  if (data.play && before) figure.scrollIntoView({ block: "center", behavior: "smooth" });
  follow();
  if (playing && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
    figure.dataset.growing = "";
    film.play();
  }
  return stage;
}
