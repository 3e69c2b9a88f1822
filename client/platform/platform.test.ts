import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { type Api, findApi, Platform, type Version } from "./api.ts";
import { nameless, seat } from "./learner.ts";
import { type Item, solvedOf, stateOf } from "./progress.ts";
import { duration, Session } from "./session.ts";
import { decode, encode, MOST, merged, type State } from "./state.ts";

const ITEMS: Item[] = [
  ["answers", "xor/0123456789ab", "aaaa"],
  ["answers", "xor/ba9876543210", "bbbb"],
  ["exercises", "exercises/tanh", "cccc"],
  ["exercises", "exercises/bug", "dddd"],
];
const PROGRESS = JSON.stringify({
  kinds: {
    answers: { "xor/0123456789ab": { right: true }, "xor/ba9876543210": { right: false }, "other/1": { right: true } },
    exercises: { "exercises/tanh": { solved: true, tries: ["a", "b"] }, "exercises/bug": { solved: false, tries: [] } },
  },
});

/** A platform in the memory: what was set is there at the next visit if it was committed. */
function platform(version: Version, given: Record<string, string> = {}) {
  const stored = new Map(Object.entries(given));
  const calls: string[] = [];
  const prefix = version === "1.2" ? "LMS" : "";
  const api: Api = {};
  const say = (name: string, act: (...args: string[]) => unknown) => {
    api[prefix + name] = (...args) => {
      calls.push([name, ...args].join(" ").trim());
      return act(...args);
    };
  };
  for (const name of ["Initialize", "Commit", "Finish", "Terminate"]) say(name, () => "true");
  say("GetValue", (element) => stored.get(element) ?? "");
  say("SetValue", (element, value) => {
    stored.set(element, value);
    return "true";
  });
  say("GetLastError", () => "0");
  say("GetErrorString", () => "");
  return { api, stored, calls };
}

function opened(api: Api, version: Version, pass: number | null = null): Session {
  const session = Session.open(api, version, { items: ITEMS, pass });
  ok(session instanceof Session, String(session));
  return session;
}

test("the object is found in a window above, in the opener and above that, and not for ever", () => {
  const api: Api = {};
  const window = (has: object = {}) => {
    const made = { opener: null, ...has } as unknown as Window & { parent: Window; top: Window };
    if (!("parent" in has)) made.parent = made;
    if (!("top" in has)) Object.assign(made, { top: made.parent });
    return made;
  };
  const top = window({ API: api });
  equal(findApi(window({ parent: window({ parent: top }) }), "1.2"), api);
  equal(findApi(window({ opener: window({ parent: top }) }), "1.2"), api);
  const popup = window({ opener: top });
  equal(findApi(window({ parent: popup, top: popup }), "1.2"), api);
  equal(findApi(window({ parent: top }), "2004"), null);
  const endless: { parent?: unknown; opener: null } = { opener: null };
  endless.parent = new Proxy(endless, {}); // never the same as itself
  equal(findApi(endless as unknown as Window, "1.2"), null);
  const foreign = new Proxy({}, { get: (_, name) => (name === "parent" ? top : fail()) });
  equal(findApi(foreign as unknown as Window, "1.2"), api);
});

function fail(): never {
  throw new Error("forbidden");
}

test("a state takes five characters a thing, is read again, and never has more than SCORM 1.2 has room for", () => {
  const state: State = new Map([
    ["aaaa", { solved: true, tries: 2 }],
    ["bb-_", { solved: false, tries: 31 }],
  ]);
  equal(encode(state).length, 4 + 2 * 5);
  deepEqual([...decode(encode(state))].sort(), [...state].sort());
  deepEqual(decode(encode(new Map([["aaaa", { solved: true, tries: 99 }]]))).get("aaaa"), { solved: true, tries: 31 });
  const name = (i: number) => i.toString(36).padStart(4, "0");
  const many = new Map(Array.from({ length: 3000 }, (_, i) => [name(i), { solved: i % 2 === 1, tries: 1 }]));
  ok(encode(many).length <= MOST);
  ok([...decode(encode(many)).values()].every(({ solved }) => solved));
  for (const other of ["", "{}", "HL2.aaaaB", "HL1.a"]) equal(decode(other).size, 0);
});

test("of the book's progress that counts which is asked for, and damage counts as nothing", () => {
  const state = stateOf(PROGRESS, ITEMS);
  deepEqual([...state.keys()], ["aaaa", "bbbb", "cccc"]);
  equal(solvedOf(state, ITEMS), 2);
  for (const damaged of [
    null,
    "",
    "{",
    "[]",
    "null",
    '{"kinds": 3}',
    '{"kinds": {"answers": {"xor/0123456789ab": 7}}}',
  ]) {
    equal(stateOf(damaged, ITEMS).size, 0, String(damaged));
  }
});

test("what was solved stays solved, on whichever machine", () => {
  const one: State = new Map([["aaaa", { solved: true, tries: 3 }]]);
  const two: State = new Map([
    ["aaaa", { solved: false, tries: 1 }],
    ["bbbb", { solved: true, tries: 1 }],
  ]);
  deepEqual([...merged(one, two)].sort(), [...merged(two, one)].sort());
  deepEqual(merged(one, two).get("aaaa"), { solved: true, tries: 3 });
});

