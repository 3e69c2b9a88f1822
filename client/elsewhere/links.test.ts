import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { qrCode, qrSvg } from "./code.ts";
import { addressOf, frameOf } from "./links.ts";

test("a figure's address keeps the network and drops what was asked for before", () => {
  const page = "https://x.org/book/shapes/?only=a&sizes=2-3-1&embed=true&w0=1_2__3_4#top";
  equal(addressOf("shape_chain-2", page), "https://x.org/book/shapes/?only=shape_chain-2&sizes=2-3-1&w0=1_2__3_4");
});

test("nothing in an address or a title ends the frame's attributes", () => {
  const frame = frameOf('https://x.org/?a="><script>&b=1', '"<b>', 200.2);
  equal(frame.match(/<(?!\/?iframe)/g), null);
  ok(frame.includes('height="201"') && frame.includes("&amp;b=1"));
});

test("a code has its three corners, and white around it", () => {
  const { path, size } = qrCode("https://x.org/");
  ok(path.startsWith("M4 4h1"));
  ok(path.includes(`M${size - 5} 4h1`) && path.includes(`M4 ${size - 5}h1`));
  ok(!path.includes(`M${size - 5} ${size - 5}h1v1h-1zM${size - 4}`));
  ok(qrSvg("x").startsWith('<svg xmlns="http://www.w3.org/2000/svg"'));
});
