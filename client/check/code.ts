// The result of a check as a short code that can be sent or read out, and read again on the same page.

/** What was found of one thing; the numbers are those of the code. */
export var UNTRIED = 0, RIGHT = 1, OTHER = 2, MISSING = 3;

export interface Report {
  /** Which edition of the book: a number below 1024. */
  edition: number;
  /** A place among BROWSERS, and its version. */
  browser: number;
  version: number;
  /** Of each check and of each file one of the four. */
  checks: number[];
  files: number[];
  /** Kilobytes a second while the files came, and milliseconds for the fixed sum; 0 for not measured. */
  rate: number;
  speed: number;
}

export var BROWSERS = ["another browser", "Chrome", "Edge", "Firefox", "Safari", "Opera", "Samsung Internet"];

var LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's: none can be taken for another
var FORM = 1;
var STEPS = 4; // of the scale of rates and speeds, for each doubling

export function encode(report: Report): string {
  var bits: number[] = [];
  put(bits, FORM, 3);
  put(bits, report.edition, 10);
  put(bits, report.browser, 3);
  put(bits, Math.min(report.version, 1023), 10);
  put(bits, steps(report.rate), 7);
  put(bits, steps(report.speed), 7);
  put(bits, report.checks.length, 5);
  put(bits, report.files.length, 6);
  report.checks.concat(report.files).forEach(function (found) { put(bits, found, 2); });
  while (bits.length % 5) bits.push(0);
  var letters = "";
  for (var at = 0; at < bits.length; at += 5) letters += LETTERS[take(bits, at, 5)];
  letters += mark(letters);
  return "HL-" + letters.match(/.{1,4}/g)!.join("-");
}

/** What a code says; null if it is none, or was copied wrongly. */
export function decode(text: string): Report | null {
  var letters = text.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1").replace(/[^0-9A-Z]/g, "").replace(/^H1/, "");
  var body = letters.slice(0, -2);
  if (body.length < 11 || mark(body) !== letters.slice(-2)) return null;
  var bits: number[] = [];
  body.split("").forEach(function (letter) { put(bits, LETTERS.indexOf(letter), 5); });
  var checks = take(bits, 40, 5), files = take(bits, 45, 6);
  if (take(bits, 0, 3) !== FORM || Math.ceil((51 + 2 * (checks + files)) / 5) !== body.length) return null;
  var found: number[] = [];
  for (var i = 0; i < checks + files; i++) found.push(take(bits, 51 + 2 * i, 2));
  return {
    edition: take(bits, 3, 10),
    browser: take(bits, 13, 3),
    version: take(bits, 16, 10),
    rate: unsteps(take(bits, 26, 7)),
    speed: unsteps(take(bits, 33, 7)),
    checks: found.slice(0, checks),
    files: found.slice(checks),
  };
}

function put(bits: number[], value: number, width: number): void {
  for (var i = width - 1; i >= 0; i--) bits.push((value >> i) & 1);
}

function take(bits: number[], from: number, width: number): number {
  var value = 0;
  for (var i = 0; i < width; i++) value = 2 * value + (bits[from + i] || 0);
  return value;
}

/** A positive number on a scale of quarters of doublings, rounded; 0 stays 0. */
function steps(value: number): number {
  if (!(value > 0)) return 0;
  return Math.max(1, Math.min(127, Math.round((STEPS * Math.log(value)) / Math.LN2)));
}

function unsteps(step: number): number {
  return step ? 2 ** (step / STEPS) : 0;
}

/** Two letters by which a slip of the pen is found. */
function mark(letters: string): string {
  var sum = 7;
  for (var i = 0; i < letters.length; i++) sum = (sum * 33 + LETTERS.indexOf(letters.charAt(i))) % 1021;
  return LETTERS.charAt(sum >> 5) + LETTERS.charAt(sum & 31);
}
