/* The steps of a figure: a slider, two buttons, keys, and what is there, lit or written at each. */

import { all, around, clamp, isOn, isPlain, one, words } from "../dom.ts";
import { asides, bringIn } from "./bring_in.ts";
import { inNextFrame, whenLaidOut } from "./frame.ts";
import { moving } from "./motion.ts";
import type { Parts } from "./parts.ts";

interface Kept {
  chosen: string | null;
  step: number | null;
}

export class Steps {
  readonly #figure: HTMLElement;
  readonly #controls: HTMLElement;
  readonly #parts: Parts;
  readonly #kept: Kept;
  readonly #rest: () => void;
  readonly #slider: HTMLInputElement;
  readonly #label: HTMLElement;
  readonly #labels: string[];
  readonly #timed: HTMLElement[];
  #marked: HTMLElement[] = []; // what the step's own `data-marks` light

  /** rest: called when another step stands there. */
  constructor(figure: HTMLElement, controls: HTMLElement, parts: Parts, kept: Kept, rest: () => void) {
    this.#figure = figure;
    this.#controls = controls;
    this.#parts = parts;
    this.#kept = kept;
    this.#rest = rest;
    this.#slider = one<HTMLInputElement>(controls, "[data-slider]");
    this.#label = one(controls, "[data-step-label]");
    this.#labels = (this.#label.dataset.labels ?? "").split("\n");
    this.#timed = all(figure, "[data-on], [data-wrote], [data-from], [data-only]");
    controls.hidden = false;
    figure.classList.add("hl-stepped");
    this.#listen();
    this.#go(Math.min(kept.step ?? Number(controls.dataset.start), this.#count - 1));
    whenLaidOut(figure, () => inNextFrame(() => asides(figure), bringIn));
  }

  get #count(): number {
    return Number(this.#controls.dataset.steps);
  }

  get #step(): number {
    return this.#kept.step ?? 0;
  }

  #listen(): void {
    this.#figure.addEventListener("click", (event) => {
      const to = around(event, "[data-to]");
      if (to) this.#jump(Number(to.dataset.to));
    });
    this.#figure.addEventListener("keydown", (event) => {
      const arrows = isOn(event, "input") ? {} : { ArrowRight: 1, ArrowLeft: -1 };
      const by = ({ PageDown: 1, PageUp: -1, ...arrows } as Record<string, number>)[event.key];
      if (!by || !isPlain(event)) return;
      event.preventDefault();
      this.#jump(this.#step + by);
    });
    this.#controls.addEventListener("click", (event) => {
      const button = around(event, "[data-go]");
      if (button) this.#jump(this.#step + Number(button.dataset.go));
    });
    this.#slider.addEventListener("input", () => this.#jump(Number(this.#slider.value)));
  }

  #jump(step: number): void {
    if (this.#figure.querySelector("[data-first]")) this.#kept.chosen = null;
    moving(this.#figure, () => {
      this.#go(step);
      bringIn(asides(this.#figure));
    });
    // Who was at work inside the step before goes on in this one.
    const active = document.activeElement;
    if (!active?.closest("[hidden]") || !this.#figure.contains(active)) return;
    const next = this.#figure.querySelector<HTMLElement>("[data-only]:not([hidden]) [data-check]");
    (next ?? this.#slider).focus({ preventScroll: true });
  }

  #go(step: number): void {
    this.#kept.step = clamp(step, 0, this.#count - 1);
    for (const part of this.#timed) showAt(part, this.#step);
    for (const part of this.#marked) part.classList.remove("hl-now");
    this.#marked = this.#timed
      .filter((part) => !part.hidden)
      .flatMap((part) => words(part.dataset.marks).flatMap((tag) => this.#parts.of(tag)));
    for (const part of this.#marked) part.classList.add("hl-now");
    this.#showControls();
    this.#rest();
  }

  #showControls(): void {
    const label = this.#labels[this.#step] ?? "";
    this.#slider.value = String(this.#step);
    this.#slider.setAttribute("aria-valuetext", label);
    this.#label.textContent = `${this.#step + 1} of ${this.#count}: ${label}`;
    for (const button of all<HTMLButtonElement>(this.#controls, "[data-go]")) {
      const next = this.#step + Number(button.dataset.go);
      button.disabled = next < 0 || next >= this.#count;
    }
  }
}

/** A part at a step: lit as read, lit as written, there or not yet there. */
function showAt(part: HTMLElement, step: number): void {
  const { on, wrote, from, only } = part.dataset;
  const now = String(step);
  part.classList.toggle("hl-now", on !== undefined && words(on).includes(now));
  part.classList.toggle("hl-wrote", wrote !== undefined && words(wrote).includes(now));
  if (from !== undefined) part.classList.toggle("hl-later", step < Number(from));
  if (only !== undefined && part.hidden === words(only).includes(now)) part.hidden = !part.hidden;
}
