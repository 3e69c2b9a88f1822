// What can be told only by trying it. Each calls `then` once: what was found, and in words.

import { MISSING, OTHER, RIGHT, UNTRIED } from "./code.ts";

export type Found = (found: number, said: string) => void;

export interface Trial {
  name: string;
  why: string;
  needed: boolean;
  run(then: Found): void;
}

var PATIENCE = 10000; // ms

/** Passes on the first call alone, and tells of none within a while. */
function once(then: Found, silence: string): Found {
  var over = false;
  var timer = setTimeout(function () { end(MISSING, silence); }, PATIENCE);
  function end(found: number, said: string): void {
    if (over) return;
    over = true;
    clearTimeout(timer);
    then(found, said);
  }
  return end;
}

/** A worker that is made of a text and answers by a message. */
function inWorker(text: string, then: Found, silence: string, failure: string): void {
  var end = once(then, silence);
  try {
    var worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    worker.onmessage = function (event) {
      end(event.data === "yes" ? RIGHT : MISSING, event.data === "yes" ? "yes" : failure);
      worker.terminate();
    };
    worker.onerror = function () { end(MISSING, failure); };
  } catch (_error) {
    end(MISSING, failure);
  }
}

function storage(then: Found): void {
  try {
    localStorage.setItem("hidden-layers-check", "1");
    var kept = localStorage.getItem("hidden-layers-check") === "1";
    localStorage.removeItem("hidden-layers-check");
    then(kept ? RIGHT : MISSING, kept ? "yes" : "it keeps nothing");
  } catch (_error) {
    then(MISSING, "it is switched off, full, or forbidden in frames");
  }
}

function room(bytes: number, then: Found): void {
  if (!navigator.storage || !navigator.storage.estimate) return then(UNTRIED, "the browser does not say");
  var end = once(then, "the browser does not say");
  navigator.storage.estimate().then(function (estimate) {
    var free = (estimate.quota || 0) - (estimate.usage || 0);
    end(free > bytes ? RIGHT : OTHER, megabytes(free) + " free; the book takes " + megabytes(bytes));
  }, function () { end(UNTRIED, "the browser does not say"); });
}

function frames(then: Found): void {
  var frame = document.createElement("iframe");
  var end = once(function (found, said) {
    window.removeEventListener("message", listen);
    document.body.removeChild(frame);
    then(found, said);
  }, "no: the server or the browser forbids it");
  function listen(event: MessageEvent): void {
    if (event.source === frame.contentWindow && event.data === FRAMED) {
      end(RIGHT, window.top === window ? "yes" : "yes; this page is in one now");
    }
  }
  window.addEventListener("message", listen);
  frame.hidden = true;
  frame.src = location.pathname + location.search + FRAMED;
  document.body.appendChild(frame);
}

/** This very page, opened in a frame by itself, says so and does nothing else. */
var FRAMED = "#framed";
export function answersFromFrame(): boolean {
  if (location.hash !== FRAMED || window.parent === window) return false;
  window.parent.postMessage(FRAMED, location.origin);
  return true;
}

export function megabytes(bytes: number): string {
  if (bytes < 1e5) return Math.ceil(bytes / 1000) + " kB";
  return bytes > 2e9 ? Math.round(bytes / 1e9) + " GB" : (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0) + " MB";
}

/** module: the full address of a module; room: how many bytes the stored book takes. */
export function trials(module: string, bytes: number): Trial[] {
  return [
    {
      name: "a worker that starts",
      why: "because Python computes in one",
      needed: true,
      run: function (then) {
        inWorker("postMessage('yes')", then, "it did not answer within 10 seconds", "it does not start");
      },
    },
    {
      name: "modules in a worker",
      why: "because Python's loader is a module",
      needed: true,
      run: function (then) {
        var text = "import(" + JSON.stringify(module) + ").then(function () { postMessage('yes'); }, function () { postMessage('no'); })";
        inWorker(text, then, "none came within 10 seconds", "none could be loaded; see whether all files below are right");
      },
    },
    { name: "storage", why: "for keeping answers until the next visit", needed: false, run: storage },
    {
      name: "room for the book",
      why: "for reading without a network",
      needed: false,
      run: function (then) { room(bytes, then); },
    },
    { name: "frames", why: "for showing the book inside another page of the same site, as a learning platform does", needed: false, run: frames },
  ];
}

/** Milliseconds for a fixed sum of 40 million products, the best of three; 0 if the clock does not say. */
export function speed(): number {
  var best = Infinity;
  for (var round = 0; round < 3; round++) {
    var values = new Float64Array(4000);
    for (var i = 0; i < values.length; i++) values[i] = 1 / (i + 1);
    var sum = 0, began = performance.now();
    for (var pass = 0; pass < 10000; pass++) for (i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
    if (sum > 0) best = Math.min(best, performance.now() - began);
  }
  return best;
}
