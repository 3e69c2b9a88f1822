// What a browser must be able to do, and what each is needed for. These lines stand in every page (page/watch.ts) and in the
// check page, and are read by browsers that are too old for the rest: they are written in the JavaScript of 2009.

export interface Feature {
  name: string;
  /** What the book does with it, as an end of "… is needed, ". */
  why: string;
  /** Without it Python does not start; else only something is missing. */
  needed: boolean;
  has(): boolean;
}

/** A module with a "try": the least that uses exceptions of WebAssembly. */
var EXCEPTIONS = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11];

export var FEATURES: Feature[] = [
  {
    name: "WebAssembly",
    why: "because Python itself is a WebAssembly program",
    needed: true,
    has: function () { return typeof WebAssembly === "object" && typeof WebAssembly.instantiate === "function"; },
  },
  {
    name: "exceptions in WebAssembly",
    why: "because Python in the browser is compiled with them",
    needed: true,
    has: function () { return WebAssembly.validate(new Uint8Array(EXCEPTIONS)); },
  },
  {
    name: "workers",
    why: "because Python computes in one, while the page stays free for the reader",
    needed: true,
    has: function () { return typeof Worker === "function"; },
  },
  {
    name: "JavaScript modules",
    why: "because the page's own programs are modules",
    needed: true,
    has: function () { return "noModule" in document.createElement("script"); },
  },
  {
    name: "the JavaScript of 2022",
    why: "because the page's own programs are written in it",
    needed: true,
    // Of what came at that time, what can be asked for without writing it down.
    has: function () { return "hasOwn" in Object && "at" in Array.prototype; },
  },
  {
    name: "DecompressionStream",
    why: "because Python's packages arrive compressed",
    needed: true,
    has: function () { return "DecompressionStream" in window; },
  },
  {
    name: "light-dark() in styles",
    why: "for the book's colours",
    needed: false,
    has: function () { return typeof CSS === "object" && CSS.supports("color", "light-dark(#000, #fff)"); },
  },
  {
    name: "popovers",
    why: "for the contents on a telephone while Python starts",
    needed: false,
    has: function () { return "popover" in document.createElement("p"); },
  },
  {
    name: "a service worker",
    why: "for reading without a network; browsers have it at https addresses only",
    needed: false,
    has: function () { return "serviceWorker" in navigator; },
  },
];

/** Some browsers throw where they are asked for what they do not have. */
export function hasFeature(feature: Feature): boolean {
  try {
    return feature.has();
  } catch (_error) {
    return false;
  }
}

/** The first thing that Python needs and this browser does not have, as a sentence without its stop; "" if it has all. */
export function firstMissing(features: Feature[]): string {
  var missing = features.filter(function (feature) { return feature.needed && !hasFeature(feature); })[0];
  if (!missing) return "";
  return "This browser lacks " + missing.name + ", needed " + missing.why + "; a newer Firefox, Chrome, Edge or Safari has it";
}
