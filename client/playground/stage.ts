/* The playground's stage: a film (film.js, whose text stands above this) that Python continues while it plays, with
   weights to choose and points to set. Every number and colour comes from Python; what the reader does goes there. */

const PATIENCE = 2500; // milliseconds
const FEW = 5; // frames that are always there beyond the one shown, to step into
const stages = new WeakMap(); // mount -> its stage, so that a redraw keeps the film and its place

export default function ({ data, parentElement, setTriggerValue }) {
  const mount = parentElement.querySelector(".hl-mount") ?? parentElement;
  let stage = stages.get(mount);
  if (data.html && stage?.version !== data.version) {
    const before = stage?.leave();
    const unfold = folds(mount);
    const refocus = focusOf(mount);
    mount.innerHTML = data.html;
    unfold();
    const film = mount.querySelector(".hl-film");
    stage = film ? open(film, data, before) : openEmpty(mount, data, before);
    stages.set(mount, stage);
    refocus();
  } else if (stage?.version !== data.version) {
    // Python believes that this picture is here already, but it is not: ask for all of it.
    return void whenIdle(() => setTriggerValue("more", { version: 0, have: 0, until: 1 }));
  }
  stage.tell = setTriggerValue;
  acts = acts.filter((one) => one.serial > data.heard);
  stage.receive(data);
}

/* Gives the focus back to whatever in a mount has it now, if it stands in the new picture too. It is known again by its
   data- attributes; of what has none, nobody could say which of its kind it was. */
