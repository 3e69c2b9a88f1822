/* What opens at a figure's button: its link, a frame, a QR code and, where it is a drawing, a picture of it. */

import { qrSvg } from "./code.ts";
import { button, element, field, openCard } from "./dialog.ts";
import { addressOf, frameOf, nameOf } from "./links.ts";
import { pictureOf, pngOf, save } from "./picture.ts";

const MOST_IN_A_CODE = 1200; // characters; a telephone cannot read a larger code from a screen
const FRAME = 48; // pixels around a figure in a frame

/** Open the card of the figure in this container. */
export function open(container: HTMLElement): void {
  const address = addressOf(nameOf(container), location.href);
  const title = `A figure of ${document.title}`;
  openCard(
    "This figure elsewhere",
    "This figure in another page",
    [
      ...field("Link", address),
      ...field("Frame, for a page, a platform or slides", frameOf(address, title, container.offsetHeight + FRAME)),
      ...code(address),
    ],
    files(address, container),
  );
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
  const picture = pictureOf(container);
  const saved = fits(address)
    ? [button("QR code as SVG", () => save(svgFile(qrSvg(address)), `${name}-link.svg`))]
    : [];
  if (!picture) return saved;
  const png = button("Picture as PNG", async () => {
    try {
      save(await pngOf(await picture.svg()), `${name}.png`);
    } catch {
      png.textContent = "This browser makes no PNG of it: take the SVG"; // a browser may let no page read a picture of HTML
    }
  });
  return [
    ...saved,
    button("Picture as SVG", async () => save(svgFile(await picture.svg()), `${name}.svg`)),
    png,
    ...(picture.html ? [element("span", "For slides take the PNG: the SVG of this figure is for browsers.")] : []),
  ];
}
