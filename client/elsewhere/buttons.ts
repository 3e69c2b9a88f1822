/* Puts a button at each figure, as soon as it is drawn and whenever it is drawn anew, and one at the page's end. */

import { all } from "../dom.ts";
import { PREFIX } from "./links.ts";

const FIGURES = `[data-testid=stMain] [class*="${PREFIX}"]`;
const DRAWN = ".hl-figure, [data-testid=stVegaLiteChart], canvas";

const PAGES = "[data-testid=stMain] [data-testid=stMainBlockContainer]:not(:has(.st-key-only))";

function put(): void {
  for (const figure of all(document, FIGURES)) {
    if (figure.querySelector(DRAWN))
      putOne(figure, "Show elsewhere", async () => (await import("./card.ts")).open(figure));
  }
  for (const page of all(document, PAGES)) {
    putOne(page, "Cite this page", async () => (await import("./cite.ts")).open());
  }
}

/** A button as the last thing of a place that has none. Few readers press it: what its card needs comes when one does. */
function putOne(place: HTMLElement, words: string, open: () => void): void {
  if (place.querySelector(":scope > .hl-elsewhere")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "hl-elsewhere";
  button.textContent = words;
  button.addEventListener("click", open);
  place.append(button);
}

/** Begin; what is returned ends it. The site's page and Streamlit's component may both have begun. */
export function watchFigures(): () => void {
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      put();
    });
  };
  put();
  const observer = new MutationObserver(soon);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
}