function focusOf(mount) {
  const focused = document.activeElement;
  const marks = [...focused.attributes].filter(({ name }) => name.startsWith("data-"));
  if (!mount.contains(focused) || !marks.length) return () => {};
  const same = focused.localName + marks.map(({ name, value }) => `[${name}="${CSS.escape(value)}"]`).join("");
  return () => mount.querySelector(same)?.focus({ preventScroll: true });
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
function act(event) {
  serial = Math.max(serial + 1, Date.now());
  acts.push({ ...event, serial });
  send();
}
function send(again = 1500) {
  if (!acts.length) return;
  document.dispatchEvent(new CustomEvent("hl-playground-act", { detail: acts })); // to playground_ears.js
  // A slow answer must not be interrupted for ever by asking again: wait until Python is at rest, and longer each time.
  setTimeout(() => whenIdle(() => send(2 * again)), again);
}

/* Where on a plane an event is, as shares of its width and height. */
function shares(event, plane) {
  const box = plane.getBoundingClientRect();
  const share = (at, from, length) => Math.max(0, Math.min(1, (at - from) / length));
  return { across: share(event.clientX, box.left, box.width), down: share(event.clientY, box.top, box.height) };
}

/* Some places of rising iterations from 0, more of the early ones: as widgets/drawing/data_table.py chooses them. */
function early(iterations, most) {
  if (iterations.length <= most) return [...iterations.keys()];
  const share = Math.log(iterations.at(-1) + 1) / (most - 1);
  const nearest = (goal) => iterations.reduce(
    (best, here, at) => (Math.abs(here - goal) < Math.abs(iterations[best] - goal) ? at : best), 0);
  return [...new Set(Array.from({ length: most }, (_, step) => nearest(Math.exp(step * share) - 1)))];
}

/* What a click on a plane of the reader's own points is for: "1", "0", "-1" or "read"; undefined on other planes. */
function toolOf(figure) {
  return figure.querySelector('[name="hl-own-tool"]:checked')?.value;
}

/* A plane without points: there is nothing to play yet. */
function openEmpty(mount, data, before) {
  const stage = { version: data.version, tell: () => {}, receive: () => {}, leave: () => before };
  const figure = mount.querySelector(".hl-figure");
  figure.addEventListener("click", (event) => {
    const plane = event.target.closest("[data-plane]");
    if (plane) act({ kind: "point", ...shares(event, plane), tool: Number(toolOf(figure)) });
  });
  return stage;
}

/* before: what is kept of the stage that stood here: choices of the reader that Python need not know. */
function open(figure, data, before) {
  const film = enliven(figure);
  const all = (selector) => [...figure.querySelectorAll(selector)];
  const one = (selector) => figure.querySelector(selector);
  const stage = { version: data.version, tell: () => {} };
  const playing = before?.playing || data.play;
  // A film that plays begins anew, unless its history up to the frame shown is still the same.
  const anew = playing && !data.goes_on;
  let goal = anew ? 0 : data.goal; // the frame to show as soon as it is there
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
    const weights = film.numbers("weights");
    chosenValue.textContent = number(weights[choice.value], 4);
    showValues();
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
    const request = { version: stage.version, have: film.sizes[0], until: wanted + 1 };
    whenIdle(() => stage.tell("more", request));
    setTimeout(askForMore, PATIENCE + 100); // an answer that never came is asked for again
  };
  const rest = () => {
    if (film.playing() || acts.length || !figure.isConnected || goal > film.place[0]) return;
    const now = film.place[0];
    if (now === told) return;
    told = now;
    stage.tell("rest", { version: stage.version, frame: now });
  };
  stage.receive = (now) => {
    if (now.more && now.start === film.sizes[0]) {
      asked = 0;
      film.extend(now.more);
      for (const slot of all("[data-slot]")) slot.innerHTML = now.slots[slot.dataset.slot];
      tabulate();
    }
    if (now.values) receiveValues(now.values);
    else showValues();
    complete = now.total === film.sizes[0];
    if (complete) delete figure.dataset.growing;
    else figure.dataset.growing = "";
    if (!film.playing() && goal > film.place[0]) film.set(0, goal);
    if (goal && (complete || goal <= film.place[0])) {
      goal = 0; // arrived
      if (playAtGoal) play();
    }
    askForMore();
  };
  stage.leave = () => {
    const kept = { playing: film.playing() || playAtGoal, chosen: choice.value, speed: speed.value, toggles: {} };
    for (const box of all("[data-toggle]")) kept.toggles[box.dataset.toggle] = box.checked;
    const typed = one("[data-set]").value;
    if (typed !== sent) kept.typed = typed; // it was written while Python answered
    kept.tool = one('[name="hl-own-tool"]:checked')?.value;
    film.stop();
    clearTimeout(resting);
    return kept;
  };

  // --- the losses as a table: written when it is opened, and continued in place, which keeps a reader's place in it -------
  const table = one(".hl-fold-data");
  const tabulate = () => {
    if (!table.open) return;
    const iterations = film.labels[0];
    const columns = [iterations, film.history("train"), film.history("test")];
    const body = table.querySelector("tbody");
    const places = early(iterations.map(Number), Number(table.dataset.most));
    while (body.rows.length < places.length) body.append(body.rows[0].cloneNode(true));
    while (body.rows.length > places.length) body.lastElementChild.remove();
    places.forEach((at, row) => columns.forEach((texts, column) => {
      const cell = body.rows[row].cells[column];
      if (cell.textContent !== texts[at]) cell.textContent = texts[at];
    }));
  };
  table.addEventListener("toggle", tabulate);

  // --- the values of all neurons at one point: asked for where they are not known yet ------------------------------------
  const cross = one("[data-cross]");
  const plane = one("[data-plane]");
  const reach = Number(one("[data-point]").max);
  const coordinates = all("[data-point]");
  const values = all("[data-value]");
  let point = coordinates.map((input) => input.valueAsNumber);
  let known = new Map(); // frame -> the values there, inputs first
  let reading = 0; // when values were asked for; 0: not waiting
  const showValues = () => {
    const here = known.get(film.place[0]);
    one(".hl-probe").classList.toggle("hl-stale", !here);
    if (!here) return askForValues();
    values.forEach((place, index) => {
      const text = number(here[index], 4);
      if (place.textContent !== text) place.textContent = text;
    });
  };
  const askForValues = () => {
    if ((reading && performance.now() - reading < PATIENCE) || acts.length || !figure.isConnected) return;
    reading = performance.now();
    whenIdle(() => {
      const half = held ? 0 : Math.max(30, Math.floor(12_000 / values.length));
      const start = Math.max(0, film.place[0] - half);
      stage.tell("read", { version: stage.version, x1: point[0], x2: point[1], start, stop: film.place[0] + half + 1 });
    });
    setTimeout(() => known.has(film.place[0]) || showValues(), PATIENCE + 100);
  };
  const receiveValues = ({ point: [x1, x2], start, bytes }) => {
    reading = 0;
    if (x1 === point[0] && x2 === point[1]) {
      const all = new Float64Array(bytesOf(bytes).buffer);
      for (let at = 0; at < all.length; at += values.length) {
        known.set(start + at / values.length, all.subarray(at, at + values.length));
      }
    }
    showValues();
  };
  const moveTo = (x1, x2) => {
    point = [x1, x2].map((x) => Number(Math.max(-reach, Math.min(reach, x)).toFixed(2)) || 0);
    known = new Map();
    coordinates.forEach((input, axis) => input.valueAsNumber === point[axis] || (input.value = point[axis]));
    const side = one(".hl-map > svg").viewBox.baseVal.width;
    const place = (share) => (share * side).toFixed(1);
    cross.setAttribute("transform", `translate(${place((point[0] + reach) / (2 * reach))} ${place((reach - point[1]) / (2 * reach))})`);
    showValues();
  };
  const moveUnder = (event) => {
    const { across, down } = shares(event, plane);
    moveTo(reach * (2 * across - 1), reach * (1 - 2 * down));
  };
  let held = false; // the cross is being dragged
  const reads = () => [undefined, "read"].includes(toolOf(figure));
  plane.addEventListener("pointerdown", (event) => {
    held = event.pointerType === "mouse" && event.button === 0 && reads();
    if (held) plane.setPointerCapture(event.pointerId);
  });
  plane.addEventListener("pointermove", (event) => held && moveUnder(event));
  for (const end of ["pointerup", "pointercancel"]) {
    plane.addEventListener(end, () => {
      if (held) known.clear();
      held = false;
      showValues();
    });
  }
  plane.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const far = event.shiftKey ? 0.5 : 0.1;
    if (event.key === "Enter" && !reads()) {
      const [across, down] = [(point[0] + reach) / (2 * reach), (reach - point[1]) / (2 * reach)];
      act({ kind: "point", across, down, tool: Number(toolOf(figure)) });
    }
    if (!by) return;
    event.preventDefault();
    moveTo(point[0] + far * by[0], point[1] + far * by[1]);
  });

  // --- choosing a weight, a neuron, a point ------------------------------------------------------------------------------
  const choose = (index) => {
    choice.value = index;
    for (const mark of marks) mark.classList.toggle("hl-chosen", mark.dataset.weight === String(index));
    chosenValue.textContent = number(film.numbers("weights")[index], 4);
  };
  const large = one("[data-large]");
  const title = one("[data-map-name]");
  let pinned = null;
  const enlarge = (tile) => {
    const small = tile?.querySelector("canvas");
    large.dataset.picture = tile ? tile.dataset.enlarge : large.dataset.large;
    large.dataset.index = tile ? tile.dataset.which : large.dataset.largeIndex;
    for (const end of ["low", "middle", "high"]) {
      const label = one(`.hl-colours [data-${end}]`);
      const middle = tile?.dataset.low === "0" ? "½" : "0";
      label.textContent = !tile ? label.dataset[end] : end === "middle" ? middle : tile.dataset[end];
    }
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
  /* What comes after this frame will be another history: the film waits for it, and then goes on. */
  const halt = () => {
    playAtGoal ||= film.playing();
    film.stop();
  };
  let sent = ""; // what was last set here
  const setWeight = () => {
    const value = one("[data-set]").value;
    if (value === "") return;
    sent = value;
    act({ kind: "weight", index: Number(choice.value), value, frame: film.place[0] });
    halt();
  };

  figure.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-weight]");
    if (mark) { choose(mark.dataset.weight); one("[data-set]").focus(); }
    const tile = event.target.closest("[data-enlarge]");
    if (tile) pin(tile);
    if (event.target.closest("[data-act]")) goal = 0;
    const button = event.target.closest("[data-ask]");
    if (button) act({ kind: "ask", what: button.dataset.ask, frame: film.place[0] });
    if (button?.dataset.ask.startsWith("undo")) halt();
    if (event.target.closest("[data-set-weight]")) setWeight();
    if (event.target.closest("[data-plane]")) {
      if (reads()) moveUnder(event);
      else act({ kind: "point", ...shares(event, plane), tool: Number(toolOf(figure)) });
    }
  });
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-set]")) setWeight();
  });
  figure.addEventListener("change", (event) => {
    if (event.target === choice) choose(choice.value);
    if (event.target.dataset.point && coordinates.every((input) => input.value !== "")) {
      moveTo(...coordinates.map((input) => input.valueAsNumber));
    }
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

  // --- as the reader left it ---------------------------------------------------------------------------------------------
  if (before?.chosen < marks.length) choice.value = before.chosen;
  if (before) speed.value = before.speed;
  if (before?.typed) one("[data-set]").value = before.typed;
  const tool = before?.tool && one(`[name="hl-own-tool"][value="${before.tool}"]`);
  if (tool) tool.checked = true;
  for (const box of all("[data-toggle]")) {
    box.checked = before?.toggles[box.dataset.toggle] ?? box.checked;
    toggle(box);
  }
  choose(choice.value);
  if (anew) film.set(0, 0);
  // A button far below set this up: bring it into view.
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (data.play && before) figure.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  const play = () => {
    playAtGoal = false;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    figure.dataset.growing = "";
    film.play();
  };
  let playAtGoal = playing && goal > film.place[0];
  follow();
  if (playing && !playAtGoal) play();
  return stage;
}
