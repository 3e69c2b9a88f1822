import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { levelsOf, pixelsOf, SIDE } from "./sheet.ts";

test("levels of ink become grey pixels and come back as they were", () => {
  const levels = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => i % 256);
  const pixels = pixelsOf(levels);
  deepEqual([...pixels.subarray(4, 8)], [254, 254, 254, 255]);
  const back = levelsOf(pixels);
  equal(back.length, SIDE * SIDE);
  equal(
    [...back].every((sign, i) => sign.charCodeAt(0) === levels[i]),
    true,
  );
});
