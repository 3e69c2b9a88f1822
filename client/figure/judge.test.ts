import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { type Check, judge } from "./judge.ts";

const CHECK: Check = {
  answers: [
    [0.125, "Right."],
    [0.25, "That is twice as much."],
    [-0.125, "The sign."],
  ],
  slack: 0.0005,
  rounded: "More decimals.",
  none: "That is no number.",
  otherwise: "Look at the row.",
};

test("the right number is right however it is written", () => {
  for (const text of ["0.125", "1/8", "0,1252", "12.5 %"]) equal(judge(text, CHECK).kind, "right", text);
});

test("a foreseen wrong number is told why", () => {
  deepEqual(judge("1/4", CHECK), { kind: "wrong", say: "That is twice as much." });
  deepEqual(judge("-0.125", CHECK), { kind: "wrong", say: "The sign." });
});

test("a right number with too few decimals is told apart from another one", () => {
  deepEqual(judge("0.13", CHECK), { kind: "wrong", say: "More decimals." });
  deepEqual(judge("0.1", CHECK), { kind: "wrong", say: "More decimals." });
  deepEqual(judge("0.14", CHECK), { kind: "wrong", say: "Look at the row." });
  deepEqual(judge("0", CHECK), { kind: "wrong", say: "Look at the row." });
});

test("nothing is no answer, and words are no number", () => {
  deepEqual(judge("  ", CHECK), { kind: "empty" });
  deepEqual(judge("an eighth", CHECK), { kind: "wrong", say: "That is no number." });
});
