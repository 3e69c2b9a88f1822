/* The reader draws a guess over a picture, by pointer or by keyboard. */

import { all, clamp, one } from "../dom.ts";

export type Point = [x: number, y: number];

/** Where it may be drawn on. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The line after a key, or null if the key does nothing to it: up and down move the pen, right goes on, left goes back. */
export function afterKey(key: string, line: Point[], frame: Frame): Point[] | null {
  const [across, up] = [(frame.right - frame.left) / 20, (frame.bottom - frame.top) / 20];
  const begun: Point[] = line.length ? line : [[frame.left, (frame.top + frame.bottom) / 2]];
  const [x, y] = begun.at(-1)!;
  const moved = (by: number): Point[] => [...begun.slice(0, -1), [x, clamp(y + by, frame.top, frame.bottom)]];
  switch (key) {
    case "ArrowUp":
      return moved(-up);
    case "ArrowDown":
      return moved(up);
    case "ArrowRight":
      return x < frame.right - 1 ? [...begun, [x + across, y]] : begun;
    case "ArrowLeft":
      return begun.length > 1 ? begun.slice(0, -1) : begun;
    case "Escape":
      return [];
    default:
      return null;
  }
}

/** The attribute of an SVG line through these points; a single one is seen as a dot. */
export function pointsOf(line: Point[]): string {
  const shown = line.length === 1 ? [...line, ...line] : line;
  return shown.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}

export function enlivenSketches(figure: HTMLElement): void {
  for (const sheet of all<SVGSVGElement>(figure, "[data-sketch]")) enliven(sheet);
}

function enliven(sheet: SVGSVGElement): void {
  const drawn = one<SVGElement>(sheet, "[data-sketch-line]");
  const [left = 0, right = 0, top = 0, bottom = 0] = (sheet.dataset.sketch ?? "").split(" ").map(Number);
  let line: Point[] = [];
  const draw = (next: Point[]) => {
    line = next;
    drawn.setAttribute("points", pointsOf(line));
  };
  const under = (event: PointerEvent): Point => {
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM()?.inverse());
    return [spot.x, spot.y];
  };
  sheet.addEventListener("pointerdown", (event) => {
    sheet.setPointerCapture(event.pointerId);
    draw([under(event)]);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (sheet.hasPointerCapture(event.pointerId)) draw([...line, under(event)]);
  });
  sheet.addEventListener("keydown", (event) => {
    const next = afterKey(event.key, line, { left, right, top, bottom });
    if (!next) return;
    event.preventDefault();
    draw(next);
  });
}
