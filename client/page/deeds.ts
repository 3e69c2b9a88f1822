// What was done to figures.

import { all } from "../dom.ts";
import { MAIN } from "../upstream/drawn.ts";

export interface Deed {
  /** The number of the figure among those to which something was done, and the way from it to the part, as places among
   *  siblings. */
  figure: number;
  path: number[];
  type: string;
  key?: string | undefined;
  value?: string | undefined;
}

const TYPES = ["click", "input", "change", "keydown"];
const figuresOf = (place: HTMLElement) => all(place, `${MAIN} .hl-mount`);

/** One deed more. A drag says where it is all the way; only where it ended counts. */
export function withDeed(deeds: Deed[], deed: Deed): Deed[] {
  const last = deeds.at(-1);
  const isSameDrag =
    deed.type === "input" && last?.type === "input" && last.figure === deed.figure && `${last.path}` === `${deed.path}`;
  return [...(isSameDrag ? deeds.slice(0, -1) : deeds), deed];
}

export class Deeds {
  readonly #page: HTMLElement;
  readonly #figures: HTMLElement[] = []; // to which something was done
  #deeds: Deed[] = [];

  constructor(prerendered: HTMLElement) {
    this.#page = prerendered;
    for (const type of TYPES) prerendered.addEventListener(type, (event) => this.#note(event), true);
  }

  /** Do it again on Streamlit's page, if that has the same figures. */
  redo(app: HTMLElement): void {
    const [outside, inside] = [figuresOf(this.#page), figuresOf(app)];
    if (inside.length !== outside.length) return;
    for (const deed of this.#deeds) {
      let part: Element | undefined = inside[outside.indexOf(this.#figures[deed.figure]!)];
      for (const place of deed.path) part = part?.children[place];
      if (part) redo(deed, part);
    }
  }

  #note(event: Event): void {
    const { target, type } = event;
    if (!(target instanceof Element)) return;
    const around = target.closest<HTMLElement>(".hl-mount");
    const key = event instanceof KeyboardEvent ? event.key : undefined;
    if (!around || key === "Tab") return;
    if (!this.#figures.includes(around)) this.#figures.push(around);
    const figure = this.#figures.indexOf(around);
    const value = "value" in target ? String(target.value) : undefined;
    this.#deeds = withDeed(this.#deeds, { figure, path: pathOf(target, around), type, key, value });
  }
}

/** The way from a figure to a part of it. */
function pathOf(part: Element, figure: Element): number[] {
  const path: number[] = [];
  for (let at = part; at !== figure && at.parentElement; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  return path;
}

function redo({ type, key = "", value }: Deed, part: Element): void {
  const options = { bubbles: true, cancelable: true };
  if ((type === "input" || type === "change") && "value" in part) part.value = value;
  if (type === "click") part.dispatchEvent(new MouseEvent(type, options));
  else if (type === "keydown") part.dispatchEvent(new KeyboardEvent(type, { ...options, key }));
  else part.dispatchEvent(new Event(type, options));
}
