// Streamlit's page takes the prerendered one's place: scroll position, focus and a running text selection stay.

import { all, one } from "../dom.ts";
import type { ToWorker } from "../messages.ts";
import { atLeisure, drawn, MAIN, PARTS, painted, STATE } from "../upstream/drawn.ts";

const REST = 3000; // ms after the start; offline.ts waits as long
const prerendered = one(document, "#prerendered");

/** idle: Python has answered what was done last. */
export function takeOverWhenDrawn(app: HTMLElement, idle: () => Promise<void>): void {
  let swapping = false;
  const consider = async () => {
    if (swapping || !drawn(app) || isMarking()) return;
    swapping = true;
    await document.fonts.ready;
    const hasRedone = await site.prepare(app, idle);
    if (!hasRedone) await painted(); // what Streamlit measures after drawing has settled; else that was long ago
    if (isMarking()) {
      swapping = false; // the reader has begun meanwhile; nothing is prepared twice
      return;
    }
    observer.disconnect();
    document.removeEventListener("selectionchange", consider);
    takeOver(app, idle);
  };
  const observer = new MutationObserver(consider);
  const options = { subtree: true, childList: true, attributes: true, attributeFilter: [STATE] };
  observer.observe(app, options);
  document.addEventListener("selectionchange", consider);
  prerendered.addEventListener("toggle", consider, true);
}

/** A reader who is marking words or choosing a lesson keeps the page under the pointer; the swap waits for the end of it. */
function isMarking(): boolean {
  const selection = getSelection();
  const isOpen = prerendered.querySelector("nav[popover]")?.matches(":popover-open"); // a phone's contents
  return isOpen || (selection !== null && !selection.isCollapsed && prerendered.contains(selection.anchorNode));
}

function takeOver(app: HTMLElement, idle: () => Promise<void>): void {
  const from = one(prerendered, MAIN);
  const to = one(app, MAIN);
  const active = document.activeElement;
  const focused = active instanceof HTMLElement && prerendered.contains(active) ? active : null;
  const { scrollTop } = from;
  readOn(from, to);
  const twin = focused && (site.focusable(focused, app) ?? counterpart(focused, app));
  app.inert = false;
  prerendered.remove();
  one(document, "#waking").hidden = true;
  twin?.focus({ preventScroll: true });
  const tell = (message: ToWorker) => site.worker.postMessage(message);
  void site.replay(app, focused, idle).then(async () => {
    performance.mark("book:replayed");
    await atLeisure(REST);
    tell("book:replayed");
  });
  if (!scrollTop && location.hash) {
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }
  performance.mark("book:awake");
  // The first seconds belong to what the reader wants to do at once; then the loader fetches what no page begins with.
  setTimeout(() => tell("book:rest"), REST);
}

/**
 * The new page shows what is being read at the same place. The parts before it need not be as high as they were: those that
 * were passed over were not laid out.
 */
function readOn(from: HTMLElement, to: HTMLElement): void {
  if (!from.scrollTop) return;
  to.scrollTop = from.scrollTop;
  const parts = partsOf(from);
  const twins = partsOf(to);
  if (parts.length !== twins.length) return;
  const fromEdge = parts.map((part) => Math.abs(topOf(part)));
  const read = fromEdge.indexOf(Math.min(...fromEdge));
  if (!(fromEdge[read]! < innerHeight)) return; // none begins in view: one may be longer than the window
  const lower = topOf(twins[read]!) - topOf(parts[read]!);
  if (Math.abs(lower) >= 1) to.scrollTop += lower;
}

const topOf = (part: Element) => part.getBoundingClientRect().top;

/** Without the first, which may stick to the window's edge, and those of Streamlit's page that only hold a script. */
const partsOf = (main: HTMLElement) => [...one(main, PARTS).children].filter((part) => part.clientHeight).slice(1);

/** The same link, heading or figure part on Streamlit's page: the one of the same kind and words, at the same place. */
function counterpart(element: HTMLElement, app: HTMLElement): HTMLElement | undefined {
  const alike = (place: HTMLElement) =>
    all(place, element.tagName).filter((other) => other.textContent === element.textContent);
  return alike(app)[alike(prerendered).indexOf(element)];
}
