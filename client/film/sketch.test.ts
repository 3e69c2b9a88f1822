import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { afterKey, type Point, pointsOf } from "./sketch.ts";

const FRAME = { left: 0, right: 100, top: 0, bottom: 40 };

test("the pen begins at the left in the middle and stays within the frame", () => {
  deepEqual(afterKey("ArrowRight", [], FRAME), [
    [0, 20],
    [5, 20],
  ]);
  deepEqual(afterKey("ArrowUp", [[0, 1]], FRAME), [[0, 0]]);
  deepEqual(afterKey("ArrowDown", [[0, 39]], FRAME), [[0, 40]]);
  deepEqual(afterKey("ArrowRight", [[100, 3]], FRAME), [[100, 3]]);
});

test("left goes back, Escape begins anew, other keys are nobody's", () => {
  const line: Point[] = [
    [0, 20],
    [5, 18],
  ];
  deepEqual(afterKey("ArrowLeft", line, FRAME), [[0, 20]]);
  deepEqual(afterKey("ArrowLeft", [[0, 20]], FRAME), [[0, 20]]);
  deepEqual(afterKey("Escape", line, FRAME), []);
  equal(afterKey("x", line, FRAME), null);
});

test("a single point is seen as a dot", () => {
  equal(pointsOf([[1, 2.25]]), "1.0,2.3 1.0,2.3");
  equal(pointsOf([]), "");
});
