import { equal } from "node:assert/strict";
import { test } from "node:test";
import { between } from "./counting.ts";

test("a number counts from what it was to what it is", () => {
  equal(between("0.1", "0.5", "", 0), "0.1");
  equal(between("0.1", "0.5", "", 0.5), "0.3");
  equal(between("0.1", "0.5", "", 1), "0.5");
  equal(between("−1.25", "0.75", "", 0.25), "−0.75");
});

test("it has as many decimals as its column, so that the points stay below each other", () => {
  equal(between("0.25", "1", ".000", 0.5), "0.625");
  equal(between("0", "0.5", "00", 0.5), "0.250");
  equal(between("4", "7", "", 0.5), "6");
});

test("nothing is written as minus nothing", () => {
  equal(between("−0.5", "0.5", "", 0.5), "0.0");
});

test("what is no plain number does not count", () => {
  equal(between("1.2·10⁻⁵", "0.5", "", 0.5), null);
  equal(between("0.5", "∞", "", 0.5), null);
  equal(between("✓ 0.5", "✓ 0.6", "", 0.5), null);
  equal(between("", "0.6", "", 0.5), null);
});
