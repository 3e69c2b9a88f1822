// Brings the prerendered figures to life before Python is there: they carry all they show, and their own scripts
// (those that Streamlit will run too) only light, show and hide.

import { all } from "../dom.ts";
import { watchFigures } from "../elsewhere/buttons.ts";
import { markWhatIsNoProse } from "../kit/translated.ts";
import { enliven, load } from "./figures.ts";

markWhatIsNoProse();
const places = all(document, "#prerendered [data-script]");
const scripts = new Map(places.map(({ dataset }) => [dataset.script, load(dataset.script ?? "")])); // all at once
for (const script of scripts.values()) script.catch(() => {}); // said below, at each figure that needs it
for (const place of places) {
  try {
    enliven(place, await scripts.get(place.dataset.script)!);
  } catch (error) {
    console.error("a figure stays as it was printed:", error); // the others, and the page, do without it
  }
}
watchFigures();
performance.mark("book:figures");
dispatchEvent(new Event("book:figures"));
