/* A code cell in the page: its editor, its buttons, and what Python has and has not been given of its text. */

import { one } from "../dom.ts";
import { isLive, type Tell } from "../streamlit.ts";
import { type Draft, dropDraft, keepDraft, readDraft } from "./drafts.ts";
import { Editor } from "./editor.ts";

const PAUSE = 1200; // ms without a key until what was typed is handed to Python, which keeps it

/** What Python says of a cell: see widgets/code/code_editor.py. */
export interface Data {
  html: string;
  name: string;
  label: string;
  original: string;
  text: string;
  /** Another one for another text of Python's: another tab's, or a new edition. */
  stamp: string;
  /** Another number each time that the reader has chosen which text is to stand there. */
  chosen: number;
  /** When the reader began anew, in ms. */
  begun: number;
  /** How many runs were answered, and what is shown of the last one. */
  answered: number;
  status: string;
  wrong_line: number;
  /** Milliseconds until Python is taken not to answer. */
  patience: number;
  read_only: boolean;
}

/* Cells whose Run was pressed on this very page while Python was not there yet. Only they run by themselves once it is: what
   lies in the browser's storage may be days old, or from another program that this machine served at the same address. */
declare global {
  var hiddenLayersAsked: Set<string> | undefined;
}
globalThis.hiddenLayersAsked ??= new Set();
const asked: Set<string> = globalThis.hiddenLayersAsked;

const unsent = new Set<Cell>(); // cells with typing that Python has not been given

let towardsLink = false; // where the pointer was pressed last
const notePress = ({ target }: Event) => {
  towardsLink = target instanceof Element && target.closest("a") !== null;
};
document.addEventListener("pointerdown", notePress, true);
const tellAll = () => {
  for (const cell of [...unsent]) cell.tell();
};
document.addEventListener("visibilitychange", tellAll);
window.addEventListener("pagehide", tellAll);

