import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { type Check, judge, type Sentences } from "./judge.ts";

const CHECK: Check = { answer: 0.125, right: "It is ½³.", wrong: { doubled: 0.25, wrong_sign: -0.125 }, slack: 0.0005 };
const SENTENCES: Sentences = {
  right: "✓ Right. ",
  wrong: "✗ ",
  rounded: "More decimals.",
  none: "That is no number.",
  otherwise: "Not yet. ",
  meanings: { doubled: "That is twice as much.", wrong_sign: "The sign." },
};
const told = (text: string) => judge(text, CHECK, SENTENCES, "Look at the row.");

test("the right number is right however it is written", () => {
  for (const text of ["0.125", "1/8", "0,1252", "12.5 %"])
    deepEqual(told(text), { kind: "right", say: "✓ Right. It is ½³." });
});

test("a foreseen wrong number is told why", () => {
  deepEqual(told("1/4"), { kind: "wrong", say: "✗ That is twice as much." });
  deepEqual(told("-0.125"), { kind: "wrong", say: "✗ The sign." });
});

test("a right number with too few decimals is told apart from another one", () => {
  deepEqual(told("0.13"), { kind: "wrong", say: "✗ More decimals." });
  deepEqual(told("0.1"), { kind: "wrong", say: "✗ More decimals." });
  deepEqual(told("0.14"), { kind: "wrong", say: "✗ Not yet. Look at the row." });
  deepEqual(told("0"), { kind: "wrong", say: "✗ Not yet. Look at the row." });
});

test("nothing is no answer, and words are no number", () => {
  deepEqual(told("  "), { kind: "empty" });
  deepEqual(told("an eighth"), { kind: "wrong", say: "✗ That is no number." });
});
