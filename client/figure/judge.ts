/* What to say of a number that a reader has filled in. The right one, the foreseen wrong ones and what to say of each
   were all written by Python; here an answer only finds the nearest of them. */

import { readNumber } from "../number/read.ts";

/** What stands in an entry's [data-check]. */
export interface Check {
  /** Numbers, and what to say of each; the first is the right one. */
  answers: [value: number, say: string][];
  /** How far from one of them an answer may lie. */
  slack: number;
  /** What to say of a number that would be right with more decimals, of a text that is no number, of any other number. */
  rounded: string;
  none: string;
  otherwise: string;
}

export type Verdict = { kind: "empty" } | { kind: "right" | "wrong"; say: string };

export function judge(text: string, { answers, slack, rounded, none, otherwise }: Check): Verdict {
  if (text.trim() === "") return { kind: "empty" };
  const read = readNumber(text);
  if (!read) return { kind: "wrong", say: none };
  const near = answers
    .map(([value, say], place) => ({ place, say, off: Math.abs(value - read.value) }))
    .filter(({ off }) => off <= slack)
    .sort((a, b) => a.off - b.off)[0];
  if (near) return { kind: near.place === 0 ? "right" : "wrong", say: near.say };
  const right = answers[0]?.[0] ?? Number.NaN;
  const coarse = read.value !== 0 && read.decimals < 3 && Math.abs(right - read.value) <= 0.501 * 10 ** -read.decimals;
  return { kind: "wrong", say: coarse ? rounded : otherwise };
}
