import assert from "node:assert/strict";
import { test } from "node:test";
import { Rehearsal } from "./rehearsal.ts";

test("acts name their parts by number", () => {
  const acts = { 3: [{ at: [0], out: 1, in: [1] }] };
  const rehearsal = new Rehearsal([acts, { html: "<p>" }, "a\nb\u2028"].map((line) => JSON.stringify(line)).join("\n"));
  assert.deepEqual(rehearsal.acts, acts);
  assert.deepEqual(rehearsal.part(0), { html: "<p>" });
  assert.equal(rehearsal.part(1), "a\nb\u2028");
  assert.throws(() => rehearsal.part(2));
});

test("another file is none", () => {
  assert.throws(() => new Rehearsal("<!doctype html>"));
});
