/* A code cell's editor. Python sends the text and the place of an error; this sends back what the reader typed.
   What a cell shows besides (output, values, charts) is drawn by Python: widgets/code/code_cell.py. */

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const cells = new WeakMap(); // mount -> its cell, so that a redraw by Python keeps what was typed and can be undone
const PAUSE = 1200; // ms without a key until what was typed is handed to Python, which keeps it
const DRAFT = "hidden-layers-draft:"; // what is typed is in the browser's storage at once, until Python has kept it
const unsent = new Set(); // cells with typing that Python has not been given
const drafts = new Map(); // the same, for as long as the page is open: the browser may forbid storage

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const mount = parentElement.querySelector(".hl-mount") ?? parentElement;
  const cell = cells.get(mount) ?? create(mount, data);
  Object.assign(cell, { setStateValue, setTriggerValue });
  update(cell, data);
}

// Colours are the book's own (widgets/kit/theme.py), so they follow a light or a dark page by themselves.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.self], color: "var(--hl-accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--hl-positive)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--hl-negative)" },
  { tag: tags.comment, color: "var(--hl-muted)", fontStyle: "italic" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], color: "var(--hl-n)", fontWeight: "600" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--hl-n)" },
  { tag: tags.invalid, color: "var(--hl-wrong)", textDecoration: "underline" },
]);

