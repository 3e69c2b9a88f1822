// Keeps the progress text in the browser's storage, where other tabs of the book keep theirs. Merging is Python's
// (kept.py): this writes only over a text that Python has taken in, and hands it every other one.

const KEY = "hidden-layers-progress";
const DRAFTS = "hidden-layers-draft:"; // of the code editors (tools/editor)
const ASIDE = KEY + "-unreadable";
const ASKED = KEY + "-persist-asked";

// One for the page, also when the component is mounted anew. seen: the stored text that Python knows, null if none is
// stored, undefined before anything was read. asked: what Python has been given and has not answered yet.
const state = (globalThis.hiddenLayersProgress ??= { seen: undefined, asked: null, serial: 0, closed: false, listening: false });

export default function ({ data, setStateValue }) {
  Object.assign(state, { setStateValue, text: data.text });
  if (state.left === undefined) state.left = data.leave;
  if (!data.browser) return leave(data);
  if (state.asked && data.heard === state.asked.serial) settle(data.verdict);
  if (!state.listening) {
    state.listening = true;
    addEventListener("storage", (event) => (event.key === KEY || event.key === null) && exchange());
  }
  exchange().then(() => leave(data));
}

/** Python has answered what was found. */
function settle(verdict) {
  const { text } = state.asked;
  state.asked = null;
  if (verdict === "newer") state.closed = true;
  if (verdict !== "unreadable") return void (state.seen = text);
  try {
    putAside(text);
    state.seen = null;
  } catch {
    say("full");
    state.closed = true; // it stays as it is
  }
}

/** Under a name of its own; nothing that was put aside before is lost. */
function putAside(text) {
  if (localStorage.getItem(KEY) !== text) return;
  let name = ASIDE;
  for (let number = 2; localStorage.getItem(name) !== null && localStorage.getItem(name) !== text; number++) name = `${ASIDE}-${number}`;
  localStorage.removeItem(KEY); // there may be no room for two
  try {
    localStorage.setItem(name, text);
  } catch (error) {
    localStorage.setItem(KEY, text);
    throw error;
  }
}

/** Write the text if the storage holds what Python knows, else give Python what it holds. One tab at a time. */
async function exchange() {
  if (navigator.locks && !state.closed) return navigator.locks.request(KEY, compareAndSet).catch(compareAndSet);
  compareAndSet();
}

function compareAndSet() {
  if (state.closed || state.asked) return;
  let stored;
  try {
    stored = localStorage.getItem(KEY);
  } catch {
    return say("blocked");
  }
  if (stored === null) state.seen = null;
  if (stored !== null && stored !== state.seen) {
    const earlier = state.seen === undefined; // else another tab has written it
    state.asked = { serial: ++state.serial, text: stored };
    return state.setStateValue("found", { ...state.asked, earlier });
  }
  if (!state.text || state.text === stored) return say("");
  try {
    localStorage.setItem(KEY, state.text);
    if (localStorage.getItem(KEY) !== state.text) throw new Error("not stored");
  } catch {
    return say("full");
  }
  state.seen = state.text;
  say("");
  persist();
}

function say(trouble) {
  if (state.trouble === trouble || (!trouble && state.trouble === undefined)) return;
  state.trouble = trouble;
  state.setStateValue("trouble", trouble);
}

/** Once for this browser: that it does not throw the book's storage away when the disk gets full. */
async function persist() {
  try {
    if (localStorage.getItem(ASKED) || !navigator.storage?.persist) return;
    localStorage.setItem(ASKED, "1");
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {} // it was only a wish
}

/** A reader has begun anew: the page does so too, with nothing left in its fields, its editors and its Python. */
function leave(data) {
  if (data.leave === state.left || state.asked) return; // Python's answer brings it here again
  state.left = data.leave;
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(DRAFTS)) localStorage.removeItem(name);
  } catch {} // then there are none
  location.replace(location.pathname);
}
