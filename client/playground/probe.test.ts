import { equal } from "node:assert/strict";
import { test } from "node:test";
import { Units } from "./probe.ts";

test("a coordinate is read and written in the reader's units, and what was typed stays", () => {
  const plain = new Units(0, 1);
  equal(plain.theirs(-1.25), -1.25);
  const lengths = new Units(5.8, 1.2);
  equal(lengths.theirs(0), 5.8);
  equal(lengths.theirs(-2.5), 2.8);
  for (const typed of [5.1, 4.95, 6.123]) equal(lengths.theirs(lengths.mine(typed)), typed);
  const years = new Units(1_990_000, 4);
  for (const typed of [1_990_003.7, 1_989_999]) equal(years.theirs(years.mine(typed)), typed);
});
