// How long a first start takes here: the time of its files, and what it computes, as so many fixed sums (`speed`). How many
// they are has been measured (benchmarks/start_estimate.py), on a machine by itself and where other programs are at work.

import { busy, free } from "../../benchmarks/results/start_estimate.json";

var LONG = 30; // seconds

/** files and sum: milliseconds; a sum of 0 was not measured. */
export function estimate(files: number, sum: number): { words: string; isLong: boolean } {
  function seconds(sums: number): number { return Math.max(1, Math.round((files + sums * sum) / 1000)); }
  if (!sum) return { words: "How fast it computes could not be measured in this browser.", isLong: false };
  return {
    words: "The first start takes about " + inWords(seconds(free)) + " on this machine and over this network, and some " +
      inWords(seconds(busy)) + " while other programs keep it busy.",
    isLong: seconds(free) > LONG,
  };
}

function inWords(seconds: number): string {
  return seconds === 1 ? "1 second" : seconds + " seconds";
}
