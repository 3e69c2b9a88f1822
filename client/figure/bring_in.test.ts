import { equal } from "node:assert/strict";
import { test } from "node:test";
import { mattering } from "./bring_in.ts";

/** A frame that has one part for each of these selectors. */
const having = (...selectors: string[]) => ({
  querySelector: (asked: string) => (selectors.includes(asked) ? { id: asked } : null) as Element | null,
});

test("what a step says is brought in before a picture whose neurons it lights", () => {
  equal(mattering(having(".hl-now", ".hl-readout"))?.id, ".hl-readout");
});

test("without words the matrix that is written comes before those that are read", () => {
  equal(mattering(having(".hl-now", ".hl-wrote"))?.id, ".hl-wrote");
  equal(mattering(having(".hl-now"))?.id, ".hl-now");
});

test("a frame that the step does not touch stays where it is", () => {
  equal(mattering(having()), null);
});
