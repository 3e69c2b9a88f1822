import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { isBlock, trimmed } from "./cells.ts";

test("empty rows and columns at the end are left out, those between stay", () => {
  deepEqual(
    trimmed([
      ["1", "", "2", ""],
      ["", "", "", " "],
      ["3", "", "", ""],
      ["", "", "", ""],
    ]),
    [
      ["1", "", "2"],
      ["", "", ""],
      ["3", "", ""],
    ],
  );
  deepEqual(
    trimmed([
      ["", ""],
      ["", ""],
    ]),
    [],
  );
});

test("a block is told from a single number", () => {
  for (const text of ["1\t2", "1 2", "1;2", "[1]", "1\n2", "1,2,3", "1 & 2"]) equal(isBlock(text), true, text);
  for (const text of ["1", "-0,5", "1/2", " 3 ", "0.25", "1e-3"]) equal(isBlock(text), false, text);
});