for (const version of ["1.2", "2004"] as const) {
  const score = version === "1.2" ? "cmi.core.score.raw" : "cmi.score.raw";
  const status = version === "1.2" ? "cmi.core.lesson_status" : "cmi.completion_status";

  test(`SCORM ${version}: untouched is no score and not completed; a second visit goes on`, () => {
    const { api, stored, calls } = platform(version);
    const first = opened(api, version);
    first.update(new Map(), "xor");
    equal(first.score, null);
    equal(stored.get(score), undefined);
    equal(stored.get(status), "incomplete");
    first.update(stateOf(PROGRESS, ITEMS), "exercises");
    equal(stored.get(score), "50");
    first.close();
    first.close();
    equal(calls.filter((call) => /^(Finish|Terminate)/.test(call)).length, 1);
    equal(calls.at(-2), "Commit");
    const second = opened(api, version);
    equal(second.score, 50);
    equal(second.place, "exercises");
    equal(second.state.get("cccc")?.tries, 2);
    second.update(new Map(ITEMS.map(([, , mark]) => [mark, { solved: true, tries: 1 }])), "xor");
    equal(stored.get(status), "completed");
    equal(stored.get(score), "100");
    second.close();
    const third = opened(api, version);
    third.update(new Map(), "xor");
    equal(stored.get(status), "completed");
    third.close();
  });

  test(`SCORM ${version}: passed from a share on, and what is only looked at changes nothing`, () => {
    const { api, stored } = platform(version);
    const session = opened(api, version, 50);
    session.update(stateOf(PROGRESS, ITEMS), "xor");
    equal(stored.get(version === "1.2" ? status : "cmi.success_status"), "passed");
    session.close();
    const mode = version === "1.2" ? "cmi.core.lesson_mode" : "cmi.mode";
    const review = platform(version, { [mode]: "review" });
    const looking = opened(review.api, version);
    looking.update(stateOf(PROGRESS, ITEMS), "xor");
    looking.close();
    equal(review.calls.filter((call) => call.startsWith("SetValue")).length, 0);
  });

  test(`SCORM ${version}: nothing is said twice, and a score never falls`, () => {
    const { api, stored, calls } = platform(version, { [score]: "75" });
    const session = opened(api, version);
    for (let i = 0; i < 3; i++) session.update(stateOf(PROGRESS, ITEMS), "xor");
    const sets = calls.filter((call) => call.startsWith("SetValue"));
    equal(new Set(sets).size, sets.length);
    equal(stored.get(score), "75");
    session.close();
  });
}

test("a platform that throws, refuses or has only half of its functions stops nothing, and is named", () => {
  const throwing = platform("1.2");
  const session = opened(throwing.api, "1.2");
  throwing.api.LMSSetValue = () => fail();
  session.update(stateOf(PROGRESS, ITEMS), "xor");
  ok(session.trouble.includes("SetValue failed (forbidden)"), session.trouble);
  const { api } = platform("1.2");
  throwing.api.LMSSetValue = api.LMSSetValue!;
  session.update(new Map(), "xor");
  equal(session.trouble, "", "said again, and heard");
  session.close();
  const refusing = platform("2004").api;
  refusing.Initialize = () => "false";
  refusing.GetLastError = () => "104";
  refusing.GetErrorString = () => "Content Instance Terminated";
  equal(
    Session.open(refusing, "2004", { items: ITEMS, pass: null }),
    "it answered “Initialize” with error 104: Content Instance Terminated",
  );
  const opened103 = { ...platform("2004").api, Initialize: () => "false", GetLastError: () => "103" };
  ok(Session.open(opened103, "2004", { items: ITEMS, pass: null }) instanceof Session);
  ok(String(Session.open({}, "1.2", { items: ITEMS, pass: null })).startsWith("its function Initialize failed"));
});

test("the object's functions are called on it", () => {
  class Lms {
    #open = false;
    LMSInitialize(): string {
      this.#open = true;
      return String(this.#open);
    }
  }
  equal(new Platform(new Lms() as unknown as Api, "1.2").open(), true);
});

test("times are written as each version wants them", () => {
  equal(duration(3_723_450, "1.2"), "0001:02:03.45");
  equal(duration(3_723_450, "2004"), "PT3723.45S");
  equal(duration(-5, "1.2"), "0000:00:00.00");
});

class Memory {
  [key: string]: unknown;
  getItem(key: string): string | null {
    return Object.hasOwn(this, key) ? String(this[key]) : null;
  }
  setItem(key: string, value: string): void {
    this[key] = value;
  }
  removeItem(key: string): void {
    delete this[key];
  }
}

test("at a computer that several use each finds their own work, and the next one none of it", () => {
  const storage = new Memory() as unknown as Storage;
  storage.setItem("hidden-layers-progress", "somebody's");
  storage.setItem("the platform's own", "1");
  seat("ada", storage);
  equal(storage.getItem("hidden-layers-progress"), null);
  storage.setItem("hidden-layers-progress", "ada's");
  storage.setItem("hidden-layers-draft:x", "ada's draft");
  seat("ada", storage);
  equal(storage.getItem("hidden-layers-progress"), "ada's");
  seat("bob", storage);
  equal(storage.getItem("hidden-layers-progress"), null);
  equal(storage.getItem("hidden-layers-draft:x"), null);
  seat("ada", storage);
  equal(storage.getItem("hidden-layers-draft:x"), "ada's draft");
  seat("", storage);
  equal(storage.getItem("hidden-layers-progress"), "somebody's");
  equal(storage.getItem("the platform's own"), "1");
  ok(!Object.keys(storage).some((key) => key.includes("ada")), "nobody is named");
  equal(nameless("ada") === nameless("adb"), false);
});
