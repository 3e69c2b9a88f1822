/* Keys for finding one's way: / to the search, n and p to the next page and the one before, ? for what keys there are. None is
   heard while something is typed, and a reader whose tools use single letters can switch all of them off. */

import { all, isPlain, one } from "../dom.ts";
import { type Arguments, component, mountOf } from "../streamlit.ts";

const OFF = "hidden-layers-keys-off";
const TYPED_IN =
  "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable], .cm-editor, [role=combobox], [role=listbox]";

const ACTIONS: Record<string, () => void> = { "/": search, n: () => turn("after"), p: () => turn("before"), "?": help };

/** What a key that is pressed on this part of a page asks for; typing asks for nothing. */
export function actionOf(event: Pick<KeyboardEvent, "key" | "repeat" | "target">, off: boolean): string | undefined {
  const { key, repeat, target } = event;
  if (off || repeat || !Object.hasOwn(ACTIONS, key)) return undefined;
  return target !== null && "closest" in target && (target as Element).closest(TYPED_IN) ? undefined : key;
}

function search(): void {
  const field = document.querySelector<HTMLElement>(".st-key-search input");
  // On a phone the side bar is closed.
  if (!field?.checkVisibility() || field.getBoundingClientRect().right <= 0) {
    document.querySelector<HTMLElement>("[data-testid=stExpandSidebarButton], .hl-open-contents")?.click();
  }
  requestAnimationFrame(() => document.querySelector<HTMLElement>(".st-key-search input")?.focus());
}

function turn(way: "after" | "before"): void {
  const link = document.querySelector<HTMLElement>(`.st-key-way-${way} a`);
  // The cover has none: its first lesson follows.
  const first = way === "after" && !document.querySelector(".st-key-way-on");
  (link ?? (first ? all(document, ".st-key-contents [data-testid=stPageLink] a")[1] : undefined))?.click();
}

function help(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog.hl-keys") ?? document.body.appendChild(built());
  one<HTMLInputElement>(dialog, "input").checked = !isOff();
  dialog.showModal();
}

function built(): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "hl-keys";
  dialog.setAttribute("aria-labelledby", "hl-keys-title");
  dialog.innerHTML = `<h2 id="hl-keys-title">Keys</h2>
    <dl>
      <dt><kbd>/</kbd></dt><dd>Search the book</dd>
      <dt><kbd>n</kbd></dt><dd>The next page</dd>
      <dt><kbd>p</kbd></dt><dd>The page before</dd>
      <dt><kbd>?</kbd></dt><dd>These keys</dd>
    </dl>
    <p>In figures: the arrow keys go from number to number and from step to step, Enter chooses, Esc lets go.</p>
    <label><input type="checkbox"> Use the keys <kbd>/</kbd> <kbd>n</kbd> <kbd>p</kbd> <kbd>?</kbd></label>
    <form method="dialog"><button>Close</button></form>`;
  one(dialog, "input").addEventListener("change", ({ target }) => keep(!(target as HTMLInputElement).checked));
  return dialog;
}

/* A browser that keeps nothing forgets it with the page. */
let off: boolean | undefined;

function isOff(): boolean {
  try {
    off ??= localStorage.getItem(OFF) !== null;
  } catch {
    off ??= false;
  }
  return off;
}

function keep(now: boolean): void {
  off = now;
  try {
    if (now) localStorage.setItem(OFF, "");
    else localStorage.removeItem(OFF);
  } catch {}
}

function heard(event: KeyboardEvent): void {
  if (event.defaultPrevented || !isPlain(event) || document.querySelector("dialog[open], [role=dialog]")) return;
  const key = actionOf(event, isOff());
  if (key === undefined) return;
  event.preventDefault(); // or the slash would be typed into the field that it leads to
  ACTIONS[key]?.();
}

export default component(import.meta.url, ({ data, parentElement }: Arguments<{ html: string }>) => {
  const mount = mountOf(parentElement);
  if (!mount.querySelector("button")) mount.innerHTML = data.html;
  one(mount, "button").onclick = help;
  document.addEventListener("keydown", heard); // once: it is the same function
});
