/* Entries that the reader fills in. Until one is right, it is veiled wherever else it is shown. */

import { all } from "../dom.ts";
import { type Check, judge, type Sentences } from "./judge.ts";
import { nameOf, type Parts } from "./parts.ts";

/** Tag -> the check -> what the reader wrote. */
export type Given = Record<string, Record<string, string>>;

export class Blanks {
  readonly #parts: Parts;
  readonly #inputs: HTMLInputElement[];
  readonly #score: HTMLElement | null;
  readonly #sentences: Sentences;
  readonly #say: (cell: HTMLElement) => void;
  readonly #right = new Set<string>();

  /** given: what the reader wrote before, to which this adds. say: called with an entry that was judged. */
  constructor(figure: HTMLElement, parts: Parts, given: Given, say: (cell: HTMLElement) => void) {
    this.#parts = parts;
    this.#inputs = all<HTMLInputElement>(figure, "[data-check]");
    this.#score = figure.querySelector<HTMLElement>("[data-score]");
    this.#sentences = JSON.parse(figure.querySelector<HTMLElement>("[data-sentences]")?.dataset.sentences ?? "{}");
    this.#say = say;
    for (const input of this.#inputs) {
      const cell = input.closest<HTMLElement>("[data-tags]");
      const check = input.dataset.check;
      if (!cell || check === undefined) continue;
      const tag = nameOf(cell);
      input.value = given[tag]?.[check] ?? "";
      this.#judge(input, cell, JSON.parse(check));
      input.addEventListener("change", () => {
        given[tag] = { [check]: input.value };
        this.#judge(input, cell, JSON.parse(check));
        this.#say(cell);
      });
    }
  }

  #judge(input: HTMLInputElement, cell: HTMLElement, check: Check): void {
    const tag = nameOf(cell);
    const hint = cell.dataset.hint ?? cell.dataset.say ?? "";
    cell.dataset.hint = hint;
    const verdict = judge(input.value, check, this.#sentences, hint);
    const solved = verdict.kind === "right";
    cell.classList.toggle("hl-answer-right", solved);
    cell.classList.toggle("hl-answer-wrong", verdict.kind === "wrong");
    input.setAttribute("aria-invalid", String(verdict.kind === "wrong"));
    cell.dataset.say = verdict.kind === "empty" ? hint : verdict.say;
    for (const other of this.#parts.of(tag)) {
      if ("echo" in other.dataset) other.classList.toggle("hl-veiled", !solved);
    }
    this.#right[solved ? "add" : "delete"](tag);
    if (this.#score) this.#score.textContent = `${this.#right.size} of ${this.#inputs.length}`;
  }
}
