// Changes of the prerendered page in place, and the way back. A place is found by the way to it: the number of each
// container among those of the one around it. site_builder/collect/differences.py makes the changes.

import { all, one } from "../dom.ts";
import { type Data, enliven, load } from "./figures.ts";

/** Nodes that go and come, the words of a fold, or what a figure's script is told. Numbers are places in `parts`. */
export type Change = { at: number[] } & ({ out: number; in: number[] } | { head: number } | { data: number });

export interface Rehearsal {
  /** HTML, or what a figure's script is told. */
  parts: (string | Data)[];
  acts: Record<string, Change[]>;
}

type Undo = () => void;
type Scripts = Map<string, Awaited<ReturnType<typeof load>>>;

const LIST = ".stVerticalBlock, .stHorizontalBlock";
const MAIN = "[data-testid=stMainBlockContainer] > .stVerticalBlock";

/** Where the parts of a container stand: in itself, or in the list that it has inside. */
function listOf(container: Element): Element {
  return container.matches(LIST) ? container : one(container, LIST);
}

/** The list that the way leads into, and the place there. */
function placeOf(page: HTMLElement, at: number[]): [list: Element, place: number] {
  let list = one<Element>(page, MAIN);
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
  readonly #parts: Rehearsal["parts"];
  readonly #undo: Undo[] = [];
  readonly #told = new Set<Element>(); // the figures that were drawn or came, by their mounts
  #scripts: Scripts = new Map();

  constructor(page: HTMLElement, { parts }: Rehearsal) {
    this.#page = page;
    this.#parts = parts;
  }

  /** What the changes need besides, so that they can then be made all at once. */
  async ready(changes: Change[]): Promise<void> {
    const coming = changes.flatMap((change) => ("in" in change ? change.in : [])).map((part) => this.#fragment(part));
    const there = changes.flatMap((change) => ("data" in change ? [this.#figure(change.at)] : []));
    const figures = [...there, ...coming.flatMap((fragment) => all(fragment, "[data-script]"))];
    const names = new Set(figures.map(({ dataset }) => dataset.script ?? ""));
    const loaded = await Promise.all([...names].map(async (name) => [name, await load(name)] as const));
    this.#scripts = new Map(loaded);
  }

  /** The last first: a change moves what stands after it. */
  make(changes: Change[]): void {
    try {
      for (const change of changes.toReversed()) this.#make(change);
    } catch (error) {
      this.undo(); // all of them or none
      throw error;
    }
  }

  /** Whether Streamlit's page says in these figures what this one says. Numbers are taken as they are read. */
  isSaidBy(app: HTMLElement): boolean {
    const mounts = (page: HTMLElement) => all(page, "[data-testid=stMain] .hl-mount");
    const [own, others] = [mounts(this.#page), mounts(app)];
    return own.every((mount, at) => !this.#told.has(mount) || said(mount) === said(others[at]));
  }

  undo(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  #make(change: Change): void {
    if ("data" in change) this.#tell(this.#figure(change.at), this.#parts[change.data] as Data);
    else if ("head" in change) this.#retitle(change.at, change.head);
    else this.#exchange(change.at, change.out, change.in);
  }

  #figure(at: number[]): HTMLElement {
    const [list, place] = placeOf(this.#page, at);
    return one(list.children[place]!, "[data-script]");
  }

  #tell(figure: HTMLElement, data: Data): void {
    const before = this.#enliven(figure, data);
    if (before) this.#undo.push(() => this.#enliven(figure, before));
  }

  #enliven(figure: HTMLElement, data?: Data): Data | undefined {
    this.#told.add(one(figure, ".hl-mount"));
    return enliven(figure, this.#scripts.get(figure.dataset.script ?? "")!, data);
  }

  #retitle(at: number[], part: number): void {
    const [list, place] = placeOf(this.#page, at);
    const summary = one(list.children[place]!, "summary");
    const before = [...summary.childNodes];
    this.#undo.push(() => summary.replaceChildren(...before));
    summary.replaceChildren(...one(this.#fragment(part), "summary").childNodes);
  }

  #exchange(at: number[], count: number, parts: number[]): void {
    const [list, place] = placeOf(this.#page, at);
    const going = [...list.children].slice(place, place + count);
    if (going.length < count) throw new Error(`the page has too little at ${at}`);
    const next = list.children[place + count] ?? null;
    const coming = parts.flatMap((part) => [...this.#fragment(part).children]);
    for (const node of going) node.remove();
    for (const node of coming) list.insertBefore(node, next);
    this.#undo.push(() => {
      for (const node of coming) node.remove();
      for (const node of going) list.insertBefore(node, next);
    });
    for (const node of coming) for (const figure of all(node, "[data-script]")) this.#enliven(figure);
  }

  #fragment(part: number): DocumentFragment {
    const template = document.createElement("template");
    template.innerHTML = String(this.#parts[part]);
    return document.importNode(template.content, true);
  }
}

/** The words of a figure, without what only its script reads. */
function said(mount: Element | undefined): string {
  const copy = mount?.cloneNode(true) as Element | undefined;
  for (const data of copy?.querySelectorAll("script, style") ?? []) data.remove();
  return copy?.textContent ?? "";
}
