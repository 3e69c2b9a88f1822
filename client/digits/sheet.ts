/* What is drawn. */

import { one } from "../dom.ts";

export const SIDE = 112; // pixels of the sheet: 4 for every pixel of MNIST's 28
const PEN = 10;
const EVERY = 150; // milliseconds between two reports while the pen moves
const MOST_STEPS = 50; // that can be undone

export type Place = [x: number, y: number];

export class Sheet {
  readonly canvas: HTMLCanvasElement;
  /** Called with the grey levels of all pixels, in Base64. */
  report: (levels: string) => void = () => {};
  readonly #context: CanvasRenderingContext2D;
  readonly #steps: ImageData[] = []; // what the sheet looked like before each stroke, for undo
  #last: string; // what was reported
  #due: ReturnType<typeof setTimeout> | undefined;

  constructor(mount: HTMLElement, start: string) {
    this.canvas = one<HTMLCanvasElement>(mount, "canvas");
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("this browser has no canvas to draw on");
    this.#context = context;
    this.#last = start;
    const levels = Uint8Array.from(atob(start), (character) => character.charCodeAt(0));
    this.#context.putImageData(new ImageData(pixelsOf(levels), SIDE, SIDE), 0, 0);
  }

  line(from: Place, to: Place, colour = "#000"): void {
    const context = this.#context;
    context.strokeStyle = colour;
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(to[0] + 0.01, to[1]);
    context.stroke();
    this.#due ??= setTimeout(() => this.send(), EVERY);
  }

  /** Before a stroke. */
  remember(): void {
    this.#steps.push(this.#image());
    if (this.#steps.length > MOST_STEPS) this.#steps.shift();
  }

  /** Take the last stroke back. Nothing is reported yet. */
  takeBack(): boolean {
    const before = this.#steps.pop();
    if (before) this.#context.putImageData(before, 0, 0);
    return before !== undefined;
  }

  undo(): void {
    if (this.takeBack()) this.send();
  }

  clear(): void {
    this.remember();
    this.#context.fillStyle = "#fff";
    this.#context.fillRect(0, 0, SIDE, SIDE);
    this.send();
  }

  /** Report what is drawn, if it is something else than before. */
  send(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    const now = btoa(levelsOf(this.#image().data));
    if (now === this.#last) return;
    this.#last = now;
    this.report(now);
  }

  #image(): ImageData {
    return this.#context.getImageData(0, 0, SIDE, SIDE);
  }
}

/** Grey pixels, red, green, blue and opaque, of levels of ink from 0 to 255. */
export function pixelsOf(levels: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * SIDE * SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const grey = 255 - (levels[i] ?? 0);
    pixels.set([grey, grey, grey, 255], 4 * i);
  }
  return pixels;
}

/** The levels of ink of grey pixels, one character each. */
export function levelsOf(pixels: Uint8ClampedArray): string {
  let text = "";
  for (let i = 0; i < pixels.length; i += 4) text += String.fromCharCode(255 - (pixels[i] ?? 255));
  return text;
}
