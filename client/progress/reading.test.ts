import assert from "node:assert/strict";
import { test } from "node:test";
import { wait } from "./reading.ts";

test("who comes to the end at once has to stay with the lesson; who has read it, to look", () => {
  assert.equal(wait(0), 20_000);
  assert.equal(wait(15_000), 5000);
  assert.equal(wait(60_000), 2000);
});
