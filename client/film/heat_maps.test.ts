import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { paintLargest } from "./heat_maps.ts";

// Colours that tell the class and the level: 1000 · class + level.
const colours = {
  signed: new Uint32Array(256),
  classes: [0, 1, 2].map((k) => Uint32Array.from({ length: 256 }, (_, level) => 1000 * k + level)),
};

test("each place has the colour of its largest class, as strong as it is above an equal share", () => {
  const pixels = new Uint32Array(4);
  const maps = [
    [255, 85, 0, 0], // class 0 at four places
    [0, 85, 170, 100],
    [0, 85, 85, 155],
  ];
  paintLargest(pixels, Uint8Array.from(maps.flat()), false, colours);
  deepEqual([...pixels], [255, 0, 1000 + 128, 2000 + 105]);
  paintLargest(pixels, Uint8Array.from(maps.flat()), true, colours);
  deepEqual([...pixels], [191, 191, 1191, 2191]);
});
