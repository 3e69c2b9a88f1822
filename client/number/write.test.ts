import { equal } from "node:assert/strict";
import { test } from "node:test";
import { number } from "./write.ts";

test("zeros at the end are left out, the point with them", () => {
  equal(number(1.5), "1.5");
  equal(number(2), "2");
  equal(number(0.1 + 0.2, 4), "0.3");
});

test("a tie goes to the even digit, whichever sign it has", () => {
  equal(number(0.0625), "0.062");
  equal(number(-0.1875), "−0.188");
  equal(number(100_500), "1.00·10⁵");
  equal(number(101_500), "1.02·10⁵");
});

test("what is too large or too small has a power of ten", () => {
  equal(number(123_456), "1.23·10⁵");
  equal(number(-0.0004), "−4.00·10⁻⁴");
  equal(number(0.0005), "5.00·10⁻⁴"); // rounded up it would be twice as large
  equal(number(0.00051), "0.001");
});

test("what is no finite number is said in words or signs", () => {
  equal(number(Number.NaN), "not a number");
  equal(number(-Infinity), "−∞");
  equal(number(-0), "0");
});
