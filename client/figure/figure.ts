/* Brings a figure to life. Everything it shows was written by Python: it lights, shows and hides, and computes nothing.
   The attributes it reads are described in widgets/drawing/figure.py. */

import { all, around, words } from "../dom.ts";
import { Blanks, type Given } from "./blanks.ts";
import { nameOf, Parts } from "./parts.ts";
import { enlivenGroups, roam } from "./roam.ts";
import { Steps } from "./steps.ts";

/** What the reader chose in a figure. */
export interface Kept {
  chosen: string | null;
  step: number | null;
  answers: Given;
}

const SPEAKING = "[data-say], [data-echo]";

export class Figure {
  readonly #figure: HTMLElement;
  readonly #kept: Kept;
  readonly #parts: Parts;
  readonly #readout: HTMLElement | null;
  readonly #opening: string | undefined; // what the readout says while nothing is chosen
  #shown: HTMLElement | null | undefined;

  constructor(figure: HTMLElement, kept: Kept) {
    this.#figure = figure;
    this.#kept = kept;
    this.#parts = new Parts(figure);
    this.#readout = figure.querySelector<HTMLElement>("[data-readout]");
    this.#opening = this.#readout?.innerHTML;
    this.#listen();
    enlivenGroups(figure, (part) => this.#choose(part));
    const steps = figure.querySelector<HTMLElement>("[data-steps]");
    if (steps) {
      new Steps(figure, steps, this.#parts, kept, () => this.#rest());
    }
    for (const part of all(figure, "[data-marks]:not([data-only])")) {
      for (const tag of words(part.dataset.marks)) {
        for (const other of this.#parts.of(tag)) other.classList.add("hl-now");
      }
    }
    new Blanks(figure, this.#parts, kept.answers, (cell) => this.#say(cell));
    kept.chosen ??= figure.dataset.chosen ?? null;
    this.#rest();
  }

  #listen(): void {
    const figure = this.#figure;
    figure.addEventListener("pointerover", (event) => {
      const part = around(event, SPEAKING);
      if (event.pointerType === "mouse" && part) this.#light(part);
    });
    figure.addEventListener("pointerout", (event) => {
      if (event.pointerType === "mouse" && around(event, SPEAKING)) this.#rest();
    });
    figure.addEventListener("click", (event) => {
      const part = around(event, SPEAKING);
      if (!part) return;
      this.#choose(part);
      roam(part);
    });
    figure.addEventListener("focusin", (event) => {
      const part = around(event, SPEAKING);
      if (part?.matches(":focus-visible")) this.#choose(part);
    });
    figure.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#kept.chosen) return;
      this.#choose(null);
      this.#rest();
    });
  }

  #choose(part: HTMLElement | null): void {
    this.#kept.chosen = part && nameOf(part);
    this.#light(part);
  }

  /** Back to what was chosen: by the reader, else by the step itself. */
  #rest(): void {
    const first = this.#figure.querySelector<HTMLElement>("[data-first]:not([hidden])")?.dataset.first;
    this.#light(this.#parts.find(this.#kept.chosen) ?? this.#parts.find(first));
  }

  #light(part: HTMLElement | null): void {
    if (part === this.#shown) return;
    this.#shown = part;
    for (const other of all(this.#figure, ".hl-lit, .hl-chosen")) other.classList.remove("hl-lit", "hl-chosen");
    const source = part && this.#parts.source(part);
    if (part && source) {
      part.classList.add("hl-chosen");
      for (const tag of words(source.dataset.lit)) {
        for (const other of this.#parts.of(tag)) other.classList.add("hl-lit");
      }
    }
    const say = source?.dataset.say ?? this.#opening ?? "";
    if (this.#readout && this.#readout.innerHTML !== say) this.#readout.innerHTML = say;
  }

  /** Says what a part says by now, also where it has just said something else. */
  #say(part: HTMLElement): void {
    this.#light(null);
    this.#light(part);
  }
}
