/* The parts of a figure and the tags by which they know one another. */

import { all, words } from "../dom.ts";

export class Parts {
  readonly #byTag = new Map<string, HTMLElement[]>();

  constructor(figure: HTMLElement) {
    for (const part of all(figure, "[data-tags]")) {
      for (const tag of words(part.dataset.tags)) {
        const alike = this.#byTag.get(tag);
        if (alike) alike.push(part);
        else this.#byTag.set(tag, [part]);
      }
    }
  }

  /** All that answer to a tag. */
  of(tag: string): readonly HTMLElement[] {
    return this.#byTag.get(tag) ?? [];
  }

  /** The first part of a tag that says something and can be seen. */
  find(tag: string | null | undefined): HTMLElement | null {
    return (tag && this.of(tag).find((part) => speaks(part) && isThere(part))) || null;
  }

  /** An echo shows an entry once more: what it says and lights is written where the entry has its own place. */
  source(part: HTMLElement): HTMLElement {
    const own = "echo" in part.dataset ? this.of(nameOf(part)).find((other) => "say" in other.dataset) : undefined;
    return own ?? part;
  }
}

/** A part's own tag is its last. */
export function nameOf(part: HTMLElement): string {
  return words(part.dataset.tags).at(-1) ?? "";
}

export function isThere(part: Element): boolean {
  return !part.closest("[hidden], .hl-later");
}

export function speaks(part: Element): boolean {
  return part instanceof HTMLElement || part instanceof SVGElement
    ? "say" in part.dataset || "echo" in part.dataset
    : false;
}
