/* What a card over the page is made of. */

import { all } from "../dom.ts";

const EDGES = 2; // pixels: the two lines around a text

/** Open a card: a heading, what is on it, and a row of buttons that ends with Close. label: what it is called. */
export function openCard(label: string, heading: string, parts: HTMLElement[], buttons: HTMLElement[]): void {
  const card = element("dialog");
  card.className = "hl-elsewhere-card";
  card.setAttribute("aria-label", label);
  card.append(
    element("h2", heading),
    ...parts,
    row(
      ...buttons,
      button("Close", () => card.close()),
    ),
  );
  card.addEventListener("close", () => card.remove());
  card.addEventListener("click", (event) => {
    if (event.target === card) card.close(); // beside it
  });
  // The page is light or dark below Streamlit's root, and the card is beside it.
  card.style.colorScheme = getComputedStyle(document.querySelector(".hl-elsewhere") ?? document.body).colorScheme;
  document.body.append(card);
  card.showModal();
  for (const area of all<HTMLTextAreaElement>(card, "textarea")) area.style.height = `${area.scrollHeight + EDGES}px`;
}

export function element<Name extends keyof HTMLElementTagNameMap>(name: Name, words = ""): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

export function button(words: string, act: () => unknown): HTMLButtonElement {
  const made = element("button", words);
  made.type = "button";
  made.className = "hl-button";
  made.addEventListener("click", act);
  return made;
}

function row(...parts: HTMLElement[]): HTMLElement {
  const made = element("p");
  made.className = "hl-row";
  made.append(...parts);
  return made;
}

/** A text to be copied. */
export function field(words: string, text: string): HTMLElement[] {
  const label = element("label", words);
  const area = element("textarea");
  area.readOnly = true;
  area.rows = 1; // until the card is open
  area.value = text;
  area.translate = false;
  label.append(area);
  const copy = button("Copy", async () => {
    area.select();
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Marked: copy it with the keyboard"; // a frame may not write to the clipboard
    }
  });
  return [label, copy];
}
