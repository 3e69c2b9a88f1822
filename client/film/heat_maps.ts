/* Heat maps on canvases, each painted anew only when something of it is another. */

import type { Frames, Picture } from "./frames.ts";

interface Painted {
  context: CanvasRenderingContext2D;
  image: ImageData;
  pixels: Uint32Array;
  picture?: Picture;
  start?: number;
  decide?: boolean;
  colours?: Uint32Array;
}

export class HeatMaps {
  readonly #frames: Frames;
  readonly #painted = new WeakMap<HTMLCanvasElement, Painted>();

  constructor(frames: Frames) {
    this.#frames = frames;
  }

  paint(canvas: HTMLCanvasElement, colours: Uint32Array): void {
    const picture = this.#frames.picture(canvas.dataset.picture ?? "");
    const size = canvas.width * canvas.height;
    const start = (this.#frames.index(picture.over) * picture.each + Number(canvas.dataset.index ?? 0)) * size;
    const decide = canvas.dataset.decide !== undefined; // only which side of the middle, not how far
    const kept = this.#sheet(canvas);
    if (kept.picture === picture && kept.start === start && kept.decide === decide && kept.colours === colours) return;
    Object.assign(kept, { picture, start, decide, colours });
    for (let i = 0; i < size; i++) {
      const level = picture.values[start + i]!;
      kept.pixels[i] = colours[decide ? (level < 128 ? 32 : 223) : level]!;
    }
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
