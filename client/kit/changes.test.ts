import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { differing, sentence, shown } from "./changes.ts";

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

/** As much of a figure as is read: its words, and its canvases if it is a chart. */
function figure(words: string, canvases: string[], isChart: boolean): Element {
  const parts: Record<string, unknown[]> = {
    canvas: canvases.map((drawing) => ({ toDataURL: () => drawing })),
    td: [{ textContent: words }],
  };
  return {
    textContent: words,
    matches: () => isChart,
    querySelectorAll: (selector: string) => parts[selector] ?? [],
  } as unknown as Element;
}

test("a chart has changed when its canvas shows another drawing, though it has no words", () => {
  equal(shown(figure("", ["a"], true)).whole, shown(figure("", ["a"], true)).whole);
  equal(shown(figure("", ["a"], true)).whole === shown(figure("", ["b"], true)).whole, false);
  equal(shown(figure("", ["a"], true)).whole === shown(figure("", ["a", "b"], true)).whole, false);
});

test("a figure has changed when its words have, and not when a film in it was drawn again", () => {
  equal(shown(figure("0.5", ["a"], false)).whole, shown(figure("0.5", ["b"], false)).whole);
  equal(shown(figure("0.5", [], false)).whole === shown(figure("0.6", [], false)).whole, false);
  deepEqual(shown(figure("0.5", [], false)).entries, ["0.5"]);
});
