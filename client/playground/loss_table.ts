/* The losses as a table: written when it is opened, and continued in place, which keeps a reader's place in it. */

import { one, write } from "../dom.ts";
import type { Frames } from "../film/frames.ts";
import { missing } from "../number/write.ts";

export class LossTable {
  readonly #fold: HTMLDetailsElement;
  readonly #frames: Frames;

  constructor(figure: HTMLElement, frames: Frames) {
    this.#fold = one<HTMLDetailsElement>(figure, ".hl-fold-data");
    this.#frames = frames;
    this.#fold.addEventListener("toggle", () => this.write());
  }

  write(): void {
    if (!this.#fold.open) return;
    const iterations = this.#frames.labels[0] ?? [];
    const columns = [iterations, this.#frames.history("train"), this.#frames.history("test")];
    const body = one<HTMLTableSectionElement>(this.#fold, "tbody");
    const places = early(iterations.map(Number), Number(this.#fold.dataset.most));
    const [pattern] = body.rows;
    if (!pattern) return;
    while (body.rows.length < places.length) body.append(pattern.cloneNode(true));
    while (body.rows.length > places.length) body.lastElementChild?.remove();
    columns.forEach((all, column) => {
      const texts = places.map((at) => String(all[at]));
      const most = Math.max(...texts.map(decimals));
      texts.forEach((text, row) => {
        const cell = body.rows[row]?.cells[column];
        if (!cell) return;
        write(cell, text);
        cell.dataset.less = missing(text, most);
      });
    });
  }
}

/** How many digits a plain number has after its point; a power of ten has none that others stand under. */
const decimals = (text: string): number => (text.includes("·") ? 0 : (text.split(".")[1] ?? "").length);

/** Some places of rising iterations from 0, more of the early ones: as widgets/drawing/data_table.py chooses them. */
export function early(iterations: number[], most: number): number[] {
  if (iterations.length <= most) return [...iterations.keys()];
  const share = Math.log((iterations.at(-1) ?? 0) + 1) / (most - 1);
  const nearest = (goal: number) => {
    const off = (place: number) => Math.abs((iterations[place] ?? 0) - goal);
    return iterations.reduce((best, _, place) => (off(place) < off(best) ? place : best), 0);
  };
  return [...new Set(Array.from({ length: most }, (_, step) => nearest(Math.exp(step * share) - 1)))];
}
