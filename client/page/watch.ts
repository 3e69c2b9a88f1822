// Stands inside each page, in words that every browser with JavaScript understands: says what keeps boot.ts, and with it
// Python, from starting. boot.ts reports for duty with watch.booted(), and says by watch.say what stops it later.
// Old browsers have neither const nor arrow functions, and build.mjs leaves the words of this file as they are.

import { FEATURES, firstMissing } from "../check/features.ts";

var LONGEST = 20000; // ms until boot.ts must run
var ANEW = 30000; // ms that fetching everything anew may take
var kept: DocumentFragment | null = null; // what #waking says by itself, while something else stands there
var heard = ""; // what the browser has reported
var running = false;
var lacking = firstMissing(FEATURES); // then whatever else happens follows from it

function put(words: string, parts: HTMLElement[]): void {
  var waking = document.getElementById("waking");
  if (!waking) return;
  if (!kept) {
    kept = document.createDocumentFragment();
    while (waking.firstChild) kept.appendChild(waking.firstChild);
  }
  waking.textContent = words + " ";
  parts.forEach(function (part) {
    waking!.appendChild(part);
    waking!.appendChild(document.createTextNode(" "));
  });
  waking.hidden = false;
  document.documentElement.classList.remove("hl-resting"); // a telephone hides it until it is touched
  mark(true);
}

function mark(asleep: boolean): void {
  if (!window.performance || !performance.mark) return;
  if (asleep) performance.mark("book:asleep");
  else performance.clearMarks("book:asleep");
}

function say(problem: unknown): void {
  // The last line of a traceback names the error.
  var reason = String(problem).replace(/[.\s]+$/, "").split("\n").pop();
  var again = document.createElement("button");
  again.textContent = "Try again";
  again.onclick = function () {
    again.disabled = true;
    again.textContent = "Fetching everything anew …";
    fetchAnew(function () {
      location.reload();
    });
  };
  put("Python could not start in this browser, so the controls stay asleep; the text is all here. (" + reason + ".)", [again, wayToCheck()]);
}

/** To the page that tells what is missing (check/). Old browsers have not read `site`; the manifest is at the site's root. */
function wayToCheck(): HTMLElement {
  var link = document.createElement("a");
  var manifest = document.querySelector("link[rel=manifest]") as HTMLLinkElement | null;
  link.href = (manifest ? manifest.href.replace(/[^/]*$/, "") : "../") + "check/";
  link.textContent = "What is missing here?";
  return link;
}

/** What the start needs, past all caches: one of them may hold what a filter or a broken line has left there. */
function fetchAnew(then: () => void): void {
  var left = 1;
  var done = function (): void {
    left -= 1;
    if (left === 0) then();
  };
  try {
    var addresses = startAddresses();
    left += addresses.length;
    addresses.forEach(function (address) {
      fetch(address, { cache: "reload" }).then(function (answer) { return answer.arrayBuffer(); }).then(done, done);
    });
    setTimeout(function () {
      left = 1;
      done();
    }, ANEW);
  } catch (_error) {
    left = 1; // an old browser
  }
  done();
}

function startAddresses(): string[] {
  var addresses = site.files.map(function (name) {
    return site.root + name;
  });
  performance.getEntriesByType("resource").forEach(function (entry) {
    if (entry.name.indexOf(site.root + "assets/") === 0 && addresses.indexOf(entry.name) < 0) addresses.push(entry.name);
  });
  return addresses;
}

function fileOf(address: string): string {
  return String(address).split(/[?#]/)[0]!.split("/").pop()!;
}

function isBoot(address: string): boolean {
  return /^boot-\w+\.js$/.test(fileOf(address));
}

function look(): void {
  if (running || !document.getElementById("waking")) return;
  if (location.protocol === "file:") {
    put(
      "This page was opened from a folder of this machine, and browsers run no Python there, so the controls stay asleep; " +
        "the text is all here. To wake them, run “python -m http.server” in the folder of the book's first index.html, and open " +
        "http://localhost:8000 in the browser.",
      []
    );
  } else if (lacking) say(lacking);
  else if (heard) say(heard);
}

function listen(event: ErrorEvent): void {
  var source = event.target && (event.target as HTMLScriptElement).src;
  if (source && isBoot(source)) {
    heard = "The file " + fileOf(source) + " could not be fetched: a network filter or an extension of the browser may keep it back";
  } else if (event.message && isBoot(event.filename)) {
    heard =
      "The browser does not understand " + fileOf(event.filename) +
      ": it is too old, or the file was changed on the way by a network filter (" + event.message + ")";
  }
  if (document.readyState !== "loading") look();
}

window.addEventListener("error", listen, true);
document.addEventListener("DOMContentLoaded", look);
setTimeout(function () {
  heard = heard || "The program of this page has not come within 20 seconds: the line may be very slow, or a network filter may keep it back";
  look();
}, LONGEST);

window.watch = {
  say: say,
  lacking: lacking,
  /** boot.ts runs, be it late. */
  booted: function () {
    running = true;
    if (lacking) return;
    var waking = document.getElementById("waking");
    if (!kept || !waking) return;
    mark(false);
    waking.textContent = "";
    waking.appendChild(kept);
    kept = null;
  },
};
