/* The large map and the small ones of the neurons: one that is pointed at or pinned is shown large. */

import { all, around, one } from "../dom.ts";
import type { Film } from "../film/film.ts";

const ENDS = ["low", "middle", "high"] as const;

export class Maps {
  readonly #figure: HTMLElement;
  readonly #film: Film;
  readonly #large: HTMLCanvasElement;
  readonly #title: HTMLElement;
  readonly #bar: HTMLElement; // of the colours
  readonly #side: number; // of the large map by itself, in pixels
  #pinned: HTMLElement | null = null;

  constructor(figure: HTMLElement, film: Film) {
    this.#figure = figure;
    this.#film = film;
    this.#large = one<HTMLCanvasElement>(figure, "[data-large]");
    this.#title = one(figure, "[data-map-name]");
    this.#bar = one(figure, ".hl-colour-bar");
    this.#side = this.#large.width;
    figure.addEventListener("click", (event) => {
      const tile = around(event, "[data-enlarge]");
      if (tile) this.#pin(tile);
    });
    figure.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse") this.#enlarge(around(event, "[data-enlarge]") ?? this.#pinned);
    });
    figure.addEventListener("focusin", (event) => {
      const tile = around(event, "[data-enlarge]");
      if (tile?.matches(":focus-visible")) this.#enlarge(tile);
    });
  }

  /** Show only on which side of the middle each place is, not how far. */
  set decides(only: boolean) {
    if (only) this.#large.dataset.decide = "";
    else delete this.#large.dataset.decide;
  }

  #pin(tile: HTMLElement): void {
    this.#pinned = tile === this.#pinned ? null : tile;
    for (const other of all(this.#figure, "[data-enlarge]")) {
      other.setAttribute("aria-pressed", String(other === this.#pinned));
    }
    this.#enlarge(this.#pinned);
  }

  /** A neuron's map in the large one's place; null: the large one's own. */
  #enlarge(tile: HTMLElement | null): void {
    const { dataset } = this.#large;
    dataset.picture = (tile ? tile.dataset.enlarge : dataset.large) ?? "";
    dataset.index = (tile ? tile.dataset.which : dataset.largeIndex) ?? "";
    setOrDrop(dataset, "classes", tile ? undefined : dataset.largeClasses);
    setOrDrop(dataset, "class", tile?.dataset.class);
    setOrDrop(this.#bar.dataset, "class", tile ? tile.dataset.class : this.#bar.dataset.own);
    for (const end of ENDS) {
      const label = one(this.#figure, `.hl-colours [data-${end}]`);
      label.textContent = tile ? endOf(tile, end) : (label.dataset[end] ?? "");
    }
    const side = tile?.querySelector("canvas")?.width ?? this.#side;
    if (this.#large.width !== side) this.#large.width = this.#large.height = side;
    this.#title.textContent = (tile ? tile.dataset.name : this.#title.dataset.mapName) ?? "";
    this.#film.draw();
  }
}

function setOrDrop(dataset: DOMStringMap, name: string, value: string | undefined): void {
  if (value === undefined) delete dataset[name];
  else dataset[name] = value;
}

function endOf(tile: HTMLElement, end: (typeof ENDS)[number]): string {
  if (end === "middle") return tile.dataset.low === "0" ? "½" : "0";
  return tile.dataset[end] ?? "";
}