const setWrongLine = StateEffect.define();
const wrongLine = StateField.define({
  create: () => Decoration.none,
  update(marked, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setWrongLine)) continue;
      const line = effect.value;
      if (!line || line > transaction.state.doc.lines) return Decoration.none;
      return Decoration.set([Decoration.line({ class: "hl-wrong-line" }).range(transaction.state.doc.line(line).from)]);
    }
    return transaction.docChanged ? Decoration.none : marked;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function create(mount, data) {
  mount.innerHTML = data.html;
  const find = (name) => mount.querySelector(`[data-${name}]`);
  const cell = {
    mount,
    name: data.name,
    original: data.original,
    run: find("run"),
    reset: find("reset"),
    status: find("status"),
    readOnly: new Compartment(),
  };
  const run = () => (send(cell), true);
  const leave = () => ((cell.run.disabled ? cell.reset : cell.run).focus(), true);
  find("editor").addEventListener("focusout", ({ relatedTarget }) => {
    if (mount.contains(relatedTarget) || !unsent.has(cell)) return;
    // Whoever follows a link gets the draft back; Streamlit would draw an empty page if both came to it together.
    if (towardsLink || relatedTarget?.closest("a")) clearTimeout(cell.pause);
    else tell(cell);
  });
  cell.view = new EditorView({
    doc: data.text,
    parent: find("editor"),
    extensions: [
      keymap.of([
        { key: "Mod-Enter", run, preventDefault: true },
        { key: "Escape", run: leave },
        indentWithTab,
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      lineNumbers(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      bracketMatching(),
      indentOnInput(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      python(),
      syntaxHighlighting(colours),
      wrongLine,
      cell.readOnly.of([]),
      EditorView.contentAttributes.of({ "aria-label": data.label }),
      EditorView.updateListener.of((change) => change.docChanged && typed(cell)),
    ],
  });
  find("static").remove(); // what stood there for pages without a script
  find("bar").hidden = false;
  cell.run.addEventListener("click", run);
  cell.reset.addEventListener("click", () => {
    replace(cell, cell.original); // an edit like any other: undo brings the reader's own text back
    cell.view.focus();
  });
  cells.set(mount, cell);
  return cell;
}

const replace = (cell, text) => cell.view.dispatch({ changes: { from: 0, to: cell.view.state.doc.length, insert: text } });

function update(cell, data) {
  cell.original = data.original;
  cell.run.disabled = data.read_only;
  cell.patience = data.patience;
  cell.view.dispatch({ effects: cell.readOnly.reconfigure(EditorState.readOnly.of(data.read_only)) });
  // Another tab's text or a new edition; what was typed in this visit gives way only to what the reader has chosen.
  const chosen = data.chosen !== cell.chosen;
  if (cell.stamp !== undefined && data.stamp !== cell.stamp && (chosen || !cell.touched)) takeOver(cell, data.text);
  Object.assign(cell, { stamp: data.stamp, chosen: data.chosen });
  if (data.answered !== cell.answered) {
    const first = cell.answered === undefined;
    cell.answered = data.answered;
    clearTimeout(cell.watchdog);
    cell.mount.removeAttribute("data-running");
    const draft = first && isLive(cell) ? readDraft(cell, data) : null;
    cell.status.textContent = data.answered ? data.status : "";
    cell.view.dispatch({ effects: setWrongLine.of(data.wrong_line) });
    const interrupted = draft?.answered !== undefined && data.answered !== draft.answered + 1;
    if (draft && (draft.text !== data.text || draft.waiting || interrupted)) takeUp(cell, draft);
  }
  if (isLive(cell)) settleDraft(cell, data);
  showState(cell);
}

/* Cells whose Run was pressed on this very page while Python was not there yet. Only they run by themselves once it is: what
   lies in the browser's storage may be days old, or from another program that this machine served at the same address. */
const asked = (window.hiddenLayersAsked ??= new Set());

/* The page is there before Python is (on the static site): until then what is typed and asked for is only noted. */
const isLive = (cell) => cell.mount.closest('[data-testid="stApp"]') !== null;

function takeUp(cell, draft) {
  replace(cell, draft.text);
  if (draft.waiting && asked.delete(cell.name)) return void setTimeout(() => whenIdle(cell, () => send(cell)), 1000);
  cell.setStateValue("text", draft.text);
  if (draft.waiting) cell.status.textContent = "This is what you typed before. It has not been run.";
  else if (draft.answered !== undefined) cell.status.textContent = "The last run was interrupted. Your text is as you left it.";
}

/* A press that comes while the page is still being drawn for the first time can get lost. */
function whenIdle(cell, act) {
  const state = cell.mount.closest('[data-testid="stApp"]')?.dataset.testScriptState;
  if (state === "notRunning") act();
  else if (cell.mount.isConnected) setTimeout(() => whenIdle(cell, act), 300);
}

/* What Python has just sent is nothing that was typed. */
function takeOver(cell, text) {
  replace(cell, text);
  forget(cell);
  cell.touched = false;
}

function typed(cell) {
  cell.touched = true;
  stopPause(cell);
  const live = isLive(cell);
  if (live) unsent.add(cell);
  if (live) cell.pause = setTimeout(() => tell(cell), PAUSE);
  const answered = cell.mount.hasAttribute("data-running") ? cell.answered : undefined;
  keepDraft(cell, { text: cell.view.state.doc.toString(), waiting: live ? undefined : cell.waiting, answered });
  showState(cell);
}

/* At the latest when the reader turns to something else: a link may take the page away before the pause is over. */
function tell(cell) {
  stopPause(cell);
  if (isLive(cell)) cell.setStateValue("text", cell.view.state.doc.toString());
}

function showState(cell) {
  cell.reset.disabled = cell.view.state.doc.toString() === cell.original;
}

function send(cell) {
  if (cell.run.disabled || cell.mount.hasAttribute("data-running")) return;
  stopPause(cell);
  const text = cell.view.state.doc.toString();
  if (!isLive(cell)) {
    cell.waiting = true;
    asked.add(cell.name);
    keepDraft(cell, { text, waiting: true });
    cell.status.textContent = "Python is starting. This runs as soon as it is there.";
    return;
  }
  keepDraft(cell, { text, answered: cell.answered });
  cell.mount.setAttribute("data-running", "");
  cell.status.textContent = "Running …";
  cell.watchdog = setTimeout(() => stuck(cell), cell.patience);
  cell.setTriggerValue("run", text);
}

/* Python stops code that takes too long by itself. Only a single call that never comes back, deep inside compiled code
   and in the browser's own Python, can hold it: then the way on is a fresh Python, and the draft brings the text back. */
function stuck(cell) {
  cell.mount.removeAttribute("data-running");
  cell.status.textContent = "Python does not answer. Your text is kept. ";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "hl-button", textContent: "Start Python anew" });
  button.addEventListener("click", () => location.reload());
  cell.status.append(button);
}

function stopPause(cell) {
  clearTimeout(cell.pause);
  unsent.delete(cell);
}

let towardsLink = false; // where the pointer was pressed last
document.addEventListener("pointerdown", ({ target }) => (towardsLink = Boolean(target.closest?.("a"))), true);
for (const [place, event] of [[document, "visibilitychange"], [window, "pagehide"]]) {
  place.addEventListener(event, () => [...unsent].forEach(tell));
}

// --- drafts ----------------------------------------------------------------------------------------------------------

function keepDraft(cell, draft) {
  const text = JSON.stringify({ ...draft, original: cell.original, at: Date.now() });
  drafts.set(cell.name, text);
  localStore((store) => store.setItem(DRAFT + cell.name, text));
}

/* None that was typed for an earlier edition's text, or before a reader began anew. */
function readDraft(cell, data) {
  const draft = parsed(localStore((store) => store.getItem(DRAFT + cell.name)) ?? drafts.get(cell.name));
  const ours = draft && (draft.original ?? data.original) === data.original && (draft.at ?? 0) >= (data.begun ?? 0);
  if (draft && !ours) forget(cell);
  return ours ? draft : null;
}

/* Python has kept it, or has run it. */
function settleDraft(cell, data) {
  const text = cell.view.state.doc.toString();
  if (text === data.text && !cell.mount.hasAttribute("data-running")) forget(cell);
}

function forget(cell) {
  stopPause(cell);
  drafts.delete(cell.name);
  localStore((store) => store.removeItem(DRAFT + cell.name));
}

function parsed(text) {
  try {
    const draft = JSON.parse(text);
    return typeof draft?.text === "string" ? draft : null;
  } catch {
    return null;
  }
}

/* The browser may forbid storage, or hold something else under that name; then there is no draft. */
function localStore(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
