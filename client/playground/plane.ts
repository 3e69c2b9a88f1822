/* The plane of the points. */

import { clamp } from "../dom.ts";

/** Where on a plane an event is, as shares of its width and height. */
export function shares(event: MouseEvent, plane: Element): { across: number; down: number } {
  const box = plane.getBoundingClientRect();
  const share = (at: number, from: number, length: number) => clamp((at - from) / length, 0, 1);
  return { across: share(event.clientX, box.left, box.width), down: share(event.clientY, box.top, box.height) };
}

/** What a click on a plane of the reader's own points is for: "1", "0", "-1" or "read"; undefined on other planes. */
export function toolOf(figure: HTMLElement): string | undefined {
  return figure.querySelector<HTMLInputElement>('[name="hl-own-tool"]:checked')?.value;
}

/** A click there sets no point, but reads the values of all neurons. */
export function reads(figure: HTMLElement): boolean {
  return [undefined, "read"].includes(toolOf(figure));
}
