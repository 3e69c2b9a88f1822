/* All that a film can show, as Python computed it (widgets/drawing/film.py), and the place where its dials stand. */

import { clamp } from "../dom.ts";
import { bytesOf, numbersOf, Rows, type SentLevels, type SentNumbers } from "./rows.ts";

export type Value = string | number;

export interface Channel {
  over: number[];
  values: Value[];
}

/** What stands in a film's [data-film]. */
export interface FilmData {
  sizes: number[];
  labels: string[][];
  channels: Record<string, Channel>;
  pictures: Record<string, SentLevels>;
  numbers: Record<string, SentNumbers>;
}

export type Picture = Rows<Uint8Array<ArrayBuffer>>;
type Numbers = Rows<Float64Array<ArrayBuffer>>;

export class Frames {
  readonly sizes: number[]; // of each dial
  readonly labels: string[][]; // of each dial's positions
  readonly place: number[]; // of each dial
  readonly #channels: Record<string, Channel>;
  readonly #pictures = new Map<string, Picture>();
  readonly #numbers = new Map<string, Numbers>();

  constructor(film: FilmData, place: number[]) {
    this.sizes = film.sizes;
    this.labels = film.labels;
    this.place = place;
    this.#channels = film.channels;
    for (const [name, sent] of Object.entries(film.pictures)) {
      this.#pictures.set(name, new Rows(sent, bytesOf(sent.bytes)));
    }
    for (const [name, sent] of Object.entries(film.numbers)) {
      this.#numbers.set(name, new Rows(sent, numbersOf(sent.values)));
    }
  }

  size(dial: number): number {
    return this.sizes[dial] ?? 0;
  }

  at(dial: number): number {
    return this.place[dial] ?? 0;
  }

  /** What a dial's place is called. */
  label(dial: number): string {
    return this.labels[dial]?.[this.at(dial)] ?? "";
  }

  move(dial: number, position: number): void {
    this.place[dial] = clamp(position, 0, this.size(dial) - 1);
  }

  /** The place of the dials among all positions of what depends on these. */
  index(over: readonly number[]): number {
    return over.reduce((index, dial) => index * this.size(dial) + this.at(dial), 0);
  }

  value(name: string): Value {
    const { over, values } = this.#channel(name);
    return values[this.index(over)] ?? "";
  }

  /** A channel's values at all positions. */
  history(name: string): Value[] {
    return this.#channel(name).values;
  }

  picture(name: string): Picture {
    return known(this.#pictures.get(name), name);
  }

  /** The first `count` levels of a heat map. */
  levels(name: string, count: number): Uint8Array {
    const picture = this.picture(name);
    return picture.row(this.index(picture.over), count);
  }

  numbers(name: string): Float64Array {
    const numbers = known(this.#numbers.get(name), name);
    return numbers.row(this.index(numbers.over));
  }

  /** More positions of the first dial, over which alone everything in this film runs: the data of another Film. */
  extend(more: FilmData): void {
    this.sizes[0] = this.size(0) + (more.sizes[0] ?? 0);
    this.labels[0]?.push(...(more.labels[0] ?? []));
    for (const [name, { values }] of Object.entries(more.channels)) this.#channel(name).values.push(...values);
    for (const [name, { bytes }] of Object.entries(more.pictures)) this.picture(name).append(bytesOf(bytes));
    for (const [name, { values }] of Object.entries(more.numbers)) {
      known(this.#numbers.get(name), name).append(numbersOf(values));
    }
  }

  #channel(name: string): Channel {
    return known(this.#channels[name], name);
  }
}

function known<T>(found: T | undefined, name: string): T {
  if (!found) throw new Error(`the film has nothing of the name ${name}`);
  return found;
}
