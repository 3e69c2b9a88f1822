import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { dropDraft, keepDraft, parsed, readDraft } from "./drafts.ts";

// node has no localStorage here, as in a browser that forbids it: a draft is kept for as long as the page is open.

test("a draft comes back to the edition for which it was typed", () => {
  keepDraft("lesson/cell", "x = 1", { text: "x = 2" });
  equal(readDraft("lesson/cell", "x = 1", 0)?.text, "x = 2");
  equal(readDraft("lesson/cell", "x = 9", 0), null);
  equal(readDraft("lesson/cell", "x = 1", 0), null); // the other edition has taken it away
});

test("none comes back that was typed before a reader began anew", () => {
  keepDraft("lesson/cell", "x = 1", { text: "x = 2" });
  equal(readDraft("lesson/cell", "x = 1", Date.now() + 1000), null);
});

test("a draft that Python has kept is gone", () => {
  keepDraft("lesson/cell", "x = 1", { text: "x = 2" });
  dropDraft("lesson/cell");
  equal(readDraft("lesson/cell", "x = 1", 0), null);
});

test("whatever else lies in the storage is no draft", () => {
  for (const text of [null, undefined, "", "{", "7", "null", '"x"', "[]", '{"text":7}']) equal(parsed(text), null);
  deepEqual(parsed('{"text":"x","waiting":true}'), { text: "x", waiting: true });
});
