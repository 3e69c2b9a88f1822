import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { differing, sentence } from "./changes.ts";

test("entries differ where the words do, and cannot be told apart where their number has changed", () => {
  deepEqual(differing(["1", "2", "3"], ["1", "5", "4"]), [1, 2]);
  deepEqual(differing(["1"], ["1"]), []);
  deepEqual(differing(["1", "2"], ["1"]), []);
});

test("one sentence says how many figures changed and what the network is", () => {
  equal(sentence("3 → 2 → 1", 2), "2 figures changed. Your network: 3 → 2 → 1");
  equal(sentence("3 → 2 → 1", 1), "1 figure changed. Your network: 3 → 2 → 1");
  equal(sentence("3 → 2 → 1", 0), "Your network: 3 → 2 → 1");
});
