/* Plays a film. Python computed every frame (widgets/drawing/film.py); this puts the values of the chosen setting of the
   dials in their places: texts, attributes and heat maps. It computes nothing that is shown. */

const memory = new WeakMap(); // mount -> the html it shows and where its dials stand, so that a redraw keeps them

export default function ({ data, parentElement }) {
  const mount = parentElement.querySelector(".hl-mount") ?? parentElement;
  const before = memory.get(mount);
  if (before?.html === data.html) return;
  before?.stop();
  const scrolls = [...mount.querySelectorAll(".hl-scroll")].map((frame) => frame.scrollLeft);
  const unfold = folds(mount);
  mount.innerHTML = data.html;
  mount.querySelectorAll(".hl-scroll").forEach((frame, i) => {
    if (scrolls[i]) frame.scrollLeft = scrolls[i]; // to set it to 0 would have the whole page laid out for nothing
  });
  unfold();
  memory.set(mount, { html: data.html, ...enliven(mount.querySelector(".hl-film"), before) });
  return () => memory.get(mount)?.stop();
}

/* What is unfolded in a mount now; the function that is returned unfolds the same in what then stands there. */
export function folds(mount) {
  const open = [...mount.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  return () => mount.querySelectorAll("details > summary").forEach((summary) => {
    if (open.includes(summary.textContent)) summary.parentElement.open = true;
  });
}

/* before: the film that stood here, whose dials are kept where the new film has the same positions. */
export function enliven(figure, before) {
  const film = JSON.parse(figure.querySelector("[data-film]").textContent);
  const { sizes, labels, channels } = film;
  // Of each heat map or row of numbers all positions one after the other, in an array that may be longer than they are.
  const packed = (kind, of) => new Map(Object.entries(film[kind]).map(([name, { over, each, bytes }]) => {
    const values = of(bytesOf(bytes));
    return [name, { over, each, values, used: values.length }];
  }));
  const pictures = packed("pictures", (bytes) => bytes);
  const numbers = packed("numbers", (bytes) => new Float64Array(bytes.buffer));
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
  const rowOf = (kind, name, count = kind.get(name).each) => {
    const { over, values } = kind.get(name);
    return values.subarray(at(over) * count, (at(over) + 1) * count);
  };
  const value = (name) => channels[name].values[at(channels[name].over)];

  const texts = [...figure.querySelectorAll("[data-text]")].map((element) => [element, element.dataset.text]);
  const bindings = [...figure.querySelectorAll("[data-bind]")].flatMap((element) =>
    element.dataset.bind.split(" ").map((pair) => [element, ...pair.split("=")]));
  const exact = [...figure.querySelectorAll("[data-number]")].map((element) => {
    const [name, index, decimals] = element.dataset.number.split(":");
    // What is folded away or belongs to another choice is written when it is there.
    const folds = ["details", "[data-when]"].map((fold) => element.closest(fold)).filter((fold) => figure.contains(fold));
    const there = () => folds.every((fold) => !fold.hidden && fold.open !== false);
    return [element, there, name, Number(index), Number(decimals)];
  });
  figure.addEventListener("toggle", () => draw(), true);
  const canvases = [...figure.querySelectorAll("[data-picture]")];
  const conditional = [...figure.querySelectorAll("[data-when]")].map((element) => [element, ...element.dataset.when.split(":").map(Number)]);
  const dialLabels = dials.map((input) => figure.querySelector(`[data-dial-label="${input.dataset.dial}"]`));

  /* Only what changes is written: a film is redrawn many times a second. */
  const write = (element, text) => {
    const node = element.firstChild;
    if (node?.nodeType !== Node.TEXT_NODE || node.nextSibling) element.textContent = text;
    else if (node.data !== text) node.data = text;
  };
  let picked = null; // where the dials stood when the buttons were last marked
  const draw = () => {
    if (picked !== place.join()) mark();
    for (const [element, name] of texts) write(element, String(value(name)));
    for (const [element, there, name, index, decimals] of exact) {
      if (there()) write(element, number(rowOf(numbers, name)[index], decimals));
    }
    for (const [element, attribute, name] of bindings) {
      const now = String(value(name));
      if (element.getAttribute(attribute) !== now) element.setAttribute(attribute, now);
    }
    const colours = canvases.length ? palette(canvases[0]) : [];
    for (const canvas of canvases) paint(canvas, pictures.get(canvas.dataset.picture), colours);
    dials.forEach((input, i) => {
      const [now, label] = [place[input.dataset.dial], labels[input.dataset.dial][place[input.dataset.dial]]];
      if (input.valueAsNumber !== now) input.value = now;
      if (input.getAttribute("aria-valuetext") !== label) input.setAttribute("aria-valuetext", label);
      write(dialLabels[i], label);
    });
    figure.dispatchEvent(new CustomEvent("hl-draw")); // for a script that shows more of the same moment
  };
  const mark = () => {
    picked = place.join();
    for (const [element, dial, position] of conditional) element.toggleAttribute("hidden", place[dial] !== position);
    for (const button of picks) {
      const [dial, mine] = button.dataset.pick.split(":").map(Number);
      const chosen = place[dial] === mine;
      button.classList.toggle("hl-picked", chosen);
      if (button.getAttribute("role") !== "radio") continue; // a part of the picture, for pointers; the keyboard has the dial
      button.setAttribute("aria-checked", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
  };

  const painted = new WeakMap(); // canvas -> what stands on it, and what it takes to paint it anew
  const paint = (canvas, picture, colours) => {
    const { width, height } = canvas;
    const size = width * height;
    const start = (at(picture.over) * picture.each + Number(canvas.dataset.index ?? 0)) * size;
    const decide = canvas.dataset.decide !== undefined; // only which side of the middle, not how far
    let kept = painted.get(canvas);
    if (kept?.image.width !== width || kept.image.height !== height) {
      const context = canvas.getContext("2d");
      const image = context.createImageData(width, height);
      kept = { context, image, pixels: new Uint32Array(image.data.buffer) };
      painted.set(canvas, kept);
    } else if (kept.picture === picture && kept.start === start && kept.decide === decide && kept.colours === colours) return;
    Object.assign(kept, { picture, start, decide, colours });
    for (let i = 0; i < size; i++) {
      const level = picture.values[start + i];
      kept.pixels[i] = colours[decide ? (level < 128 ? 32 : 223) : level];
    }
    kept.context.putImageData(kept.image, 0, 0);
  };

  /* More positions of the first dial, over which alone everything in this film runs: the data of another Film. */
  const extend = (more) => {
    sizes[0] += more.sizes[0];
    labels[0].push(...more.labels[0]);
    for (const [name, { values }] of Object.entries(more.channels)) channels[name].values.push(...values);
    for (const [name, { bytes }] of Object.entries(more.pictures)) append(pictures.get(name), bytesOf(bytes));
    for (const [name, { bytes }] of Object.entries(more.numbers)) append(numbers.get(name), new Float64Array(bytesOf(bytes).buffer));
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
    // Said by page_repairs.js to those who do not see where it stopped.
    if (timer) player.dataset.announce = `${player.getAttribute("aria-label").split(":")[0]}: ${labels[runs][place[runs]]}`;
    cancelAnimationFrame(timer);
    timer = 0;
    if (playButton) playButton.textContent = "▶ Play";
  };
  const atEnd = () => place[runs] >= sizes[runs] - 1;
  const speed = player?.querySelector("[data-speed]");
  // While more positions are computed, the film runs at most as fast as they come: it slows down rather than halts.
  const QUEUE = 0.4; // seconds
  const known = () => Math.max(sizes[runs] - 1 - place[runs], 0.5);
  const growing = () => figure.dataset.growing !== undefined; // more positions are on their way
  const play = () => {
    if (atEnd() && !growing()) set(runs, 0);
    playButton.textContent = "Pause";
    let [last, due] = [performance.now(), 0];
    const tick = (now) => {
      if (!figure.isConnected) return stop();
      due += ((now - last) * Math.min(Number(speed.value), growing() ? known() / QUEUE : Infinity)) / 1000;
      last = now;
      const whole = Math.floor(due);
      due -= whole;
      if (whole && !atEnd()) set(runs, place[runs] + whole);
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
    const [left, right, top, bottom] = sheet.dataset.sketch.split(" ").map(Number); // where it may be drawn on
    let points = [];
    const drawTo = (next) => {
      points = next;
      const shown = points.length === 1 ? [...points, ...points] : points; // a single point is seen as a dot
      line.setAttribute("points", shown.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "));
    };
    const under = (event) => {
      const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
      return [spot.x, spot.y];
    };
    sheet.addEventListener("pointerdown", (event) => { sheet.setPointerCapture(event.pointerId); drawTo([under(event)]); });
    sheet.addEventListener("pointermove", (event) => sheet.hasPointerCapture(event.pointerId) && drawTo([...points, under(event)]));
    // By keyboard the last point is the pen: up and down move it, right goes on, left goes back.
    const [across, up] = [(right - left) / 20, (bottom - top) / 20];
    const steps = {
      ArrowUp: ([x, y]) => drawTo([...points.slice(0, -1), [x, Math.max(top, y - up)]]),
      ArrowDown: ([x, y]) => drawTo([...points.slice(0, -1), [x, Math.min(bottom, y + up)]]),
      ArrowRight: ([x, y]) => x < right - 1 && drawTo([...points, [x + across, y]]),
      ArrowLeft: () => points.length > 1 && drawTo(points.slice(0, -1)),
      Escape: () => drawTo([]),
    };
    sheet.addEventListener("keydown", (event) => {
      if (!steps[event.key]) return;
      event.preventDefault();
      if (!points.length) points = [[left, (top + bottom) / 2]];
      steps[event.key](points.at(-1));
    });
  }

  for (const controls of figure.querySelectorAll(".hl-dials")) controls.hidden = false;
  draw();
  return {
    place, sizes, labels, value, history: (name) => channels[name].values, draw, set, play, stop, extend,
    levels: (name, count) => rowOf(pictures, name, count),
    numbers: (name) => rowOf(numbers, name),
    playing: () => timer !== 0,
  };
}

/* A number as widgets/kit/theme.py writes it. */
export function number(value, decimals = 3) {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size >= 1e5 || size < 0.5 * 10 ** -decimals) {
    const [mantissa, exponent] = toEven(size.toExponential(2), size.toExponential(100).replace(".", ""), 3).split("e");
    const raised = String(Number(exponent)).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);
    return `${sign}${mantissa}·10${raised}`;
  }
  const text = toEven(size.toFixed(decimals), size.toFixed(100).replace(".", ""), size.toFixed(100).indexOf(".") + decimals);
  return sign + (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
}

/* A script rounds a number that lies exactly between two upwards, Python to the even one, as IEEE 754 does: half of such
   ties go either way, so that they do not add up. The book follows Python, which prints most of its numbers.
   rounded: the script's; digits: all that the number has; place: the first that is cut off. */
function toEven(rounded, digits, place) {
  const tie = /^50*(e|$)/.test(digits.slice(place));
  const [written, exponent] = rounded.split("e");
  if (!tie || Number(written.at(-1)) % 2 === 0) return rounded;
  const even = written.slice(0, -1) + (Number(written.at(-1)) - 1); // an odd digit is 1 at least: nothing is carried
  return exponent === undefined ? even : `${even}e${exponent}`;
}

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/* Adds values after those that are there. The array grows by half at least, so that few of its values are ever moved. */
function append(kept, added) {
  if (kept.used + added.length > kept.values.length) {
    const longer = new kept.values.constructor(Math.max(kept.used + added.length, Math.ceil(1.5 * kept.values.length)));
    longer.set(kept.values.subarray(0, kept.used));
    kept.values = longer;
  }
  kept.values.set(added, kept.used);
  kept.used += added.length;
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
