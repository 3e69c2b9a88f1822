/* Puts a button at each figure of the page, as soon as it is drawn and whenever it is drawn anew. */

import { all } from "../dom.ts";
import { PREFIX } from "./links.ts";

const FIGURES = `[data-testid=stMain] [class*="${PREFIX}"]`;
const DRAWN = ".hl-figure, [data-testid=stVegaLiteChart], canvas";

function put(): void {
  for (const figure of all(document, FIGURES)) {
    if (figure.querySelector(":scope > .hl-elsewhere") || !figure.querySelector(DRAWN)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "hl-elsewhere";
    button.textContent = "Show elsewhere";
    // Few readers press it: what the card needs comes when one does.
    button.addEventListener("click", async () => (await import("./card.ts")).open(figure));
    figure.append(button);
  }
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
