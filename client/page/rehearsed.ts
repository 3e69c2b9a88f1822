// Answers the reader's first act before Python is there, with what the builder got when it did the same
// (site_builder/collect/rehearse.py). Whoever acts again waits for Python, unless it is the same control that is moved on.

import { all } from "../dom.ts";
import { markWhatIsNoProse } from "../kit/translated.ts";
import { drawn, painted, pause } from "../upstream/drawn.ts";
import { type Control, wholeOf } from "../upstream/twins.ts";
import { formName, nameOf, standing } from "./acts.ts";
import { Patch } from "./patch.ts";
import { type Change, Rehearsal } from "./rehearsal.ts";

// Figures whose scripts keep to themselves what is done there. Any other may tell Python, so what follows is no first act.
const SILENT = /\/(figure|film)-\w+\.js$/;
// ms of rest after which Streamlit's page will not say anything else: a slow machine's Python begins late.
const LONGEST = 5000;
const MOST_AROUND = 2_000_000; // letters of answers that are fetched because a neighbour was reached
const FORM = "[data-testid=stForm]";
const SEND = "[data-testid=stFormSubmitButton]";
const ANSWERED = "[data-asleep]:not([data-asleep=''])";
// What stands together: who has reached one of its controls is near the others.
const TOGETHER = "[class*='-panel'], .hl-expander";

export class Rehearsed {
  readonly #page: HTMLElement;
  readonly #files = new Map<string, Promise<Rehearsal | undefined>>();
  readonly #reached = new WeakSet<Element>(); // places whose controls are being asked for
  #patch: Patch | undefined;
  #subject: Element | undefined; // the control, or the form, that is answered for
  #latest = 0;
  #isOver = location.search !== ""; // an address with another network

