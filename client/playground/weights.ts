/* The weights on the stage: how thick each is drawn, and which one the reader has chosen. */

import { all, one } from "../dom.ts";
import type { Film } from "../film/film.ts";
import { number } from "../number/write.ts";

export class Weights {
  readonly choice: HTMLSelectElement;
  readonly count: number;
  readonly #film: Film;
  readonly #marks: HTMLElement[];
  readonly #seen: Int16Array; // how thick each is drawn now, in steps
  readonly #curves: (string | null)[]; // null for a bias, which is a square
  readonly #bundles: Map<number, Element>; // steps of thickness -> the path that draws all weights of it
  readonly #most: number;
  readonly #chosenValue: Element;

  constructor(figure: HTMLElement, film: Film) {
    this.#film = film;
    this.#marks = all(figure, "[data-weight]");
    this.count = this.#marks.length;
    this.#seen = new Int16Array(this.count).fill(99);
    this.#curves = this.#marks.map((mark) => mark.getAttribute("d"));
    this.#bundles = new Map(all(figure, "[data-bundle]").map((bundle) => [Number(bundle.dataset.bundle), bundle]));
    this.#most = Math.max(...this.#bundles.keys());
    this.#chosenValue = one(figure, "[data-chosen-value]");
    this.choice = one<HTMLSelectElement>(figure, "[data-choose]");
  }

  follow(): void {
    const levels = this.#film.frames.levels("strokes", this.count);
    let moved = false;
    this.#marks.forEach((mark, index) => {
      const now = Math.round(((levels[index] ?? 128) - 128) * (this.#most / 128));
      if (this.#seen[index] === now) return;
      this.#seen[index] = now;
      if (this.#curves[index]) moved = true;
      else this.#showBias(mark, now);
    });
    if (moved) this.#showCurves();
    this.#showValue();
  }

  choose(index: string): void {
    this.choice.value = index;
    for (const mark of this.#marks) mark.classList.toggle("hl-chosen", mark.dataset.weight === index);
    this.#showValue();
  }

  #showValue(): void {
    const value = this.#film.frames.numbers("weights")[Number(this.choice.value)];
    this.#chosenValue.textContent = number(value ?? Number.NaN, 4);
  }

  #showBias(mark: HTMLElement, steps: number): void {
    mark.style.setProperty("--size", String(Math.abs(steps) / this.#most));
    mark.classList.toggle("hl-below", steps < 0);
  }

  #showCurves(): void {
    const paths = new Map<number, string>();
    this.#curves.forEach((curve, index) => {
      const steps = this.#seen[index];
      if (curve && steps !== undefined) paths.set(steps, (paths.get(steps) ?? "") + curve);
    });
    for (const [steps, bundle] of this.#bundles) {
      const path = paths.get(steps) ?? "";
      if (bundle.getAttribute("d") !== path) bundle.setAttribute("d", path);
    }
  }
}
