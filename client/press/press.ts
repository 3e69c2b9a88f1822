/* What the press has Chromium do to a page of the built site (press/printed.py): stills of its figures, their codes, and
   the page as a chapter of an EPUB. */

import { all, one } from "../dom.ts";
import { qrSvg } from "../elsewhere/code.ts";
import { addressOf, nameOf, PREFIX } from "../elsewhere/links.ts";

export { chapter } from "./chapter.ts";

const FIGURE = ".hl-figure, .hl-chart";

/** Put the page in the state in which it is printed. url: the page's address where the book stands; "": unknown. */
export async function arrange(url: string): Promise<void> {
  for (const button of all(document, ".hl-elsewhere")) button.remove();
  // A film ends with what it is about; its first frame is a network that has learned nothing.
  for (const dial of all<HTMLInputElement>(document, ".hl-film [data-dial]")) {
    dial.value = dial.max;
    dial.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (url) for (const container of all(document, `[data-testid=stMain] [class*="${PREFIX}"]`)) putCode(container, url);
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  await document.fonts.ready;
}

/** Where the figure can be touched, as a code and as words. */
function putCode(container: HTMLElement, url: string): void {
  if (!container.querySelector(FIGURE)) return;
  const address = addressOf(nameOf(container), url);
  const place = document.createElement("a");
  place.className = "press-code";
  place.href = address;
  place.innerHTML = qrSvg(address);
  const words = document.createElement("span");
  words.textContent = `Touch it: ${address.replace(/^https?:\/\//, "")}`;
  place.append(words);
  container.append(place);
}

/** The words of the page's first heading. */
export function title(): string {
  return one(document, "[data-testid=stMain] h1").textContent?.trim() ?? "";
}
