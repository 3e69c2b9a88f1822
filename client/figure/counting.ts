/* A number that a change of the network altered counts from what it was to what it is. What counts is painted over the
   entry by the style sheet, and is silent: the entry's own text is the final one from the start. */

import { all, words } from "../dom.ts";
import { inNextFrame } from "./frame.ts";
import { LONG, mayMove } from "./motion.ts";

const MOST = 120; // entries that count at once

const PLAIN = /^−?\d+(\.\d+)?$/;

interface Count {
  entry: HTMLElement;
  from: string;
  to: string;
}

const value = (text: string) => Number(text.replace("−", "-"));

/** What stands at a share of the way, with as many decimals as the entry's column; nothing if one is no plain number. */
export function between(from: string, to: string, less: string, share: number): string | null {
  if (!PLAIN.test(from) || !PLAIN.test(to)) return null;
  const decimals = `${to}${less}`.split(".")[1]?.length ?? 0;
  const text = (value(from) + (value(to) - value(from)) * share).toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/** What the entries of a figure say, by the tag that is each one's own. */
export function entriesOf(figure: HTMLElement): Map<string, HTMLElement> {
  const entries = all(figure, "td[data-tags]").map((entry): [string, HTMLElement] => [
    words(entry.dataset.tags).at(-1) ?? "",
    entry,
  ]);
  return new Map(entries);
}

export const texts = (entries: Map<string, HTMLElement>): Map<string, string> =>
  new Map([...entries].map(([tag, entry]) => [tag, entry.textContent ?? ""]));

/** Lets the entries that can be seen count from what they said before. */
export function count(before: Map<string, string>, entries: Map<string, HTMLElement>): void {
  if (!mayMove()) return;
  const counts: Count[] = [];
  for (const [tag, entry] of entries) {
    const [from, to] = [before.get(tag), entry.textContent ?? ""];
    if (from !== undefined && from !== to && between(from, to, "", 0) !== null) counts.push({ entry, from, to });
  }
  if (!counts.length) return;
  const visible = () => counts.filter(({ entry }) => entry.checkVisibility({ visibilityProperty: true }));
  inNextFrame(visible, (seen) => run(seen.slice(0, MOST)));
}

function run(counts: Count[]): void {
  const start = performance.now();
  const paint = () => {
    const share = Math.min((performance.now() - start) / LONG, 1);
    for (const { entry, from, to } of counts) {
      if (share === 1) delete entry.dataset.counting;
      else entry.dataset.counting = between(from, to, entry.dataset.less ?? "", share) ?? to;
    }
    if (share < 1) requestAnimationFrame(paint);
  };
  paint();
}
