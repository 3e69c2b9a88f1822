import { equal } from "node:assert/strict";
import { test } from "node:test";
import { formName, nameOf } from "./acts.ts";

// The same names as in tests/site_builder/collect/test_acts.py.

test("a slider is named by its steps", () => {
  equal(nameOf({ kind: "stSlider", value: "3", min: "1.0", step: "1.0" }), "2");
  equal(nameOf({ kind: "stSlider", value: "0.3", min: "0.1", step: "0.1" }), "2");
});

test("a number is named by the steps from where it began, and has no name between them", () => {
  const field = { kind: "stNumberInput", start: "0.200", step: "0.1" };
  equal(nameOf({ ...field, value: "0.4" }), "2");
  equal(nameOf({ ...field, value: "0.1" }), "-1");
  equal(nameOf({ ...field, value: "0.25" }), undefined);
  equal(nameOf({ ...field, value: "" }), undefined);
});

test("choices are named by their places", () => {
  equal(nameOf({ kind: "stSelectbox", chosen: [1] }), "1");
  equal(nameOf({ kind: "stRadio", chosen: [] }), "");
  equal(nameOf({ kind: "stButtonGroup", chosen: [0, 1] }), "0+1");
  equal(nameOf({ kind: "stCheckbox", checked: true }), "1");
});

test("a button is pressed, and a form sent with what stands in it", () => {
  equal(nameOf({ kind: "stButton" }), "");
  equal(formName(["", "2"]), '["", "2"]');
});

test("a text is itself, without the blanks that a keyboard adds", () => {
  equal(nameOf({ kind: "stTextInput", value: "3 × 2 " }), "3 × 2");
  equal(nameOf({ kind: "stTextInput", value: "  " }), "  ");
  equal(nameOf({ kind: "stTextInput", start: "abc", value: "abc " }), "abc ");
});
