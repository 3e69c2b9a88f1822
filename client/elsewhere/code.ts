/* An address as a QR code. */

import { generate } from "lean-qr";

const QUIET = 4; // modules of white around it, which the standard asks for

/** The path of its dark modules, one square each, and the width of the whole in modules. */
export function qrCode(text: string): { path: string; size: number } {
  const code = generate(text);
  const parts: string[] = [];
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) parts.push(`M${x + QUIET} ${y + QUIET}h1v1h-1z`);
  }
  return { path: parts.join(""), size: code.size + 2 * QUIET };
}

/** The same as an SVG document: black on white, also on a dark page. */
export function qrSvg(text: string): string {
  const { path, size } = qrCode(text);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`
  );
}
