import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Unheard } from "./acts.ts";

const ask = (what: string) => ({ kind: "ask" as const, what, frame: 0 });

test("acts have rising numbers, also within one millisecond and when the clock goes back", () => {
  const unheard = new Unheard();
  for (const now of [1000, 1000, 900]) unheard.add(ask("depth:0:1"), now);
  deepEqual(
    unheard.acts.map(({ serial }) => serial),
    [1000, 1001, 1002],
  );
});

test("what was heard is not sent again, and what came later is", () => {
  const unheard = new Unheard();
  unheard.add(ask("a"), 1);
  unheard.add(ask("b"), 2);
  unheard.hear(1);
  deepEqual(
    unheard.acts.map((one) => one.kind === "ask" && one.what),
    ["b"],
  );
  unheard.hear(2);
  equal(unheard.isEmpty, true);
});
