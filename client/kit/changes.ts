/* Marks for a moment what a change of the reader's network has altered on the page, and tells it once. What the page showed
   before is read when the reader touches a control; the change may come from any, and its answer in several parts. */

import { all } from "../dom.ts";
import { type Arguments, component, isRunning } from "../streamlit.ts";

interface Data {
  /** The network in one line. */
  words: string;
  network: Record<string, string>;
}

/** What a figure shows: all of its words, and those of each entry of its matrices and tables. */
interface Shown {
  whole: string;
  entries: string[];
}

const FIGURES = "[data-testid=stMain] :is(.hl-figure, [data-testid=stVegaLiteChart])";
const REST = 250; // milliseconds without a run of Python: the answer is complete
const LONG = 2000; // that a mark stays

let before = new Map<string, Shown>();
let network = "";
let said: HTMLElement | undefined;
let waiting = 0;

/** A figure by the key of its widget, and its place there: a figure that is redrawn is another element. */
function figures(): Map<string, HTMLElement> {
  const found = new Map<string, HTMLElement>();
  for (const figure of all(document, FIGURES)) {
    const around = figure.closest("[class*=st-key-]");
    const key = [...(around?.classList ?? [])].find((name) => name.startsWith("st-key-")) ?? "";
    let place = 0;
    while (found.has(`${key} ${place}`)) place += 1;
    found.set(`${key} ${place}`, figure);
  }
  return found;
}

/** A chart has its words and its lines on a canvas. */
const drawn = (figure: Element) =>
  figure.matches("[data-testid=stVegaLiteChart]")
    ? all<HTMLCanvasElement>(figure, "canvas")
        .map((canvas) => canvas.toDataURL())
        .join(" ")
    : "";

const entriesOf = (figure: Element) => all(figure, "td");
export const shown = (figure: Element): Shown => ({
  whole: (figure.textContent ?? "") + drawn(figure),
  entries: entriesOf(figure).map((entry) => entry.textContent ?? ""),
});

function read(): void {
  if (!waiting) before = new Map([...figures()].map(([key, figure]) => [key, shown(figure)]));
}

/** Which entries differ, if there are as many as before. */
export function differing(old: string[], now: string[]): number[] {
  if (old.length !== now.length) return [];
  return now.flatMap((words, place) => (words === old[place] ? [] : [place]));
}

export function sentence(words: string, many: number): string {
  const figures = many ? `${many} figure${many > 1 ? "s" : ""} changed. ` : "";
  return `${figures}Your network: ${words}`;
}

function compare(words: string): void {
  let many = 0;
  for (const [key, figure] of figures()) {
    const [old, now] = [before.get(key), shown(figure)];
    if (old === undefined || old.whole === now.whole) continue;
    many += 1;
    const entries = entriesOf(figure);
    const parts = differing(old.entries, now.entries).flatMap((place) => entries[place] ?? []);
    for (const part of [figure, ...parts]) mark(part);
  }
  said?.setAttribute("data-announce", sentence(words, many));
  keepFocus();
}

const BAR = "[class*=st-key-network-panel-bar] button";
let pressed: HTMLButtonElement | null = null;

/** Undo that takes back the last change has itself switched off: who pressed it goes on from the button beside it. */
function keepFocus(): void {
  const lost = document.activeElement === document.body || document.activeElement === pressed;
  if (!pressed?.disabled || !lost) return;
  all<HTMLButtonElement>(document, BAR)
    .find((button) => !button.disabled)
    ?.focus({ preventScroll: true });
}

function mark(part: HTMLElement): void {
  part.classList.add("hl-altered");
  setTimeout(() => part.classList.remove("hl-altered"), LONG);
}

/** When Python has been at rest for a while. */
function whenAtRest(then: () => void): void {
  clearTimeout(waiting);
  let rested = performance.now();
  const look = () => {
    if (isRunning()) rested = performance.now();
    if (performance.now() - rested < REST) {
      waiting = setTimeout(look, 50);
      return;
    }
    waiting = 0;
    then();
  };
  look();
}

const CONTROLS = ".stElementContainer, [role=listbox]";

function note(event: Event): void {
  const { target } = event;
  if (target instanceof Element) pressed = target.closest<HTMLButtonElement>(BAR);
  if (target instanceof Element && target.closest(CONTROLS) && !target.closest(".cm-editor, textarea")) read();
}

export default component(import.meta.url, ({ data, parentElement }: Arguments<Data>) => {
  said = parentElement;
  const now = JSON.stringify(data.network);
  if (network && network !== now) whenAtRest(() => compare(data.words));
  network = now;
  for (const type of ["pointerdown", "keydown"]) document.addEventListener(type, note, true);
  return () => {
    for (const type of ["pointerdown", "keydown"]) document.removeEventListener(type, note, true);
  };
});