  constructor(page: HTMLElement) {
    this.#page = page;
    for (const type of ["pointerover", "focusin"]) page.addEventListener(type, (event) => this.#reach(event));
    page.addEventListener("toggle", (event) => this.#reach(event), true);
    for (const type of ["click", "input", "keydown", "paste"]) {
      page.addEventListener(type, (event) => this.#listen(event), true);
    }
  }

  /** Nothing more is answered. What is shown stays. */
  end(): void {
    this.#isOver = true;
  }

  /** The controls that stand on the page as Python will have them. */
  answered(control: Control): boolean {
    return this.#patch !== undefined && this.#subject?.contains(control) === true;
  }

  /** Streamlit's page says the same, however long Python works; or it never will, because its last digits are others. */
  async saidBy(app: HTMLElement): Promise<void> {
    let worked = performance.now();
    while (this.#patch && performance.now() - worked < LONGEST) {
      if (!drawn(app)) worked = performance.now();
      else if (this.#patch.isSaidBy(app)) return;
      await pause(10);
    }
  }

  /** control was used, and `changed` are all that the reader has changed. Says whether the page shows the answer. */
  async answer(control: Control, changed: Iterable<Control>): Promise<boolean> {
    const subject = subjectOf(control);
    if (this.#isOver || !subject) return false;
    const others = [...changed].filter((other) => !subject.contains(other) && subjectOf(other));
    if (others.length || (this.#subject && this.#subject !== subject)) {
      this.end();
      return false;
    }
    this.#latest += 1;
    const mine = this.#latest;
    const file = control.dataset.asleep;
    const name = nameOfAct(subject);
    const coming = file && name !== undefined ? this.#fetch(file) : undefined;
    site.asked = coming;
    const rehearsal = await coming;
    const changes = rehearsal?.acts[name ?? ""];
    if (!this.#isMine(mine)) return false;
    if (!rehearsal || !changes) {
      this.#takeBack();
      return false;
    }
    const patch = new Patch(this.#page, rehearsal);
    try {
      await patch.ready(changes);
      if (!this.#isMine(mine)) return false;
      this.#show(patch, changes);
    } catch (error) {
      this.#giveUp(error);
      return false;
    }
    this.#subject = subject;
    return true;
  }

  /** What was answered is no answer to what the control says now. */
  #takeBack(): void {
    if (!this.#patch) return;
    this.#patch.undo();
    this.#patch = this.#subject = undefined;
    this.#settle();
  }

  /** The page is as at the start again, and Python will answer. */
  #giveUp(error: unknown): void {
    console.error("a rehearsed answer does not fit the page:", error);
    this.#patch = this.#subject = undefined;
    this.end();
  }

  #isMine(act: number): boolean {
    return act === this.#latest && !this.#isOver;
  }

  #show(patch: Patch, changes: Change[]): void {
    const focused = document.activeElement;
    const name = focused instanceof HTMLElement && this.#page.contains(focused) ? identity(focused) : undefined;
    this.#patch?.undo();
    this.#patch = patch;
    patch.makeSeen(changes);
    this.#settle();
    if (name && focused && !focused.isConnected)
      this.#page.querySelector<HTMLElement>(name)?.focus({ preventScroll: true });
    performance.mark("book:rehearsed");
    void painted().then(() => {
      try {
        patch.makeRest();
      } catch (error) {
        this.#giveUp(error);
        return;
      }
      this.#settle();
      performance.mark("book:rehearsed-whole");
    });
  }

  /** What came with a change is as what was there. */
  #settle(): void {
    for (const control of all<Control>(this.#page, "[data-asleep]:disabled")) control.disabled = false;
    markWhatIsNoProse();
  }

  /** The reader comes near: what may be asked for is fetched, and after that what stands beside it. */
  #reach({ target }: Event): void {
    if (this.#isOver || !(target instanceof Element)) return;
    for (const place of [".stElementContainer", FORM]) {
      const control = target.closest(place)?.querySelector<HTMLElement>(ANSWERED);
      if (control?.dataset.asleep) void this.#fetch(control.dataset.asleep);
    }
    void this.#fetchAround(target.closest(TOGETHER));
  }

  /** One after the other, so that what the reader asks for meanwhile has the line to itself; of large ones a few. */
  async #fetchAround(place: Element | null): Promise<void> {
    const controls = place ? all(place, ANSWERED).filter((control) => !control.closest("details:not([open])")) : [];
    if (!place || !controls.length || this.#reached.has(place)) return;
    this.#reached.add(place);
    let room = MOST_AROUND;
    for (const { dataset } of controls) {
      if (this.#latest || this.#isOver || room < 0) return; // it is known what is asked for
      const rehearsal = dataset.asleep ? await this.#fetch(dataset.asleep) : undefined;
      room -= rehearsal?.size ?? 0;
    }
  }

  #listen(event: Event): void {
    const { target } = event;
    if (!(target instanceof Element) || (event instanceof KeyboardEvent && event.key === "Tab")) return;
    const figure = target.closest<HTMLElement>("[data-script]");
    if (figure && !SILENT.test(figure.dataset.script ?? "")) this.end();
  }

  /** A file that does not come, or is none of ours, answers nothing. */
  #fetch(file: string): Promise<Rehearsal | undefined> {
    const known = this.#files.get(file);
    if (known) return known;
    const coming = fetch(`${site.root}${site.rehearsed}${file}.txt`)
      .then(async (answer) => (answer.ok ? new Rehearsal(await answer.text()) : undefined))
      .catch(() => undefined);
    this.#files.set(file, coming);
    return coming;
  }
}

/** What an act is about: a control, or all of a form when it is sent. Until then Python hears nothing of a form. */
function subjectOf(control: Element): HTMLElement | null {
  const form = control.closest<HTMLElement>(FORM);
  return form && !control.closest(SEND) ? null : (form ?? wholeOf(control));
}

function nameOfAct(subject: HTMLElement): string | undefined {
  if (!subject.matches(FORM)) return nameOf(standing(subject));
  const wholes = new Set(all(subject, `[data-asleep]:not(${SEND} *)`).map((part) => wholeOf(part)));
  const names = [...wholes].map((whole) => (whole ? nameOf(standing(whole)) : undefined));
  return names.includes(undefined) ? undefined : formName(names as string[]);
}

/** How a control is found again on the changed page. */
function identity(control: HTMLElement): string | undefined {
  const names = [...(control.closest(".stElementContainer")?.classList ?? [])];
  const key = names.find((name) => name.startsWith("st-key-"));
  return key && `.${CSS.escape(key)} ${control.localName}`;
}
