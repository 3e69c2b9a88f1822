// The page check/: will the book run in this browser, on this machine, over this network? Written in the JavaScript of 2009,
// so that the browsers can read it that need it most.

import { browserOf, FIRST_IN_WORDS, FIRST_VERSIONS } from "./browser.ts";
import { BROWSERS, decode, encode, MISSING, OTHER, type Report, RIGHT, UNTRIED } from "./code.ts";
import { estimate } from "./estimate.ts";
import { FEATURES, hasFeature } from "./features.ts";
import { type BookFile, check } from "./files.ts";
import { answersFromFrame, megabytes, speed, type Trial, trials } from "./trials.ts";

interface Facts {
  edition: number;
  root: string;
  /** A module among the files, and the size of what is stored for reading without a network. */
  module: string;
  room: number;
  files: BookFile[];
}

var SIGNS: { [found: number]: string } = {};
SIGNS[UNTRIED] = "?";
SIGNS[RIGHT] = "✓";
SIGNS[OTHER] = "!";
SIGNS[MISSING] = "✗";

function place(id: string): HTMLElement {
  return document.getElementById(id)!;
}

/** A row of a table; the function that is returned says what was found. */
function row(table: string, name: string, why: string): (found: number, said: string) => void {
  var line = document.createElement("tr");
  var sign = document.createElement("td"), head = document.createElement("th"), said = document.createElement("td"), reason = document.createElement("td");
  head.textContent = name;
  said.textContent = "…";
  reason.textContent = why;
  [sign, head, said, reason].forEach(function (cell) { line.appendChild(cell); });
  place(table).appendChild(line);
  return function (found, words) {
    sign.textContent = SIGNS[found]!;
    line.setAttribute("data-found", String(found));
    said.textContent = words;
  };
}

function namesOfChecks(): string[] {
  return FEATURES.map(function (feature) { return feature.name; }).concat(trials("", 0).map(function (trial) { return trial.name; }));
}

var facts: Facts = JSON.parse(place("facts").textContent!);
var root = whole(facts.root);
var agent = browserOf(navigator.userAgent);
var report: Report = {
  edition: facts.edition, browser: agent.browser, version: agent.version, checks: [], files: [], rate: 0, speed: 0,
};
var stops: string[] = []; // what keeps Python from starting
var remarks: string[] = []; // what else is not there
var milliseconds = 0; // until all files were there
var received = 0; // bytes

/** The full address of one that is relative to this page; old browsers have no URL. */
function whole(address: string): string {
  var link = document.createElement("a");
  link.href = address;
  return link.href;
}

function note(found: number, name: string, why: string, needed: boolean): void {
  report.checks.push(found);
  if (found === MISSING) (needed ? stops : remarks).push(name + ", " + (needed ? "needed " : "") + why);
}

function checkFeatures(): void {
  var isKnown = agent.version > 0 && FIRST_VERSIONS[agent.browser]! > 0;
  var isNew = agent.version >= FIRST_VERSIONS[agent.browser]!;
  row("browser", "its version", "needed: " + FIRST_IN_WORDS)(isKnown ? (isNew ? RIGHT : OTHER) : UNTRIED, name(report));
  FEATURES.forEach(function (feature) {
    var found = hasFeature(feature) ? RIGHT : MISSING;
    row("browser", feature.name, feature.why)(found, found === RIGHT ? "yes" : "no");
    note(found, feature.name, feature.why, feature.needed);
  });
}

function tryOut(trial: Trial): (then: () => void) => void {
  var say = row("browser", trial.name, trial.why);
  return function (then) {
    trial.run(function (found, said) {
      say(found, said);
      note(found, trial.name, trial.why, trial.needed);
      then();
    });
  };
}

function fetchOne(file: BookFile): (then: () => void) => void {
  var say = row("files", file.name, megabytes(file.bytes));
  return function (then) {
    check(file, root + file.path, function (arrival) {
      report.files.push(arrival.found);
      milliseconds += arrival.took;
      received += arrival.bytes;
      if (arrival.found !== RIGHT) stops.push(arrival.said);
      var times = seconds(arrival.took) + " to come, " + seconds(arrival.hashed) + " to check";
      say(arrival.found, arrival.found === RIGHT ? times : arrival.said);
      then();
    });
  };
}

