import { equal } from "node:assert/strict";
import { test } from "node:test";
import { isDear, type Line, whenCheap } from "./line.ts";

test("a telephone's, a slow and a saved line are dear; one of which nothing is known is not", () => {
  equal(isDear({ type: "cellular" }), true);
  equal(isDear({ effectiveType: "3g" }), true);
  equal(isDear({ effectiveType: "4g", saveData: true }), true);
  equal(isDear({ effectiveType: "4g", type: "wifi" }), false);
  equal(isDear(undefined), false);
});

test("who waits for a cheap line goes on when it becomes one", async () => {
  const line: Line = Object.assign(new EventTarget(), { type: "cellular" });
  const waiting = whenCheap(line);
  line.dispatchEvent(new Event("change")); // still dear
  line.type = "wifi";
  await Promise.resolve();
  line.dispatchEvent(new Event("change"));
  await waiting;
});
