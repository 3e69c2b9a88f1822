// A visit as the platform is told of it: how much is solved, where the reader is, for how long.

import { type Api, Platform, type Version } from "./api.ts";
import { type Item, solvedOf } from "./progress.ts";
import { decode, encode, merged, type State } from "./state.ts";

const REST = 2000; // ms between two times that the platform stores, where it answers at once
const ELEMENTS = {
  "1.2": {
    learner: "cmi.core.student_id",
    mode: "cmi.core.lesson_mode",
    place: "cmi.core.lesson_location",
    score: "cmi.core.score",
    time: "cmi.core.session_time",
    exit: "cmi.core.exit",
    status: "cmi.core.lesson_status",
  },
  "2004": {
    learner: "cmi.learner_id",
    mode: "cmi.mode",
    place: "cmi.location",
    score: "cmi.score",
    time: "cmi.session_time",
    exit: "cmi.exit",
    status: "cmi.completion_status",
  },
} as const;

type Value = [element: string, value: string];

export interface Rules {
  items: readonly Item[];
  /** The share in percent from which it is passed; null: it is completed when all is solved. */
  pass: number | null;
}

export class Session {
  /** What the platform calls the learner, and where they were last; "" if it does not say. */
  readonly learner: string;
  readonly place: string;
  state: State = new Map();
  readonly #platform: Platform;
  readonly #names: (typeof ELEMENTS)[Version];
  readonly #rules: Rules;
  readonly #isLookedAt: boolean; // by a teacher, or after the end: nothing is changed
  readonly #began = Date.now();
  readonly #highest: number; // the score that the platform has, in percent; -1 if none
  readonly #isDone: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  private constructor(platform: Platform, rules: Rules) {
    this.#platform = platform;
    this.#names = ELEMENTS[platform.version];
    this.#rules = rules;
    this.learner = platform.get(this.#names.learner);
    this.place = platform.get(this.#names.place);
    this.state = decode(platform.get("cmi.suspend_data"));
    this.#isLookedAt = /^(browse|review)$/.test(platform.get(this.#names.mode));
    this.#isDone = /^(completed|passed)$/.test(platform.get(this.#names.status));
    const score = platform.get(`${this.#names.score}.raw`);
    this.#highest = score === "" || Number.isNaN(Number(score)) ? -1 : Number(score);
    if (this.#tell()) this.#schedule();
  }

  /** A session with a platform that takes part; else why it does not, as a part of a sentence. */
  static open(api: Api, version: Version, rules: Rules): Session | string {
    const platform = new Platform(api, version);
    return platform.open() ? new Session(platform, rules) : platform.trouble;
  }

  get trouble(): string {
    return this.#platform.trouble;
  }

  /** The share of what counts that is solved, in percent; null before anything was tried. It never falls. */
  get score(): number | null {
    const share = Math.round((100 * solvedOf(this.state, this.#rules.items)) / Math.max(1, this.#rules.items.length));
    const score = Math.max(this.#highest, this.state.size ? share : -1);
    return score < 0 ? null : score;
  }

  /** The book has this, and the reader is there. */
  update(state: State, place: string): void {
    this.state = merged(this.state, state);
    if (this.#tell(place)) this.#schedule();
  }

  /** Have the platform store what it was told, if there is something. */
  commit(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#platform.commit();
  }

  /** The page is left. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#isLookedAt) {
      this.#platform.set(this.#names.time, duration(Date.now() - this.#began, this.#platform.version));
      this.#platform.set(this.#names.exit, "suspend"); // so that the next visit goes on where this one ended
    }
    clearTimeout(this.#timer);
    this.#platform.commit();
    this.#platform.close();
  }

  /** Returns whether the platform did not know something of it. */
  #tell(place?: string): boolean {
    this.#platform.trouble = ""; // what could not be told is told again
    if (this.#closed || this.#isLookedAt) return false;
    return this.#values(place)
      .map(([element, value]) => this.#platform.set(element, value))
      .some(Boolean);
  }

  #values(place?: string): Value[] {
    const { score: name, place: placeName } = this.#names;
    const { score } = this;
    const values: Value[] = place ? [[placeName, place]] : [];
    if (this.state.size) values.push(["cmi.suspend_data", encode(this.state)]);
    values.push(...this.#status(score));
    if (score === null) return values;
    if (this.#platform.version === "2004") {
      values.push(["cmi.progress_measure", String(score / 100)], [`${name}.scaled`, String(score / 100)]);
    }
    return [...values, [`${name}.min`, "0"], [`${name}.max`, "100"], [`${name}.raw`, String(score)]];
  }

  /** A platform takes a page that says nothing for completed. What was completed once stays so. */
  #status(score: number | null): Value[] {
    const { status } = this.#names;
    const { pass } = this.#rules;
    if (score === null || score < (pass ?? 100)) return this.#isDone ? [] : [[status, "incomplete"]];
    if (pass === null) return [[status, "completed"]];
    if (this.#platform.version === "1.2") return [[status, "passed"]];
    return [
      [status, "completed"],
      ["cmi.success_status", "passed"],
    ];
  }

  /** One that answers slowly is asked less often: the page waits meanwhile. */
  #schedule(): void {
    this.#timer ??= setTimeout(() => this.commit(), Math.max(REST, 20 * this.#platform.slowest));
  }
}

/** HHHH:MM:SS.SS in SCORM 1.2; ISO 8601 in SCORM 2004. */
export function duration(milliseconds: number, version: Version): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (version === "2004") return `PT${seconds.toFixed(2)}S`;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const hundredths = two((seconds * 100) % 100);
  return `${String(Math.floor(seconds / 3600)).padStart(4, "0")}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${hundredths}`;
}
