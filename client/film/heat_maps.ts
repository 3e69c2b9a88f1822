/* Heat maps on canvases, each painted anew only when something of it is another. */

import type { Frames, Picture } from "./frames.ts";
import type { Palette } from "./palette.ts";

interface Painted {
  context: CanvasRenderingContext2D;
  image: ImageData;
  pixels: Uint32Array;
  picture?: Picture;
  start?: number;
  decide?: boolean;
  shows?: string;
  colours?: Palette;
}

export class HeatMaps {
  readonly #frames: Frames;
  readonly #painted = new WeakMap<HTMLCanvasElement, Painted>();

  constructor(frames: Frames) {
    this.#frames = frames;
  }

  /** data-classes: the maps of so many classes in one, the largest at each place; data-class: the map of one of them. */
  paint(canvas: HTMLCanvasElement, colours: Palette): void {
    const picture = this.#frames.picture(canvas.dataset.picture ?? "");
    const size = canvas.width * canvas.height;
    const start = (this.#frames.index(picture.over) * picture.each + Number(canvas.dataset.index ?? 0)) * size;
    const decide = canvas.dataset.decide !== undefined; // only which side of the middle, not how far
    const shows = `${canvas.dataset.classes ?? ""}/${canvas.dataset.class ?? ""}`;
    const kept = this.#sheet(canvas);
    const now = { picture, start, decide, shows, colours };
    if (Object.entries(now).every(([name, value]) => kept[name as keyof typeof now] === value)) return;
    Object.assign(kept, now);
    const values = picture.values.subarray(start, start + size * Number(canvas.dataset.classes ?? 1));
    if (canvas.dataset.classes) paintLargest(kept.pixels, values, decide, colours);
    else paintOne(kept.pixels, values, decide, colours.classes[Number(canvas.dataset.class ?? -1)] ?? colours.signed);
    kept.context.putImageData(kept.image, 0, 0);
  }

  /** What it takes to paint a canvas of this size. */
  #sheet(canvas: HTMLCanvasElement): Painted {
    const kept = this.#painted.get(canvas);
    if (kept?.image.width === canvas.width && kept.image.height === canvas.height) return kept;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser paints no pictures");
    const image = context.createImageData(canvas.width, canvas.height);
    const made = { context, image, pixels: new Uint32Array(image.data.buffer) };
    this.#painted.set(canvas, made);
    return made;
  }
}

function paintOne(pixels: Uint32Array, values: Uint8Array, decide: boolean, colours: Uint32Array): void {
  for (let i = 0; i < pixels.length; i++) {
    const level = values[i]!;
    pixels[i] = colours[decide ? (level < 128 ? 32 : 223) : level]!;
  }
}

/** At each place the colour of the largest value, the stronger the farther it is above an equal share of all. */
export function paintLargest(pixels: Uint32Array, values: Uint8Array, decide: boolean, colours: Palette): void {
  const count = values.length / pixels.length;
  const equal = 255 / count;
  for (let i = 0; i < pixels.length; i++) {
    let best = 0;
    for (let k = 1; k < count; k++) {
      if (values[k * pixels.length + i]! > values[best * pixels.length + i]!) best = k;
    }
    const share = Math.max(0, (values[best * pixels.length + i]! - equal) / (255 - equal));
    pixels[i] = colours.classes[best]![decide ? 191 : Math.round(255 * share)]!;
  }
}
