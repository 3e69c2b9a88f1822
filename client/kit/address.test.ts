import { equal } from "node:assert/strict";
import { test } from "node:test";
import { pageOf, searchWith } from "./address.ts";

test("what is owned is replaced, and whatever else stands there stays", () => {
  const part = { owns: "^(hidden|seed)$", wanted: { seed: "7", hidden: "3 2" } };
  equal(searchWith("?embed=true&hidden=4&x", part), "?embed=true&x&seed=7&hidden=3%202");
  equal(searchWith("", part), "?seed=7&hidden=3%202");
  equal(searchWith("?hidden=4", { ...part, wanted: {} }), "");
});

test("names are compared as they are meant", () => {
  equal(searchWith("?a%20b=1&a+b=2&c=3", { owns: "^a b$", wanted: {} }), "?c=3");
});

test("a path means a lesson by its last part, else the cover", () => {
  equal(pageOf("/some/book/shapes/", ["shapes"]), "shapes");
  equal(pageOf("/some/book/", ["shapes"]), "");
});
