import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { FromWorker } from "../messages.ts";
import { Answers } from "./answers.ts";

function listening(heard: FromWorker[] = []) {
  const said: unknown[] = [];
  const steps: number[] = [];
  const answers = new Answers({
    giveUp: (reason) => said.push(reason),
    step: (count) => steps.push(count),
    waiting: (files) => said.push(files),
  });
  const worker = new EventTarget();
  answers.listen(worker, heard);
  const say = (data: FromWorker) => worker.dispatchEvent(Object.assign(new Event("message"), { data }));
  return { answers, worker, said, steps, say };
}

test("steps of the start are counted, those too that were heard before", () => {
  const { steps, say } = listening([{ type: "book:step" }]);
  say({ type: "event:loadProgress" });
  say({ type: "book:step" });
  deepEqual(steps, [1, 2, 3]);
});

test("a run's messages reach Streamlit in order, and count as one answer", () => {
  const { answers, say } = listening();
  const got: number[] = [];
  answers.kernel = { handleWebSocketMessage: (payload) => got.push(payload[0] ?? -1) };
  say({ type: "book:messages", payloads: [Uint8Array.of(1), Uint8Array.of(2)] });
  deepEqual(got, [1, 2]);
  equal(answers.count, 1);
});

test("what keeps Python from coming is said", () => {
  const { worker, said, say } = listening();
  say({ type: "book:waiting", files: ["a.wasm"] });
  say({ type: "book:failed", reason: "no interpreter" });
  worker.dispatchEvent(Object.assign(new Event("error"), { message: "a mistake" }));
  worker.dispatchEvent(new Event("error"));
  deepEqual(said, [["a.wasm"], "no interpreter", "a mistake", "A file that Python starts with could not be fetched"]);
});
