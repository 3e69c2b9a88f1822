import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { arithmetic } from "./arithmetic.ts";
import { readNumber } from "./read.ts";

test("the number of decimals that were written is told, so that a rounded answer can be known as one", () => {
  deepEqual(readNumber("0,25"), { value: 0.25, decimals: 2 });
  deepEqual(readNumber("−3"), { value: -3, decimals: 0 });
  deepEqual(readNumber("1/4"), { value: 0.25, decimals: Infinity });
});

test("words, signs of all kinds and thousands are read", () => {
  equal(readNumber("minus one half")?.value, -0.5);
  equal(readNumber("2½")?.value, 2.5);
  equal(readNumber("3·10⁻²")?.value, 0.03);
  equal(readNumber("1.234.567,5")?.value, 1_234_567.5);
  equal(readNumber("twelve")?.value, 12);
});

test("what is no number is none", () => {
  for (const text of ["", "abc", "1 2 3", "1/0", "(1", "9".repeat(81)]) equal(readNumber(text), null, text);
});

test("powers bind before products, products before sums, and minus binds less than a power", () => {
  equal(arithmetic("2+3*4"), 14);
  equal(arithmetic("-2^2"), -4);
  equal(arithmetic("2^-1"), 0.5);
  equal(arithmetic("8/4/2"), 1);
  equal(arithmetic("7-2-1"), 4);
  equal(arithmetic("50%"), 0.5);
  equal(arithmetic("2+"), null);
});
