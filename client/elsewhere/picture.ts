/* The drawing of a figure as a picture of its own, as it looks now. */

import { all } from "../dom.ts";

const SMALLEST = 100; // pixels; what is narrower is an icon
const SHARP = 2; // pixels of a PNG for each of the page's
const MOST_OF_IT = 0.35; // of a figure's room: a drawing that takes so much is what the figure shows

/** What of a figure is a drawing: the largest that is seen, if there is one. */
export function drawingOf(figure: Element): SVGSVGElement | undefined {
  const area = (drawing: SVGSVGElement) => drawing.clientWidth * drawing.clientHeight;
  return all<SVGSVGElement>(figure, "svg")
    .filter((one) => one.clientWidth >= SMALLEST && one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !one.closest(".katex, .hl-elsewhere-card"))
    .sort((one, other) => area(other) - area(one))[0];
}

/** The present picture of a figure as SVG: its drawing where that is most of it, else all that the figure is made of. */
export function pictureOf(container: Element): { html: boolean; svg: () => Promise<string> } | undefined {
  const area = (part: Element) => part.clientWidth * part.clientHeight;
  const drawing = drawingOf(container);
  const figure = all(container, ".hl-figure").find((one) => one.checkVisibility({ visibilityProperty: true }));
  if (drawing && (!figure || area(drawing) >= MOST_OF_IT * area(figure))) {
    return { html: false, svg: async () => svgOf(drawing) };
  }
  return figure && { html: true, svg: async () => (await import("./page_picture.ts")).pageSvgOf(figure) };
}

// What styles a drawing; the page's styles do not go with it.
const KEPT = [
  ...["fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"],
  ...["stroke-linecap", "stroke-linejoin", "opacity", "visibility", "display", "color", "marker-end", "marker-start"],
  ...["font-family", "font-size", "font-style", "font-weight", "text-anchor", "dominant-baseline", "letter-spacing"],
  ...["paint-order", "vector-effect", "transform", "transform-box", "transform-origin"],
];

/** The drawing as an SVG document that needs no page around it. */
export function svgOf(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const parts = all<SVGElement>(copy, "*");
  all<SVGElement>(drawing, "*").forEach((part, at) => {
    const seen = getComputedStyle(part);
    const written = KEPT.map((name) => `${name}:${seen.getPropertyValue(name)}`).join(";");
    parts[at]?.setAttribute("style", written);
  });
  const { clientWidth: width, clientHeight: height } = drawing;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const { color, fontFamily, fontSize } = getComputedStyle(drawing);
  copy.setAttribute(
    "style",
    `background:${paper(drawing)};color:${color};font-family:${fontFamily};font-size:${fontSize}`,
  );
  for (const part of all(copy, "[data-say], [tabindex]")) part.removeAttribute("tabindex");
  return new XMLSerializer().serializeToString(copy);
}

/** The colour of the page below it. */
export function paper(drawing: Element): string {
  for (let at: Element | null = drawing; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!/^(transparent|rgba\(0, 0, 0, 0\))$/.test(backgroundColor)) return backgroundColor;
  }
  return "white";
}

/** The same as PNG. */
export async function pngOf(svg: string): Promise<Blob> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.width * SHARP;
  canvas.height = picture.height * SHARP;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture came of it"))), "image/png");
  });
}

/** Hand a file to the reader. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
