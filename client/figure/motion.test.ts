import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { LONG, moves, type Place } from "./motion.ts";

const at = (name: string, left: number, top: number, width = 100): Place => ({ name, left, top, width, height: 50 });

test("what was there before begins where it was, middle over middle", () => {
  deepEqual(moves([at("S0", 400, 10)], [at("S0", 100, 30)]), [{ right: 300, down: -20, isNew: false }]);
  deepEqual(moves([at("S0", 400, 10, 60)], [at("S0", 400, 10, 100)]), [{ right: -20, down: 0, isNew: false }]);
});

test("what stays does not move", () => {
  deepEqual(moves([at("X", 0, 0)], [at("X", 0.4, 0)]), [null]);
});

test("what is new comes out of the part before it", () => {
  deepEqual(moves([at("X", 0, 0), at("w0", 150, 0)], [at("X", 0, 0), at("w0", 150, 0), at("S0", 300, 5)]), [
    null,
    null,
    { right: -150, down: -5, isNew: true },
  ]);
});

test("the first of a figure has nothing to come from", () => {
  deepEqual(moves([], [at("X", 10, 10)]), [null]);
});

test("it is over in less than a third of a second", () => {
  equal(LONG <= 300, true);
});
