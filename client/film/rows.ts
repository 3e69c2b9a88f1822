/* What Python sends of a film: of each heat map or row of numbers all positions one after the other. */

interface Sent {
  /** The dials that it depends on. */
  over: number[];
  /** How many heat maps or numbers there are at one position. */
  each: number;
}

export interface SentLevels extends Sent {
  /** In Base64: levels from 0 to 255. */
  bytes: string;
}

export interface SentNumbers extends Sent {
  /** Those that are not finite are words. */
  values: (number | string)[];
}

type Values = Uint8Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Values of positions, to which more may come. */
export class Rows<A extends Values> {
  readonly over: readonly number[];
  readonly each: number;
  values: A; // may be longer than what is used
  used: number;

  constructor({ over, each }: Sent, values: A) {
    this.over = over;
    this.each = each;
    this.values = values;
    this.used = values.length;
  }

  /** `count` values at a position. */
  row(position: number, count = this.each): A {
    return this.values.subarray(position * count, (position + 1) * count) as A;
  }

  /** Adds values after those that are there. The array grows by half at least, so that few are ever moved. */
  append(added: A): void {
    const needed = this.used + added.length;
    if (needed > this.values.length) {
      const size = Math.max(needed, Math.ceil(1.5 * this.values.length));
      const longer = new (this.values.constructor as new (size: number) => A)(size);
      longer.set(this.values.subarray(0, this.used));
      this.values = longer;
    }
    this.values.set(added, this.used);
    this.used = needed;
  }
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export const numbersOf = (values: (number | string)[]): Float64Array<ArrayBuffer> => Float64Array.from(values, Number);
