import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { early } from "./loss_table.ts";

test("few places are all taken", () => {
  deepEqual(early([0, 10, 20], 5), [0, 1, 2]);
});

test("of many the first and the last are among them, each once, and more of the early ones", () => {
  const places = early(
    Array.from({ length: 1001 }, (_, i) => i),
    12,
  );
  equal(places[0], 0);
  equal(places.at(-1), 1000);
  equal(new Set(places).size, places.length);
  deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
  equal(places.filter((place) => place < 100).length > places.length / 2, true);
});
