/* What to say of a number that a reader has filled in. The right one, the foreseen wrong ones and what to say of each
   were all written by Python; here an answer only finds the nearest of them. */

import { readNumber } from "../number/read.ts";

/** What stands in an entry's [data-check]. */
export interface Check {
  answer: number;
  /** What is said of the answer. */
  right: string;
  /** What named mistakes give. */
  wrong: Record<string, number>;
  /** How far from one of them an answer may lie. */
  slack: number;
}

/** What stands in a figure's [data-sentences], once for all its entries. */
export interface Sentences {
  /** How what is said of a right and of a wrong number begins. */
  right: string;
  wrong: string;
  /** What to say of a number that would be right with more decimals, of a text that is no number, of any other number. */
  rounded: string;
  none: string;
  otherwise: string;
  /** What to say of a named mistake. */
  meanings: Record<string, string>;
}

export type Verdict = { kind: "empty" } | { kind: "right" | "wrong"; say: string };

/** hint: what is said of the entry before it is filled in. */
export function judge(text: string, check: Check, sentences: Sentences, hint: string): Verdict {
  const wrong = (say: string): Verdict => ({ kind: "wrong", say: sentences.wrong + say });
  if (text.trim() === "") return { kind: "empty" };
  const read = readNumber(text);
  if (!read) return wrong(sentences.none);
  const off = (value: number) => Math.abs(value - read.value);
  const [near] = [["", check.answer] as const, ...Object.entries(check.wrong)]
    .filter(([, value]) => off(value) <= check.slack)
    .sort(([, one], [, other]) => off(one) - off(other));
  if (near?.[0] === "") return { kind: "right", say: sentences.right + check.right };
  if (near) return wrong(sentences.meanings[near[0]] ?? sentences.otherwise + hint);
  const coarse = read.value !== 0 && read.decimals < 3 && off(check.answer) <= 0.501 * 10 ** -read.decimals;
  return wrong(coarse ? sentences.rounded : sentences.otherwise + hint);
}
