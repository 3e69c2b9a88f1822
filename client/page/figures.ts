// Runs the figures' own scripts on prerendered ones, those too that Streamlit will run. They are told all that a figure
// shows (data-rest and its HTML), as Python will tell them.

import { one } from "../dom.ts";
import type { Arguments } from "../streamlit.ts";

type Script = { default(given: Arguments<unknown> & { key: string }): void };
export type Data = Record<string, unknown>;

export const load = (path: string): Promise<Script> => import(site.root + path);

/** Has its script run? */
const isAlive = (place: HTMLElement) => site.shown?.has(place) === true;

/** Have a figure show these data, or those that it was written with. Returns what it has shown before. */
export function enliven(place: HTMLElement, script: Script, data?: Data): Data {
  site.shown ??= new WeakMap(); // of the page, because its scripts are bundled one by one
  const written = () => ({ ...JSON.parse(place.dataset.rest ?? "{}"), html: one(place, ".hl-mount").innerHTML });
  const before = site.shown.get(place) ?? written();
  const now = data ?? before;
  site.shown.set(place, now);
  script.default({ data: now, parentElement: place, key: place.id, setStateValue() {}, setTriggerValue() {} });
  return before;
}

/** Run a figure's script if that has not been done, and the figure is on the page: it measures itself there. */
export async function wake(place: HTMLElement): Promise<void> {
  if (isAlive(place)) return;
  try {
    const script = await load(place.dataset.script ?? "");
    if (place.isConnected && !isAlive(place)) enliven(place, script);
  } catch (error) {
    console.error("a figure stays as it was printed:", error); // the others, and the page, do without it
  }
}
