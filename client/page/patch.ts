// Changes of the prerendered page in place, and the way back. A place is found by the way to it: the number of each
// container among those of the one around it. site_builder/collect/differences.py makes the changes.

import { all, one } from "../dom.ts";
import { isNear, PARTS } from "../upstream/drawn.ts";
import { type Data, enliven, load, wake } from "./figures.ts";
import type { Change, Rehearsal } from "./rehearsal.ts";

type Undo = () => void;

/** Where a change begins on the page, and what makes it. */
interface Place {
  there: Element;
  make: () => void;
}

type Scripts = Map<string, Awaited<ReturnType<typeof load>>>;

const LIST = ".stVerticalBlock, .stHorizontalBlock";
const PROSE = "[data-testid=stMarkdown]";
const SAYING = [".hl-mount", PROSE];

/** Where the parts of a container stand: in itself, or in the list that it has inside. */
function listOf(container: Element): Element {
  return container.matches(LIST) ? container : one(container, LIST);
}

/** The list that the way leads into, and the place there. */
function placeOf(page: HTMLElement, at: number[]): [list: Element, place: number] {
  let list = one<Element>(page, PARTS);
  for (const place of at.slice(0, -1)) {
    const inside = list.children[place];
    if (!inside) throw new Error(`the page has nothing at ${at}`);
    list = listOf(inside);
  }
  return [list, at.at(-1) ?? 0];
}

/** Makes changes that the way back undoes. */
export class Patch {
  readonly #page: HTMLElement;
  readonly #rehearsal: Rehearsal;
  readonly #undo: Undo[] = [];
  #rest: Place["make"][] = [];
  readonly #told = new Set<Element>(); // what says something else now: mounts of figures, and prose
  readonly #templates = new Map<number, DocumentFragment>(); // parts that were read from their HTML
  #scripts: Scripts = new Map();

  constructor(page: HTMLElement, rehearsal: Rehearsal) {
    this.#page = page;
    this.#rehearsal = rehearsal;
  }

  /** What the changes need besides, so that they can then be made all at once. */
  async ready(changes: Change[]): Promise<void> {
    const coming = changes.flatMap((change) => ("in" in change ? change.in : [])).map((part) => this.#template(part));
    const there = changes.flatMap((change) => ("data" in change ? [this.#figure(change.at)] : []));
    const figures = [...there, ...coming.flatMap((fragment) => all(fragment, "[data-script]"))];
    const names = new Set(figures.map(({ dataset }) => dataset.script ?? ""));
    const loaded = await Promise.all([...names].map(async (name) => [name, await load(name)] as const));
    this.#scripts = new Map(loaded);
  }

  /** The changes that the reader sees are made at once. Those below wait for makeRest, so that they delay nothing. */
  makeSeen(changes: Change[]): void {
    const places = changes.map((change) => this.#placeOf(change)); // all before any: a change moves what stands after it
    const seen = places.map(({ there }) => isNear(there));
    this.#rest = places.filter((_, at) => !seen[at]).map(({ make }) => make);
    this.#all(places.filter((_, at) => seen[at]).map(({ make }) => make));
  }

  makeRest(): void {
    this.#all(this.#rest.splice(0));
  }

  #all(makes: (() => void)[]): void {
    try {
      for (const make of makes) make();
    } catch (error) {
      this.undo(); // all of them or none
      throw error;
    }
  }

  /** Whether Streamlit's page says there what this one says. Numbers are taken as they are read. */
  isSaidBy(app: HTMLElement): boolean {
    return SAYING.every((kind) => {
      const parts = (page: HTMLElement) => all(page, `[data-testid=stMain] ${kind}`);
      const [own, others] = [parts(this.#page), parts(app)];
      return own.every((part, at) => !this.#told.has(part) || said(part) === said(others[at]));
    });
  }

  undo(): void {
    this.#rest = [];
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  #placeOf(change: Change): Place {
    if ("data" in change) {
      const figure = this.#figure(change.at);
      return { there: figure, make: () => this.#tell(figure, this.#rehearsal.part(change.data) as Data) };
    }
    const [list, place] = placeOf(this.#page, change.at);
    if ("head" in change) {
      const summary = one(list.children[place]!, "summary");
      return { there: summary, make: () => this.#retitle(summary, change.head) };
    }
    const going = this.#going(change);
    const next = list.children[place + change.out] ?? null;
    return { there: going[0] ?? next ?? list, make: () => this.#exchange(list, going, next, change.in) };
  }

  #going({ at, out }: { at: number[]; out: number }): Element[] {
    const [list, place] = placeOf(this.#page, at);
    const going = [...list.children].slice(place, place + out);
    if (going.length < out) throw new Error(`the page has too little at ${at}`);
    return going;
  }

  #figure(at: number[]): HTMLElement {
    const [list, place] = placeOf(this.#page, at);
    return one(list.children[place]!, "[data-script]");
  }

  #tell(figure: HTMLElement, data: Data): void {
    const before = this.#enliven(figure, data);
    this.#undo.push(() => this.#enliven(figure, before));
  }

  #enliven(figure: HTMLElement, data?: Data): Data {
    this.#told.add(one(figure, ".hl-mount"));
    return enliven(figure, this.#scripts.get(figure.dataset.script ?? "")!, data);
  }

  #retitle(summary: Element, part: number): void {
    const before = [...summary.childNodes];
    this.#undo.push(() => summary.replaceChildren(...before));
    summary.replaceChildren(...one(this.#fragment(part), "summary").childNodes);
  }

  #exchange(list: Element, going: Element[], next: Element | null, parts: number[]): void {
    const coming = parts.flatMap((part) => [...this.#fragment(part).children]);
    for (const node of going) node.remove();
    for (const node of coming) list.insertBefore(node, next);
    this.#undo.push(() => {
      for (const node of coming) node.remove();
      for (const node of going) list.insertBefore(node, next);
      for (const figure of going.flatMap((node) => all(node, "[data-script]"))) void wake(figure);
    });
    for (const node of coming) {
      for (const figure of all(node, "[data-script]")) this.#enliven(figure);
      for (const prose of all(node, PROSE)) this.#told.add(prose);
    }
  }

  #fragment(part: number): DocumentFragment {
    return document.importNode(this.#template(part), true);
  }

  #template(part: number): DocumentFragment {
    const known = this.#templates.get(part);
    if (known) return known;
    const template = document.createElement("template");
    template.innerHTML = String(this.#rehearsal.part(part));
    this.#templates.set(part, template.content);
    return template.content;
  }
}

/** The words of a figure or a paragraph, without what only scripts read. */
function said(part: Element | undefined): string {
  const copy = part?.cloneNode(true) as Element | undefined;
  for (const data of copy?.querySelectorAll("script, style") ?? []) data.remove();
  return (copy?.textContent ?? "").replace(/\s+/g, "");
}
