import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { busy, free } from "../../benchmarks/results/start_estimate.json";
import { browserOf } from "./browser.ts";
import { BROWSERS, decode, encode, type Report } from "./code.ts";
import { estimate } from "./estimate.ts";
import { firstMissing } from "./features.ts";
import { sha256 } from "./sha256.ts";

test("SHA-256 is what the browser's own is, at every length around its blocks", async () => {
  for (const length of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) % 256);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    equal(sha256(bytes), Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""), `${length} bytes`);
  }
});

const REPORT: Report = {
  edition: 700,
  browser: 3,
  version: 128,
  checks: [1, 1, 0, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  files: [1, 2, 3, 0, 1, 1, 1, 1, 1],
  rate: 1024,
  speed: 0,
};

test("a code can be read again, also as people copy it", () => {
  const code = encode(REPORT);
  ok(/^HL(-[0-9A-Z]{1,4})+$/.test(code) && code.length < 40, code);
  deepEqual(decode(code), REPORT);
  deepEqual(decode(` ${code.toLowerCase().replace(/-/g, " ")}\n`), REPORT);
  deepEqual(decode(code.replace(/0/g, "O").replace(/1/g, "l")), REPORT);
});

test("a rate comes back within a tenth", () => {
  for (const rate of [3, 37, 950, 12_345]) {
    const back = decode(encode({ ...REPORT, rate }))!.rate;
    ok(Math.abs(back / rate - 1) < 0.1, `${rate}: ${back}`);
  }
});

test("each slip of one letter is found", () => {
  const code = encode(REPORT);
  for (let at = 3; at < code.length; at++) {
    if (code[at] === "-") continue;
    const wrong = code.slice(0, at) + (code[at] === "7" ? "8" : "7") + code.slice(at + 1);
    equal(decode(wrong), null, wrong);
  }
  for (const none of ["", "HL-", "hello", code.slice(0, -3)]) equal(decode(none), null);
});

test("browsers are told apart", () => {
  const of = (agent: string) => {
    const { browser, version } = browserOf(agent);
    return `${BROWSERS[browser]} ${version}`;
  };
  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
  equal(of(chrome), "Chrome 143");
  equal(of(`${chrome} Edg/142.0.0.0`), "Edge 142");
  equal(of(`${chrome} OPR/120.0`), "Opera 120");
  equal(of("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"), "Firefox 128");
  equal(
    of("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15"),
    "Safari 17",
  );
  equal(of("curl/8"), "another browser 0");
});

test("the first thing that is needed and missing is named", () => {
  const feature = (name: string, needed: boolean, has: () => boolean) => ({ name, why: `for ${name}`, needed, has });
  const there = feature("a", true, () => true);
  const unneeded = feature("b", false, () => false);
  const throwing = feature("c", true, () => {
    throw new Error("no such thing");
  });
  equal(firstMissing([there, unneeded]), "");
  ok(firstMissing([there, unneeded, throwing, feature("d", true, () => false)]).includes("lacks c, needed for c"));
});

test("a start takes as long as its files come, and so many fixed sums as were measured", () => {
  const seconds = (words: string) => (words.match(/\d+(?= seconds?)/g) ?? []).map(Number);
  ok(free > 10 && busy > free);
  deepEqual(seconds(estimate(4000, 50).words), [4 + Math.round(free / 20), 4 + Math.round(busy / 20)]);
  ok(estimate(1, 0.1).words.includes("about 1 second "));
  ok(!estimate(1000, 50).isLong && estimate(60_000, 50).isLong);
  deepEqual(seconds(estimate(4000, 0).words), []);
});
