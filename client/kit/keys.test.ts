import { equal } from "node:assert/strict";
import { test } from "node:test";
import { actionOf } from "./keys.ts";

const on = (key: string, typing = false, repeat = false) =>
  actionOf({ key, repeat, target: { closest: () => (typing ? {} : null) } as unknown as EventTarget }, false);

test("a key asks for what it stands for, unless something is typed or it is held", () => {
  for (const key of ["/", "n", "p", "?"]) equal(on(key), key);
  for (const key of ["N", "x", "Enter", "constructor"]) equal(on(key), undefined);
  equal(on("n", true), undefined);
  equal(on("n", false, true), undefined);
});

test("a reader who has switched the keys off is left alone", () => {
  equal(actionOf({ key: "n", repeat: false, target: null }, true), undefined);
});
