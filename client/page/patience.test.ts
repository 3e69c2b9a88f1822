import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { Patience } from "./patience.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("what a start waits for is said when nothing has moved for a while, and no longer when something does", async () => {
  const said: string[] = [];
  const patience = new Patience((words) => said.push(words), 5);
  patience.moved();
  await pause(30);
  patience.moved(["a.wasm", "b.gz"]);
  await pause(30);
  patience.moved([]);
  await pause(30);
  patience.moved();
  patience.end();
  await pause(30);
  deepEqual(
    said.map((words) => words.split(/[:;]/)[0]),
    [
      "",
      "Still waiting for worker.js",
      "",
      "Still waiting for a.wasm, b.gz",
      "",
      "Python is preparing its first page",
      "",
      "",
    ],
  );
});
