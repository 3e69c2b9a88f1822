/* What opens at a figure's button: its link, a frame, a QR code and, where it is a drawing, a picture of it. */

import { qrSvg } from "./code.ts";
import { addressOf, frameOf, nameOf } from "./links.ts";
import { drawingOf, pngOf, save, svgOf } from "./picture.ts";

const MOST_IN_A_CODE = 1200; // characters; a telephone cannot read a larger code from a screen
const FRAME = 48; // pixels around a figure in a frame

/** Open the card of the figure in this container. */
export function open(container: HTMLElement): void {
  const card = document.createElement("dialog");
  card.className = "hl-elsewhere-card";
  card.setAttribute("aria-label", "This figure elsewhere");
  const address = addressOf(nameOf(container), location.href);
  const title = `A figure of ${document.title}`;
  card.append(
    element("h2", "This figure in another page"),
    ...field("Link", address),
    ...field("Frame, for a page, a platform or slides", frameOf(address, title, container.offsetHeight + FRAME)),
    ...code(address),
    row(
      ...files(address, container),
      button("Close", () => card.close()),
    ),
  );
  card.addEventListener("close", () => card.remove());
  card.addEventListener("click", (event) => {
    if (event.target === card) card.close(); // beside it
  });
  document.body.append(card);
  card.showModal();
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, words = ""): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

function button(words: string, act: () => unknown): HTMLButtonElement {
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
function field(words: string, text: string): HTMLElement[] {
  const label = element("label", words);
  const area = element("textarea");
  area.readOnly = true;
  area.rows = Math.min(5, Math.ceil(text.length / 52));
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

const fits = (address: string) => address.length <= MOST_IN_A_CODE;

function code(address: string): HTMLElement[] {
  if (!fits(address)) return [element("p", "The numbers of this address are too many for a QR code.")];
  const place = element("div");
  place.innerHTML = qrSvg(address);
  return [place];
}

const svgFile = (svg: string) => new Blob([svg], { type: "image/svg+xml" });

/** Buttons for what can be taken along as a file. */
function files(address: string, container: HTMLElement): HTMLElement[] {
  const name = nameOf(container);
  const drawing = drawingOf(container);
  const saved = fits(address)
    ? [button("QR code as SVG", () => save(svgFile(qrSvg(address)), `${name}-link.svg`))]
    : [];
  if (!drawing) return saved;
  return [
    ...saved,
    button("Picture as SVG", () => save(svgFile(svgOf(drawing)), `${name}.svg`)),
    button("Picture as PNG", async () => save(await pngOf(svgOf(drawing)), `${name}.png`)),
  ];
}
