/* Finding parts of a page. */

/** What scrolls sideways, if it has to: frames of what is wide, and on a phone rows of matrices and of pictures. */
export const FRAMES = ".hl-scroll, .hl-row, .hl-side, .hl-moves";

/** All parts that match, in the order of the page. */
export function all<T extends Element = HTMLElement>(root: ParentNode, selector: string): T[] {
  return [...root.querySelectorAll<T>(selector)];
}

/** The part that matches; Python has written it, so that it is there. */
export function one<T extends Element = HTMLElement>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`the page has no ${selector} here`);
  return found;
}

/** The part around an event's target that matches, if there is one. */
export function around<T extends Element = HTMLElement>(event: Event, selector: string): T | null {
  return event.target instanceof Element ? event.target.closest<T>(selector) : null;
}

/** Whether an event's target matches. */
export function isOn(event: Event, selector: string): boolean {
  return event.target instanceof Element && event.target.matches(selector);
}

/** The data- attributes of an event's target. */
export function dataOf(event: Event): DOMStringMap {
  return event.target instanceof HTMLElement || event.target instanceof SVGElement ? event.target.dataset : {};
}

/** A key with Alt, Control or Command is the browser's or the system's. */
export function isPlain(event: KeyboardEvent): boolean {
  return !event.altKey && !event.ctrlKey && !event.metaKey;
}

/** The words of an attribute. */
export function words(text: string | undefined): string[] {
  return text ? text.split(" ") : [];
}

/** Only what changes is written: a film is drawn many times a second. */
export function write(element: Element, text: string): void {
  const node = element.firstChild;
  if (!(node instanceof Text) || node.nextSibling) element.textContent = text;
  else if (node.data !== text) node.data = text;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
