import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { parsed, ramp, rise } from "./palette.ts";

test("the ramp goes from four fifths of the one end over the page's colour to the other", () => {
  const colours = ramp([0, 0, 255], [255, 255, 255], [255, 0, 0]);
  equal(colours.length, 256);
  const bytes = new Uint8Array(colours.buffer);
  deepEqual([...bytes.subarray(0, 4)], [51, 51, 255, 255]);
  deepEqual([...bytes.subarray(4 * 255)], [255, 51, 51, 255]);
  const middle = bytes.subarray(4 * 127, 4 * 128);
  equal(
    middle.every((part) => part >= 253),
    true,
  );
});

test("a colour is read as the browser writes it", () => {
  deepEqual(parsed("rgb(12, 34, 56)"), [12, 34, 56]);
  deepEqual(parsed("rgba(1, 2, 3, 0.5)"), [1, 2, 3]);
});

test("a class's colours rise from the page's to four fifths of its own", () => {
  const bytes = new Uint8Array(rise([255, 255, 255], [255, 0, 0]).buffer);
  deepEqual([...bytes.subarray(0, 4)], [255, 255, 255, 255]);
  deepEqual([...bytes.subarray(4 * 255)], [255, 51, 51, 255]);
});
