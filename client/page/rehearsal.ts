// What a control's first acts change, as the builder has written it (site_builder/render/rehearsed.py): a line with the
// changes of all acts, and a line for each part that they bring.

import type { Data } from "./figures.ts";

/** Nodes that go and come, the words of a fold, or what a figure's script is told. Numbers are places of parts. */
export type Change = { at: number[] } & ({ out: number; in: number[] } | { head: number } | { data: number });

export class Rehearsal {
  readonly acts: Record<string, Change[]>;
  readonly size: number; // letters
  readonly #lines: string[];

  /** Throws if text is something else. */
  constructor(text: string) {
    this.size = text.length;
    const [acts = "", ...lines] = text.split("\n");
    this.acts = JSON.parse(acts);
    this.#lines = lines;
  }

  /** HTML, or what a figure's script is told. Read when it is asked for: an act needs few of the parts. */
  part(place: number): string | Data {
    return JSON.parse(this.#lines[place] ?? "");
  }
}
