/* Keeps the progress text in the browser's storage, where other tabs of the book keep theirs. Merging is Python's
   (widgets/progress/kept.py): this writes only over a text that Python has taken in, and hands it every other one. */

import { type Arguments, component, type Tell } from "../streamlit.ts";
import { DRAFTS, KEY, persist, putAside } from "./storage.ts";

/** What became of a found text: "newer" is one of a newer version of the book, "" is no answer yet. */
type Verdict = "merged" | "newer" | "unreadable" | "";

interface Data {
  /** What is to be stored. */
  text: string;
  /** Whether the browser keeps the progress here. */
  browser: boolean;
  /** The number of the found text that Python has answered last, and what it said of it. */
  heard: number;
  verdict: Verdict;
  /** Another number each time that a reader begins anew. */
  leave: number;
}

interface State {
  /** The stored text that Python knows, null if none is stored, undefined before anything was read. */
  seen: string | null | undefined;
  /** What Python has been given and has not answered yet. */
  asked: { serial: number; text: string } | null;
  serial: number;
  /** Nothing is written any more. */
  closed: boolean;
  listening: boolean;
  text?: string;
  left?: number;
  trouble?: string;
  setStateValue?: Tell;
}

declare global {
  var hiddenLayersProgress: State | undefined;
}

/* One for the page, also when the component is mounted anew. */
globalThis.hiddenLayersProgress ??= { seen: undefined, asked: null, serial: 0, closed: false, listening: false };
const state: State = globalThis.hiddenLayersProgress;

export default component(import.meta.url, ({ data, setStateValue }: Arguments<Data>) => {
  Object.assign(state, { setStateValue, text: data.text });
  if (state.left === undefined) state.left = data.leave;
  if (!data.browser) return leave(data);
  if (state.asked && data.heard === state.asked.serial) settle(state.asked.text, data.verdict);
  if (!state.listening) {
    state.listening = true;
    addEventListener("storage", ({ key }) => {
      if (key === KEY || key === null) void exchange();
    });
  }
  void exchange().then(() => leave(data));
});

/** Python has answered what was found. */
function settle(text: string, verdict: Verdict): void {
  state.asked = null;
  if (verdict === "newer") state.closed = true;
  if (verdict !== "unreadable") {
    state.seen = text;
    return;
  }
  try {
    putAside(text);
    state.seen = null;
  } catch {
    say("full");
    state.closed = true; // it stays as it is
  }
}

/** Write the text if the storage holds what Python knows, else give Python what it holds. One tab at a time. */
async function exchange(): Promise<void> {
  if (!navigator.locks || state.closed) return compareAndSet();
  try {
    await navigator.locks.request(KEY, compareAndSet);
  } catch {
    compareAndSet();
  }
}

function compareAndSet(): void {
  if (state.closed || state.asked) return;
  let stored: string | null;
  try {
    stored = localStorage.getItem(KEY);
  } catch {
    return say("blocked");
  }
  if (stored === null) state.seen = null;
  else if (stored !== state.seen) return handOver(stored);
  if (!state.text || state.text === stored) return say("");
  try {
    localStorage.setItem(KEY, state.text);
    if (localStorage.getItem(KEY) !== state.text) throw new Error("not stored");
  } catch {
    return say("full");
  }
  state.seen = state.text;
  say("");
  void persist();
}

/** Python takes in a text that it does not know. */
function handOver(text: string): void {
  const earlier = state.seen === undefined; // else another tab has written it
  state.serial += 1;
  state.asked = { serial: state.serial, text };
  state.setStateValue?.("found", { ...state.asked, earlier });
}

function say(trouble: string): void {
  if (state.trouble === trouble || (!trouble && state.trouble === undefined)) return;
  state.trouble = trouble;
  state.setStateValue?.("trouble", trouble);
}

/** A reader has begun anew: the page does so too, with nothing left in its fields, its editors and its Python. */
function leave(data: Data): void {
  if (data.leave === state.left || state.asked) return; // Python's answer brings it here again
  state.left = data.leave;
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(DRAFTS)) localStorage.removeItem(name);
  } catch {} // then there are none
  location.replace(location.pathname);
}
