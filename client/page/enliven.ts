// Brings the prerendered figures to life before Python is there: they carry all they show, and their own scripts
// (those that Streamlit will run too) only light, show and hide.

import { all, one } from "../dom.ts";
import { watchFigures } from "../elsewhere/buttons.ts";
import { markWhatIsNoProse } from "../kit/translated.ts";
import type { Arguments } from "../streamlit.ts";

type Script = { default(given: Arguments<unknown> & { key: string }): void };

const load = (path: string): Promise<Script> => import(site.root + path);

async function enliven(place: HTMLElement, script: Promise<Script>): Promise<void> {
  const { default: bringToLife } = await script;
  const data = { ...JSON.parse(place.dataset.rest ?? "{}"), html: one(place, ".hl-mount").innerHTML };
  bringToLife({ data, parentElement: place, key: place.id, setStateValue() {}, setTriggerValue() {} });
}

markWhatIsNoProse();
const places = all(document, "#prerendered [data-script]");
const scripts = new Map(places.map(({ dataset }) => [dataset.script, load(dataset.script ?? "")])); // all at once
for (const script of scripts.values()) script.catch(() => {}); // said below, at each figure that needs it
for (const place of places) {
  try {
    await enliven(place, scripts.get(place.dataset.script)!);
  } catch (error) {
    console.error("a figure stays as it was printed:", error); // the others, and the page, do without it
  }
}
watchFigures();
performance.mark("book:figures");
dispatchEvent(new Event("book:figures"));
