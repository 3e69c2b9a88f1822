// Stands at the end of each page's body: of an address with ?only=… nothing but that figure is shown. The head has kept
// the page unseen until here (hl-only). Python will draw the same (lessons/single.py).

import { all, one } from "../dom.ts";
import { nameOf, PREFIX } from "../elsewhere/links.ts";

const asked = new URLSearchParams(location.search).get("only");
if (asked !== null) trim(asked.replace(/^[\s"'“‘<([]+|[\s"'”’>)\].,;:!?]+$/g, ""));

function trim(name: string): void {
  const block = one(document, "#prerendered [data-testid=stMainBlockContainer] > .stVerticalBlock");
  const figures = all(block, `[class*="${PREFIX}"]`);
  const single = document.createElement("div");
  single.className = "stVerticalBlock st-key-only";
  single.style.setProperty("--gap", "1rem");
  single.append(figures.find((figure) => nameOf(figure) === name) ?? refusal(name, figures.map(nameOf)));
  block.replaceChildren(single);
  one(document, "#prerendered").classList.add("hl-trimmed");
}

function refusal(name: string, names: string[]): HTMLElement {
  const words = document.createElement("p");
  words.className = "hl-refusal";
  words.textContent = `There is no figure “${name.slice(0, 60)}” on this page. An address can ask for: ${names.join(", ")}.`;
  return words;
}
