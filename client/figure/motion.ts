/* A step moves the matrices from where they stood to where they go, and what it computes out of what it is computed from.
   Only transforms move: what the page says, and where it is laid out, is final at once. */

import { all, words } from "../dom.ts";
import { isThere } from "./parts.ts";

export const LONG = 280; // milliseconds

export interface Place {
  name: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How far from its own place something begins, and whether it was not there before. */
export interface Move {
  right: number;
  down: number;
  isNew: boolean;
}

/** Where each part begins, in the order of `after`; null for one that stays. What is new comes out of the part before it. */
export function moves(before: readonly Place[], after: readonly Place[]): (Move | null)[] {
  const old = new Map(before.map((place) => [place.name, place]));
  return after.map((place, index) => {
    const was = old.get(place.name);
    const source = was ?? after[index - 1];
    if (!source) return null;
    const right = source.left + source.width / 2 - place.left - place.width / 2;
    const down = source.top + source.height / 2 - place.top - place.height / 2;
    return was && Math.hypot(right, down) < 1 ? null : { right, down, isNew: !was };
  });
}

export function mayMove(): boolean {
  return !document.hidden && !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The matrices of a figure that can be seen, each with its name and its place. */
function matrices(figure: HTMLElement): { part: HTMLElement; place: Place }[] {
  return all(figure, ".hl-matrix")
    .filter(isThere)
    .map((part) => {
      const { left, top, width, height } = part.getBoundingClientRect();
      return { part, place: { name: words(part.dataset.tags)[0] ?? "", left, top, width, height } };
    });
}

/** Does what changes the step of a figure, and lets its matrices go where they go. */
export function moving(figure: HTMLElement, change: () => void): void {
  if (!mayMove()) {
    change();
    return;
  }
  for (const part of all(figure, ".hl-matrix")) for (const running of part.getAnimations()) running.finish();
  const before = matrices(figure).map(({ place }) => place);
  const top = figure.getBoundingClientRect().top;
  change();
  const after = matrices(figure);
  const scrolled = figure.getBoundingClientRect().top - top;
  for (const place of before) place.top += scrolled;
  moves(
    before,
    after.map(({ place }) => place),
  ).forEach((move, index) => {
    if (!move) return;
    const first: Keyframe = { transform: `translate(${move.right}px, ${move.down}px)` };
    if (move.isNew) first.opacity = 0.2;
    after[index]?.part.animate([first, {}], { duration: LONG, easing: "ease-out" });
  });
}