export class Cell {
  setStateValue: Tell = () => {};
  setTriggerValue: Tell = () => {};
  readonly #mount: HTMLElement;
  readonly #name: string;
  readonly #run: HTMLButtonElement;
  readonly #reset: HTMLButtonElement;
  readonly #status: HTMLElement;
  readonly #editor: Editor;
  #original: string;
  #patience = 0;
  #stamp: string | undefined;
  #chosen: number | undefined;
  #answered: number | undefined;
  #touched = false; // the reader has typed in this visit
  #waiting = false; // Run was pressed before Python was there
  #pause: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(mount: HTMLElement, data: Data) {
    mount.innerHTML = data.html;
    this.#mount = mount;
    this.#name = data.name;
    this.#original = data.original;
    this.#run = one<HTMLButtonElement>(mount, "[data-run]");
    this.#reset = one<HTMLButtonElement>(mount, "[data-reset]");
    this.#status = one(mount, "[data-status]");
    const parent = one(mount, "[data-editor]");
    this.#editor = new Editor({ parent, text: data.text, label: data.label, keys: this.#keys, onChange: this.#typed });
    one(mount, "[data-static]").remove(); // what stood there for pages without a script
    one(mount, "[data-bar]").hidden = false;
    parent.addEventListener("focusout", (event) => this.#left(event.relatedTarget));
    this.#run.addEventListener("click", () => this.#send());
    this.#reset.addEventListener("click", () => {
      this.#editor.replace(this.#original); // undo brings the reader's own text back
      this.#editor.focus();
    });
  }

  update(data: Data): void {
    this.#original = data.original;
    this.#run.disabled = data.read_only;
    this.#patience = data.patience;
    this.#editor.readOnly = data.read_only;
    // Another tab's text or a new edition; what was typed in this visit gives way only to what the reader has chosen.
    const chosen = data.chosen !== this.#chosen;
    const another = this.#stamp !== undefined && data.stamp !== this.#stamp;
    if (another && (chosen || !this.#touched)) this.#takeOver(data.text);
    this.#stamp = data.stamp;
    this.#chosen = data.chosen;
    if (data.answered !== this.#answered) this.#answer(data);
    if (isLive(this.#mount)) this.#settleDraft(data.text);
    this.#showState();
  }

  /** Hand Python what was typed: at the latest when the reader turns to something else, for a link may take the page away
      before the pause is over. */
  tell(): void {
    this.#stopPause();
    if (isLive(this.#mount)) this.setStateValue("text", this.#editor.text);
  }

  get #keys() {
    const run = () => {
      this.#send();
      return true;
    };
    const leave = () => {
      (this.#run.disabled ? this.#reset : this.#run).focus();
      return true;
    };
    return [
      { key: "Mod-Enter", run, preventDefault: true },
      { key: "Escape", run: leave },
    ];
  }

  // --- typing --------------------------------------------------------------------------------------------------------

  readonly #typed = () => {
    this.#touched = true;
    this.#stopPause();
    const live = isLive(this.#mount);
    if (live) {
      unsent.add(this);
      this.#pause = setTimeout(() => this.tell(), PAUSE);
    }
    const answered = this.#isRunning ? this.#answered : undefined;
    const waiting = live ? undefined : this.#waiting || undefined;
    keepDraft(this.#name, this.#original, { text: this.#editor.text, waiting, answered });
    this.#showState();
  };

  /** The editor has lost the focus. */
  #left(next: EventTarget | null): void {
    if ((next instanceof Node && this.#mount.contains(next)) || !unsent.has(this)) return;
    // Whoever follows a link gets the draft back; Streamlit would draw an empty page if both came to it together.
    if (towardsLink || (next instanceof Element && next.closest("a"))) clearTimeout(this.#pause);
    else this.tell();
  }

  #showState(): void {
    this.#reset.disabled = this.#editor.text === this.#original;
  }

  #stopPause(): void {
    clearTimeout(this.#pause);
    unsent.delete(this);
  }

  // --- running -------------------------------------------------------------------------------------------------------

  get #isRunning(): boolean {
    return this.#mount.hasAttribute("data-running");
  }

  #send(): void {
    if (this.#run.disabled || this.#isRunning) return;
    this.#stopPause();
    const text = this.#editor.text;
    if (!isLive(this.#mount)) {
      this.#waiting = true;
      asked.add(this.#name);
      keepDraft(this.#name, this.#original, { text, waiting: true });
      this.#status.textContent = "Python is starting. This runs as soon as it is there.";
      return;
    }
    keepDraft(this.#name, this.#original, { text, answered: this.#answered });
    this.#mount.setAttribute("data-running", "");
    this.#status.textContent = "Running …";
    this.#watchdog = setTimeout(() => this.#giveUp(), this.#patience);
    this.setTriggerValue("run", text);
  }

  /* Python stops code that takes too long by itself. Only a single call that never comes back, deep inside compiled code
     and in the browser's own Python, can hold it: then the way on is a fresh Python, and the draft brings the text back. */
  #giveUp(): void {
    this.#mount.removeAttribute("data-running");
    this.#status.textContent = "Python does not answer. Your text is kept. ";
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "hl-button", textContent: "Start Python anew" });
    button.addEventListener("click", () => location.reload());
    this.#status.append(button);
  }

  /** A run was answered, or the cell is drawn for the first time. */
  #answer(data: Data): void {
    const first = this.#answered === undefined;
    this.#answered = data.answered;
    clearTimeout(this.#watchdog);
    this.#mount.removeAttribute("data-running");
    const draft = first && isLive(this.#mount) ? readDraft(this.#name, data.original, data.begun ?? 0) : null;
    this.#status.textContent = data.answered ? data.status : "";
    this.#editor.wrongLine = data.wrong_line;
    const interrupted = draft?.answered !== undefined && data.answered !== draft.answered + 1;
    if (draft && (draft.text !== data.text || draft.waiting || interrupted)) this.#takeUp(draft);
  }

  // --- texts that come from elsewhere --------------------------------------------------------------------------------

  #takeUp(draft: Draft): void {
    this.#editor.replace(draft.text);
    if (draft.waiting && asked.delete(this.#name)) {
      setTimeout(() => this.#whenIdle(() => this.#send()), 1000);
      return;
    }
    this.setStateValue("text", draft.text);
    if (draft.waiting) this.#status.textContent = "This is what you typed before. It has not been run.";
    else if (draft.answered !== undefined) {
      this.#status.textContent = "The last run was interrupted. Your text is as you left it.";
    }
  }

  /** What Python has just sent is nothing that was typed. */
  #takeOver(text: string): void {
    this.#editor.replace(text);
    this.#forget();
    this.#touched = false;
  }

  /** Python has kept it, or has run it. */
  #settleDraft(text: string): void {
    if (this.#editor.text === text && !this.#isRunning) this.#forget();
  }

  #forget(): void {
    this.#stopPause();
    dropDraft(this.#name);
  }

  /** A press that comes while the page is still being drawn for the first time can get lost. */
  #whenIdle(act: () => void): void {
    const app = this.#mount.closest<HTMLElement>('[data-testid="stApp"]');
    if (app?.dataset.testScriptState === "notRunning") act();
    else if (this.#mount.isConnected) setTimeout(() => this.#whenIdle(act), 300);
  }
}
