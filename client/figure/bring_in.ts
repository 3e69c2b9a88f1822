/* Brings what a step is about into the view of the frames that scroll sideways. The page itself never moves. */

import { all, FRAMES } from "../dom.ts";
import { isThere } from "./parts.ts";

/** A frame, and how far what it is to show stands beside its view. */
export type Aside = [frame: Element, by: number];

/** All frames of a figure. Only measures: what is to be scrolled is scrolled by `bringIn`. */
export function asides(figure: HTMLElement): Aside[] {
  return all(figure, FRAMES)
    .filter(isThere)
    .map((frame) => [frame, aside(mattering(frame), frame)]);
}

export function bringIn(frames: Aside[]): void {
  for (const [frame, by] of frames) if (by) frame.scrollLeft += by;
}

/** What a frame has to show: what the step says, else what it writes, else what it reads. */
export function mattering(frame: Pick<Element, "querySelector">): Element | null {
  for (const kind of [".hl-readout", ".hl-wrote", ".hl-now"]) {
    const part = frame.querySelector(kind);
    if (part) return part;
  }
  return null;
}

/** What stays at the left of a frame covers it there; its style sheet says how much, as its scroll padding. */
function aside(part: Element | null, frame: Element): number {
  if (!part) return 0;
  const [box, view] = [part.getBoundingClientRect(), frame.getBoundingClientRect()];
  const left = view.left + (Number.parseFloat(getComputedStyle(frame).scrollPaddingLeft) || 0);
  const isSeen = box.left >= left && box.right <= view.right;
  return isSeen ? 0 : box.left - left - (view.right - left - box.width) / 2;
}