function seconds(time: number): string {
  return (time / 1000).toFixed(time < 9950 ? 1 : 0) + " s";
}

function measureSpeed(then: () => void): void {
  if (typeof Float64Array === "function" && window.performance) report.speed = speed();
  then();
}

function words(): string {
  if (stops.length) {
    return "The text can be read here, but what moves in it will not start, because of this: " + stops.map(function (stop) {
      return stop.replace(/\.$/, "");
    }).join("; ") + ".";
  }
  var start = estimate(milliseconds, report.speed);
  return "Everything that the book needs is here. " + start.words + (start.isLong ? " That is long: open a lesson some minutes earlier." : "");
}

function name(report: Report): string {
  return BROWSERS[report.browser] + (report.version ? " " + report.version : "");
}

/** For people, from what a code holds. */
function describe(report: Report): string[] {
  if (report.checks.length !== namesOfChecks().length || report.files.length !== facts.files.length || report.edition !== facts.edition) {
    return ["The code comes from another edition of the book: read it on the check page where it was made."];
  }
  function those(found: number, states: number[], names: string[]): string {
    return names.filter(function (_, i) { return states[i] === found; }).join(", ") || "none";
  }
  var files = facts.files.map(function (file) { return file.name; });
  return [
    name(report) + "; the fixed sum took " + Math.round(report.speed) + " ms; files came at " + megabytes(report.rate * 1000) + " a second",
    "Missing in the browser: " + those(MISSING, report.checks, namesOfChecks()),
    "Files with other content than the book's: " + those(OTHER, report.files, files),
    "Files that did not come: " + those(MISSING, report.files, files),
  ];
}

function list(target: HTMLElement, lines: string[]): void {
  target.textContent = "";
  lines.forEach(function (line) {
    var item = document.createElement("li");
    item.textContent = line;
    target.appendChild(item);
  });
}

function finish(): void {
  report.rate = milliseconds ? received / milliseconds : 0;
  place("verdict").textContent = words();
  place("verdict").setAttribute("data-found", String(stops.length ? MISSING : RIGHT));
  var code = encode(report);
  place("code").textContent = code;
  (place("link") as HTMLAnchorElement).href = location.pathname + "#" + code;
  list(place("remarks"), remarks.map(function (remark) { return "Not here: " + remark + "."; }));
  list(place("summary"), describe(report));
  place("result").hidden = false;
}

function readCode(): void {
  var given = (place("given") as HTMLInputElement).value;
  var read = decode(given);
  list(place("read"), read ? describe(read) : [given ? "This is no code of this page, or there is a slip in it." : ""]);
}

function copyResult(): void {
  var text = place("code").textContent + "\n" + describe(report).join("\n") + "\n" + location.href.split("#")[0];
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(function () { place("copy").textContent = "Copied"; });
}

/** One after the other, each when the page has shown what the last one found. */
function inTurn(steps: ((then: () => void) => void)[]): void {
  var step = steps.shift();
  if (step) step(function () { setTimeout(function () { inTurn(steps); }, 0); });
}

function begin(): void {
  place("agent").textContent = name(report);
  place("again").onclick = function () { location.reload(); };
  place("copy").onclick = copyResult;
  place("reading").onsubmit = function (event) { event.preventDefault(); readCode(); };
  if (/^#HL-/.test(location.hash)) {
    (place("given") as HTMLInputElement).value = location.hash.slice(1);
    readCode();
  }
  if (location.protocol === "file:") {
    place("verdict").textContent = "This page was opened from a folder, and browsers run no Python there. Run “python -m http.server” in the " +
      "folder of the book's first index.html, and open http://localhost:8000/check/ in the browser.";
    return;
  }
  var fetched = typeof fetch === "function" ? facts.files.map(fetchOne) : [];
  checkFeatures();
  inTurn(trials(root + facts.module, facts.room).map(tryOut).concat(fetched, [measureSpeed, finish]));
}

if (!answersFromFrame()) begin();
