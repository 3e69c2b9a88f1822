import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { type FilmData, Frames } from "./frames.ts";
import { Rows } from "./rows.ts";

const base64 = (values: Uint8Array) => btoa(String.fromCharCode(...values));

/** Two dials: three iterations and two data points. */
function film(): FilmData {
  return {
    sizes: [3, 2],
    labels: [
      ["0", "1", "2"],
      ["first", "second"],
    ],
    channels: {
      loss: { over: [0], values: ["9", "4", "1"] },
      entry: { over: [0, 1], values: [0, 1, 10, 11, 20, 21] },
      fixed: { over: [], values: ["always"] },
    },
    pictures: { map: { over: [0], each: 2, bytes: base64(Uint8Array.of(1, 2, 3, 4, 5, 6)) } },
    numbers: { weights: { over: [0], each: 2, values: [0.5, -0.5, 1.5, -1.5, "NaN", "-Infinity"] } },
  };
}

test("a value is found by the places of those dials on which it depends", () => {
  const frames = new Frames(film(), [2, 1]);
  equal(frames.value("loss"), "1");
  equal(frames.value("entry"), 21);
  equal(frames.value("fixed"), "always");
  deepEqual([...frames.numbers("weights")], [Number.NaN, Number.NEGATIVE_INFINITY]);
  deepEqual([...frames.levels("map", 2)], [5, 6]);
});

test("a dial stays within its positions", () => {
  const frames = new Frames(film(), [0, 0]);
  frames.move(0, 99);
  equal(frames.at(0), 2);
  frames.move(0, -1);
  equal(frames.at(0), 0);
  equal(frames.label(1), "first");
});

test("more positions follow those that are there", () => {
  const alone = (from: number): FilmData => ({
    sizes: [1],
    labels: [[String(from)]],
    channels: { loss: { over: [0], values: [`loss ${from}`] } },
    pictures: { map: { over: [0], each: 1, bytes: base64(Uint8Array.of(from)) } },
    numbers: { weights: { over: [0], each: 1, values: [from] } },
  });
  const frames = new Frames(alone(0), [0]);
  for (let from = 1; from < 40; from++) frames.extend(alone(from));
  equal(frames.size(0), 40);
  frames.move(0, 39);
  equal(frames.label(0), "39");
  equal(frames.value("loss"), "loss 39");
  deepEqual([...frames.numbers("weights")], [39]);
  deepEqual([...frames.levels("map", 1)], [39]);
});

test("a name that the film does not have is named", () => {
  throws(() => new Frames(film(), [0, 0]).value("lots"), /lots/);
});

test("an array that has grown keeps what it had", () => {
  const rows = new Rows({ over: [0], each: 2 }, Uint8Array.of(1, 2));
  for (let i = 3; i < 60; i++) rows.append(Uint8Array.of(i));
  equal(rows.used, 59);
  deepEqual(
    [...rows.values.subarray(0, rows.used)],
    Array.from({ length: 59 }, (_, i) => i + 1),
  );
});
