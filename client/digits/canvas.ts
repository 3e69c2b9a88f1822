/* A sheet of paper to draw a digit on: mouse, touch and pen, or the keyboard. It hands the grey levels of its pixels to
   Python while the reader draws; Python does the rest. */

const SIDE = 112; // pixels of the sheet: 4 for every pixel of MNIST's 28
const CELL = SIDE / 28;
const PEN = 10;
const EVERY = 150; // milliseconds between two reports while the pen moves

const sheets = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const mount = parentElement.querySelector(".hl-mount") ?? parentElement;
  let sheet = sheets.get(mount);
  if (!sheet) {
    mount.innerHTML = data.html;
    sheet = makeSheet(mount, data.start);
    sheets.set(mount, sheet);
  }
  sheet.report = (levels) => setStateValue("ink", levels);
}

function makeSheet(mount, start) {
  const canvas = mount.querySelector("canvas");
  const cursor = mount.querySelector(".hl-cursor");
  const says = mount.querySelector("[data-says]");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const sheet = { report: () => {} };
  const steps = []; // what the sheet looked like before each stroke, for undo

  const blank = () => {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, SIDE, SIDE);
  };
  const put = (levels) => {
    const image = context.createImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) image.data.set([255 - levels[i], 255 - levels[i], 255 - levels[i], 255], 4 * i);
    context.putImageData(image, 0, 0);
  };
  const levels = () => {
    const pixels = context.getImageData(0, 0, SIDE, SIDE).data;
    let text = "";
    for (let i = 0; i < SIDE * SIDE; i++) text += String.fromCharCode(255 - pixels[4 * i]);
    return text;
  };
  let last = "";
  let due = 0;
  const send = () => {
    clearTimeout(due);
    due = 0;
    const now = btoa(levels());
    if (now !== last) sheet.report((last = now));
  };
  const soon = () => (due ||= setTimeout(send, EVERY));
  const remember = () => {
    steps.push(context.getImageData(0, 0, SIDE, SIDE));
    if (steps.length > 50) steps.shift();
  };
  const line = (from, to, colour = "#000") => {
    context.strokeStyle = colour;
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(to[0] + 0.01, to[1]);
    context.stroke();
  };

  // --- mouse, touch, pen -------------------------------------------------------------------------------------------
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
  };
  /* One pointer draws at a time: a palm that comes to rest on the canvas does not take the line away. A pen, though, is
     meant more than a finger or a palm that was there first, whose stroke is taken back. */
  let pen = null;
  let drawing = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    if (pen) {
      if (event.pointerType !== "pen" || drawing.pointerType === "pen") return;
      context.putImageData(steps.pop(), 0, 0);
    }
    drawing = event;
    canvas.setPointerCapture(event.pointerId);
    remember();
    pen = place(event);
    line(pen, pen);
    soon();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pen || event.pointerId !== drawing.pointerId) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) {
      const next = place(part);
      line(pen, next);
      pen = next;
    }
    soon();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => {
    if (event.pointerId !== drawing?.pointerId) return;
    if (pen) send();
    pen = null;
  });

  // --- keyboard: a cursor on the 28×28 grid ---------------------------------------------------------------------------
  let [column, row, down] = [14, 6, false];
  const middle = () => [(column + 0.5) * CELL, (row + 0.5) * CELL];
  const show = () => {
    cursor.style.left = `${(100 * (column + 0.5)) / 28}%`;
    cursor.style.top = `${(100 * (row + 0.5)) / 28}%`;
    cursor.classList.toggle("hl-cursor-down", down);
    says.textContent = `Row ${row + 1}, column ${column + 1}, pen ${down ? "down" : "up"}`;
  };
  canvas.addEventListener("focus", () => { cursor.hidden = !canvas.matches(":focus-visible"); show(); });
  canvas.addEventListener("blur", () => { cursor.hidden = true; down = false; });
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "z") { undo(); event.preventDefault(); return; }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) {
      const before = middle();
      column = Math.max(0, Math.min(27, column + step[0]));
      row = Math.max(0, Math.min(27, row + step[1]));
      if (down) { line(before, middle()); soon(); }
    } else if (event.key === " ") {
      if (event.repeat) { event.preventDefault(); return; }
      down = !down;
      if (down) { remember(); line(middle(), middle()); soon(); }
    } else if (event.key === "Backspace") {
      remember();
      line(middle(), middle(), "#fff");
      soon();
    } else if (event.key === "Delete") clear();
    else if (event.key === "Escape") down = false;
    else return;
    event.preventDefault();
    event.stopPropagation();
    cursor.hidden = false;
    show();
  });

  // --- buttons ---------------------------------------------------------------------------------------------------------
  const clear = () => { remember(); blank(); send(); };
  const undo = () => {
    if (!steps.length) return;
    context.putImageData(steps.pop(), 0, 0);
    send();
  };
  const acts = { clear, undo };
  mount.addEventListener("click", (event) => acts[event.target.closest("[data-act]")?.dataset.act]?.());

  blank();
  put(Uint8Array.from(atob(start), (character) => character.charCodeAt(0)));
  last = start;
  return sheet;
}
