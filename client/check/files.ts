// Fetches a file past all caches and says what became of it on its way.

import { MISSING, OTHER, RIGHT } from "./code.ts";
import { sha256 } from "./sha256.ts";

export interface BookFile {
  name: string;
  path: string;
  bytes: number;
  /** Of the file, and of what a browser makes of it where a server declares it as compressed. */
  hashes: string[];
}

export interface Arrival {
  found: number;
  said: string;
  /** Milliseconds until it was there, and for its hash. */
  took: number;
  hashed: number;
  bytes: number;
}

export var LONGEST = 60000; // ms for one file

/** What arrived under a file's address. type: the Content-Type it came with. */
export function judge(file: BookFile, bytes: Uint8Array, type: string): { found: number; said: string } {
  if (file.hashes.indexOf(sha256(bytes)) >= 0) return judgeType(file, type);
  if (bytes[0] === 60 || /^text\/html/.test(type)) {
    var title = titleOf(bytes);
    return { found: OTHER, said: "Your network answered with a page of its own for " + file.name + (title && " (“" + title + "”)") + "." };
  }
  return { found: OTHER, said: file.name + " was changed on its way: " + bytes.length + " bytes came for " + file.bytes + "." };
}

function judgeType(file: BookFile, type: string): { found: number; said: string } {
  if (/\.m?js$/.test(file.name) && !/(java|ecma)script/.test(type)) {
    var named = type ? "as “" + type.slice(0, 40) + "”" : "without a type";
    return { found: OTHER, said: file.name + " comes " + named + ", and browsers run a program only as text/javascript. The server has to be told." };
  }
  return { found: RIGHT, said: "as it should be" };
}

/** The title of a web page, to tell who answered. */
function titleOf(bytes: Uint8Array): string {
  var text = "";
  for (var i = 0; i < Math.min(bytes.length, 4000); i++) text += String.fromCharCode(bytes[i]!);
  var hit = /<title[^>]*>([^<]*)/i.exec(text);
  return hit ? hit[1]!.replace(/\s+/g, " ").replace(/^ | $/g, "").slice(0, 60) : "";
}

/** Fetch and judge; `then` is called once, whatever happens. */
export function check(file: BookFile, address: string, then: (arrival: Arrival) => void): void {
  var began = Date.now();
  var over = false;
  var stop = typeof AbortController === "function" ? new AbortController() : null;
  function end(found: number, said: string, took?: number, bytes?: number): void {
    if (over) return;
    over = true;
    clearTimeout(late);
    var now = Date.now();
    then({ found: found, said: said, took: took || now - began, hashed: took ? now - began - took : 0, bytes: bytes || 0 });
  }
  var late = setTimeout(function () {
    end(MISSING, file.name + " did not come within " + LONGEST / 1000 + " seconds.");
    if (stop) stop.abort();
  }, LONGEST);
  var options: RequestInit = { cache: "no-store" };
  if (stop) options.signal = stop.signal;
  fetch(address, options).then(function (answer) {
    if (!answer.ok) return end(MISSING, "The server answered " + answer.status + " for " + file.name + ".");
    return answer.arrayBuffer().then(function (body) {
      var took = Math.max(1, Date.now() - began);
      var verdict = judge(file, new Uint8Array(body), answer.headers.get("Content-Type") || "");
      end(verdict.found, verdict.said, took, body.byteLength);
    });
  }).then(undefined, function () {
    end(MISSING, file.name + " could not be fetched: a network filter or an extension of the browser may keep it back.");
  });
}
