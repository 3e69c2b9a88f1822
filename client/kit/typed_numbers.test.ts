import assert from "node:assert/strict";
import { test } from "node:test";
import { readable } from "./typed_numbers.ts";

test("a decimal comma and a printed minus are put in as browsers read them", () => {
  for (const step of ["0.01", "any", "0.5"]) {
    assert.equal(readable(",", step), ".");
    assert.equal(readable("−0,5", step), "-0.5");
    assert.equal(readable("–3,5", step), "-3.5");
    assert.equal(readable("0.3", step), "0.3");
  }
});

test("among whole numbers a comma parts thousands, and is left to the browser", () => {
  for (const step of ["1", "100", ""]) {
    assert.equal(readable("5,000", step), "5,000");
    assert.equal(readable("−2", step), "-2");
  }
});
