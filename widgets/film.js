/* Plays a film. Python computed every frame (widgets/drawing/film.py); this puts the values of the chosen setting of the
   dials in their places: texts, attributes and heat maps. It computes nothing that is shown. */

const memory = new WeakMap(); // mount -> the html it shows and where its dials stand, so that a redraw keeps them

export default function ({ data, parentElement }) {
  const mount = parentElement.querySelector(".hl-mount") ?? parentElement;
  const before = memory.get(mount);
  if (before?.html === data.html) return;
  before?.stop();
  const scrolls = [...mount.querySelectorAll(".hl-scroll")].map((frame) => frame.scrollLeft);
  mount.innerHTML = data.html;
  mount.querySelectorAll(".hl-scroll").forEach((frame, i) => (frame.scrollLeft = scrolls[i] ?? 0));
  memory.set(mount, { html: data.html, ...enliven(mount.querySelector(".hl-film"), before) });
  return () => memory.get(mount)?.stop();
}

/* before: the film that stood here, whose dials are kept where the new film has the same positions. */
export function enliven(figure, before) {
  const film = JSON.parse(figure.querySelector("[data-film]").textContent);
  const { sizes, labels, channels } = film;
  const pictures = new Map(Object.entries(film.pictures).map(([name, picture]) =>
    [name, { over: picture.over, levels: Uint8Array.from(atob(picture.bytes), (byte) => byte.charCodeAt(0)) }]));
  const dials = [...figure.querySelectorAll("[data-dial]")];
  const picks = [...figure.querySelectorAll("[data-pick]")];
  const place = sizes.map((size, dial) => {
    const kept = before && before.labels[dial]?.join() === labels[dial].join();
    if (kept) return before.place[dial];
    const slider = dials.find((input) => Number(input.dataset.dial) === dial);
    if (slider) return Number(slider.value);
    return picks.filter((button) => button.dataset.pick.startsWith(`${dial}:`))
      .findIndex((button) => button.getAttribute("aria-checked") === "true");
  });
  const at = (over) => over.reduce((index, dial) => index * sizes[dial] + place[dial], 0);
  const value = (name) => channels[name].values[at(channels[name].over)];

  const texts = [...figure.querySelectorAll("[data-text]")].map((element) => [element, element.dataset.text]);
  const bindings = [...figure.querySelectorAll("[data-bind]")].flatMap((element) =>
    element.dataset.bind.split(" ").map((pair) => [element, ...pair.split("=")]));
  const canvases = [...figure.querySelectorAll("[data-picture]")];
  const conditional = [...figure.querySelectorAll("[data-when]")].map((element) => [element, ...element.dataset.when.split(":").map(Number)]);

  const draw = () => {
    for (const [element, name] of texts) {
      const text = String(value(name));
      if (element.textContent !== text) element.textContent = text;
    }
    for (const [element, attribute, name] of bindings) {
      const now = String(value(name));
      if (element.getAttribute(attribute) !== now) element.setAttribute(attribute, now);
    }
    for (const [element, dial, position] of conditional) element.toggleAttribute("hidden", place[dial] !== position);
    const colours = canvases.length ? palette(canvases[0]) : [];
    for (const canvas of canvases) paint(canvas, pictures.get(canvas.dataset.picture), colours);
    for (const input of dials) {
      const dial = Number(input.dataset.dial);
      input.value = place[dial];
      input.setAttribute("aria-valuetext", labels[dial][place[dial]]);
      figure.querySelector(`[data-dial-label="${dial}"]`).textContent = labels[dial][place[dial]];
    }
    for (const button of picks) {
      const [dial, mine] = button.dataset.pick.split(":").map(Number);
      const chosen = place[dial] === mine;
      button.classList.toggle("hl-picked", chosen);
      if (button.getAttribute("role") !== "radio") continue; // a part of the picture, for pointers; the keyboard has the dial
      button.setAttribute("aria-checked", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    figure.dispatchEvent(new CustomEvent("hl-draw")); // for a script that shows more of the same moment
  };

  const paint = (canvas, picture, colours) => {
    const { width, height } = canvas;
    const start = at(picture.over) * width * height;
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const decide = canvas.dataset.decide !== undefined; // only which side of the middle, not how far
    for (let i = 0; i < width * height; i++) {
      const level = picture.levels[start + i];
      pixels[i] = colours[decide ? (level < 128 ? 32 : 223) : level];
    }
    context.putImageData(image, 0, 0);
  };

  /* More positions of the first dial, over which alone everything in this film runs: the data of another Film. */
  const extend = (more) => {
    sizes[0] += more.sizes[0];
    labels[0].push(...more.labels[0]);
    for (const [name, { values }] of Object.entries(more.channels)) channels[name].values.push(...values);
    for (const [name, { bytes }] of Object.entries(more.pictures)) {
      const picture = pictures.get(name);
      const [old, added] = [picture.levels, Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0))];
      picture.levels = new Uint8Array(old.length + added.length);
      picture.levels.set(old);
      picture.levels.set(added, old.length);
    }
    for (const input of dials) input.max = sizes[Number(input.dataset.dial)] - 1;
    draw();
  };

  const set = (dial, position) => {
    place[dial] = Math.max(0, Math.min(sizes[dial] - 1, position));
    draw();
  };

  // --- playing ---------------------------------------------------------------------------------------------------
  const player = figure.querySelector("[data-player]");
  const runs = Number(player?.dataset.player);
  const playButton = player?.querySelector('[data-act="play"]');
  let timer = 0;
  const stop = () => {
    cancelAnimationFrame(timer);
    timer = 0;
    if (playButton) playButton.textContent = "▶ Play";
  };
  const atEnd = () => place[runs] >= sizes[runs] - 1;
  const growing = () => figure.dataset.growing !== undefined; // more positions are on their way
  const play = () => {
    if (atEnd() && !growing()) set(runs, 0);
    playButton.textContent = "Pause";
    let [last, due] = [performance.now(), 0];
    const tick = (now) => {
      if (!figure.isConnected) return stop();
      due += ((now - last) * Number(player.querySelector("[data-speed]").value)) / 1000;
      last = now;
      const whole = Math.floor(due);
      due -= whole;
      if (whole) set(runs, place[runs] + whole);
      if (atEnd() && !growing()) return stop();
      timer = requestAnimationFrame(tick);
    };
    timer = requestAnimationFrame(tick);
  };
  const acts = {
    first: () => { stop(); set(runs, 0); },
    back: () => { stop(); set(runs, place[runs] - 1); },
    next: () => { stop(); set(runs, place[runs] + 1); },
    play: () => (timer ? stop() : play()),
  };

  // --- listening -------------------------------------------------------------------------------------------------
  figure.addEventListener("input", (event) => {
    const dial = event.target.dataset.dial;
    if (dial === undefined) return;
    if (Number(dial) === runs) stop();
    set(Number(dial), Number(event.target.value));
  });
  figure.addEventListener("click", (event) => {
    const button = event.target.closest("button, [data-pick]");
    if (!button) return;
    const { act, pick, jump } = button.dataset;
    if (act) acts[act]();
    if (pick) set(...pick.split(":").map(Number));
    if (jump) { stop(); set(runs, value(jump)); }
  });
  figure.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const pick = event.target.dataset?.pick;
    if (!by || !pick) return;
    event.preventDefault();
    const [dial, mine] = pick.split(":").map(Number);
    set(dial, (mine + by + sizes[dial]) % sizes[dial]);
    picks.find((button) => button.dataset.pick === `${dial}:${place[dial]}`).focus();
  });

  // --- sketching: the reader draws a guess over a picture --------------------------------------------------------
  for (const sheet of figure.querySelectorAll("[data-sketch]")) {
    const line = sheet.querySelector("[data-sketch-line]");
    let points = [];
    const add = (event) => {
      const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
      points.push(`${spot.x.toFixed(1)},${spot.y.toFixed(1)}`);
      line.setAttribute("points", points.join(" "));
    };
    sheet.addEventListener("pointerdown", (event) => { points = []; sheet.setPointerCapture(event.pointerId); add(event); });
    sheet.addEventListener("pointermove", (event) => sheet.hasPointerCapture(event.pointerId) && add(event));
  }

  for (const controls of figure.querySelectorAll(".hl-dials")) controls.hidden = false;
  draw();
  const levels = (name, count) => {
    const start = at(pictures.get(name).over) * count;
    return pictures.get(name).levels.subarray(start, start + count);
  };
  return { place, sizes, labels, value, levels, draw, set, play, stop, extend, playing: () => timer !== 0 };
}

/* 256 colours from negative over the page's own to positive, as the page's colour scheme has them now. */
let known = { key: "", colours: [], read: -Infinity };
function palette(canvas) {
  if (performance.now() - known.read < 500) return known.colours; // reading styles is slow; schemes change rarely
  const read = (name) => {
    canvas.style.color = `var(--hl-${name})`;
    return getComputedStyle(canvas).color;
  };
  const ends = ["negative", "paper", "positive"].map(read);
  known.read = performance.now();
  if (known.key === ends.join()) return known.colours;
  const [low, middle, high] = ends.map((colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number));
  const mix = (a, b, share) => [0, 1, 2].map((k) => Math.round(a[k] + (b[k] - a[k]) * share));
  const pixel = ([r, g, b]) => (255 << 24) | (b << 16) | (g << 8) | r; // as an image's bytes lie in memory: r, g, b, opaque
  const colours = Uint32Array.from({ length: 256 }, (_, level) =>
    pixel(level < 128 ? mix(middle, low, (1 - level / 127.5) * 0.8) : mix(middle, high, (level / 127.5 - 1) * 0.8)));
  known = { key: ends.join(), colours, read: known.read };
  return colours;
}
