/* The parts of a film's figure that show the place of its dials: texts, numbers, attributes, heat maps, dials, buttons. */

import { all, write } from "../dom.ts";
import { missing, number } from "../number/write.ts";
import type { Frames } from "./frames.ts";
import { HeatMaps } from "./heat_maps.ts";
import { palette, whenSchemeChanges } from "./palette.ts";

interface ExactNumber {
  element: HTMLElement;
  isThere: () => boolean;
  name: string;
  index: number;
  decimals: number;
}

export class Screen {
  readonly dials: HTMLInputElement[];
  readonly picks: HTMLElement[];
  readonly #figure: HTMLElement;
  readonly #frames: Frames;
  readonly #texts: [Element, string][];
  readonly #bindings: [element: Element, attribute: string, name: string][];
  readonly #exact: ExactNumber[];
  readonly #canvases: HTMLCanvasElement[];
  readonly #conditional: [element: Element, dial: number, position: number][];
  readonly #dialLabels: (Element | null)[];
  readonly #heatMaps: HeatMaps;
  #picked: string | null = null; // where the dials stood when the buttons were last marked

  constructor(figure: HTMLElement, frames: Frames) {
    this.#figure = figure;
    this.#frames = frames;
    this.dials = all<HTMLInputElement>(figure, "[data-dial]");
    this.picks = all(figure, "[data-pick]");
    this.#texts = all(figure, "[data-text]").map((element) => [element, element.dataset.text ?? ""]);
    this.#bindings = all(figure, "[data-bind]").flatMap(bindingsOf);
    this.#exact = all(figure, "[data-number]").map((element) => exactNumber(element, figure));
    this.#canvases = all<HTMLCanvasElement>(figure, "[data-picture]");
    this.#conditional = all(figure, "[data-when]").map((element) => [element, ...pair(element.dataset.when)]);
    this.#dialLabels = this.dials.map((input) => figure.querySelector(`[data-dial-label="${input.dataset.dial}"]`));
    this.#heatMaps = new HeatMaps(frames);
    const [first] = this.#canvases;
    if (first) whenSchemeChanges(first, () => this.#paint());
  }

  draw(): void {
    if (this.#picked !== this.#frames.place.join()) this.#mark();
    for (const [element, name] of this.#texts) write(element, String(this.#frames.value(name)));
    for (const { element, isThere, name, index, decimals } of this.#exact) {
      if (!isThere()) continue;
      const text = number(this.#frames.numbers(name)[index] ?? Number.NaN, decimals);
      write(element, text);
      if (element.dataset.less !== undefined) align(element, missing(text, decimals));
    }
    for (const [element, attribute, name] of this.#bindings) {
      const now = String(this.#frames.value(name));
      if (element.getAttribute(attribute) !== now) element.setAttribute(attribute, now);
    }
    this.#paint();
    this.#turnDials();
    this.#figure.dispatchEvent(new CustomEvent("hl-draw")); // for a script that shows more of the same moment
  }

  #paint(): void {
    const [first] = this.#canvases;
    const colours = first && palette(first);
    if (colours) for (const canvas of this.#canvases) this.#heatMaps.paint(canvas, colours);
    else if (first?.isConnected) requestAnimationFrame(() => this.#paint());
  }

  /** More positions have come. */
  lengthenDials(): void {
    for (const input of this.dials) input.max = String(this.#frames.size(Number(input.dataset.dial)) - 1);
  }

  #turnDials(): void {
    this.dials.forEach((input, i) => {
      const dial = Number(input.dataset.dial);
      const [now, label] = [this.#frames.at(dial), this.#frames.label(dial)];
      if (input.valueAsNumber !== now) input.value = String(now);
      if (input.getAttribute("aria-valuetext") !== label) input.setAttribute("aria-valuetext", label);
      const written = this.#dialLabels[i];
      if (written) write(written, label);
    });
  }

  #mark(): void {
    this.#picked = this.#frames.place.join();
    for (const [element, dial, position] of this.#conditional) {
      element.toggleAttribute("hidden", this.#frames.at(dial) !== position);
    }
    for (const button of this.picks) {
      const [dial, mine] = pair(button.dataset.pick);
      const chosen = this.#frames.at(dial) === mine;
      button.classList.toggle("hl-picked", chosen);
      if (button.getAttribute("role") !== "radio") continue; // a part of the picture, for pointers; the keyboard has the dial
      button.setAttribute("aria-checked", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
  }
}

function align(element: HTMLElement, less: string): void {
  if (element.dataset.less !== less) element.dataset.less = less;
}

/** Two numbers as an attribute has them: "0:3". */
export function pair(text: string | undefined): [number, number] {
  const [dial, position] = (text ?? "").split(":").map(Number);
  return [dial ?? Number.NaN, position ?? Number.NaN];
}

function bindingsOf(element: HTMLElement): [Element, string, string][] {
  return (element.dataset.bind ?? "").split(" ").map((binding) => {
    const [attribute = "", name = ""] = binding.split("=");
    return [element, attribute, name];
  });
}

/** What is folded away or belongs to another choice is written when it is there. */
function exactNumber(element: HTMLElement, figure: HTMLElement): ExactNumber {
  const [name = "", index, decimals] = (element.dataset.number ?? "").split(":");
  const folds = ["details", "[data-when]"]
    .map((fold) => element.closest<HTMLElement>(fold))
    .filter((fold) => fold !== null && figure.contains(fold)) as HTMLElement[];
  const isOpen = (fold: HTMLElement) => !(fold instanceof HTMLDetailsElement) || fold.open;
  const isThere = () => folds.every((fold) => !fold.hidden && isOpen(fold));
  return { element, isThere, name, index: Number(index), decimals: Number(decimals) };
}
