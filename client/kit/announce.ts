/* What has just ended is said once, in a place that stays: a region that is itself redrawn is not read out. */

import { all } from "../dom.ts";

const said = document.createElement("div");
said.className = "hl-hidden-words";
said.setAttribute("role", "status");
said.style.top = "0";
const told = new WeakMap<HTMLElement, string>(); // element -> what was said of it

export function announce(): void {
  if (!said.isConnected) document.body.append(said);
  for (const element of all(document, "[data-announce]")) {
    const words = element.dataset.announce ?? "";
    if (words !== said.textContent && told.get(element) !== words) said.textContent = words;
    told.set(element, words);
  }
}
