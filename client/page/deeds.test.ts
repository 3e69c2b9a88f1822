import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { type Deed, withDeed } from "./deeds.ts";

const drag = (value: string, path = [0, 1]): Deed => ({ figure: 0, path, type: "input", value });

test("of a drag only the end counts", () => {
  const deeds = ["1", "2", "3"].reduce((before, value) => withDeed(before, drag(value)), [] as Deed[]);
  deepEqual(deeds, [drag("3")]);
});

test("drags of two sliders, and presses, all count", () => {
  const press: Deed = { figure: 0, path: [2], type: "click" };
  const deeds = [drag("1"), drag("2", [3]), press, press, drag("4")].reduce(withDeed, [] as Deed[]);
  equal(deeds.length, 5);
});
