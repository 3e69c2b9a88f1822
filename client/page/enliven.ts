// Brings the prerendered figures to life before Python is there: they carry all they show, and their own scripts
// (those that Streamlit will run too) only light, show and hide. First those in view; the reader may act meanwhile.

import { all } from "../dom.ts";
import { watchFigures } from "../elsewhere/buttons.ts";
import { markWhatIsNoProse } from "../kit/translated.ts";
import { isNear, pause } from "../upstream/drawn.ts";
import { enliven, isAlive, load } from "./figures.ts";

const LONGEST = 40; // ms without a moment for what the reader does

markWhatIsNoProse();
const places = all(document, "#prerendered [data-script]");
const scripts = new Map(places.map(({ dataset }) => [dataset.script, load(dataset.script ?? "")])); // all at once
for (const script of scripts.values()) script.catch(() => {}); // said below, at each figure that needs it
const seen = new Set(places.filter(isNear));
let since = performance.now();
for (const place of [...seen, ...places.filter((other) => !seen.has(other))]) {
  if (performance.now() - since > LONGEST) {
    await pause(0);
    since = performance.now();
  }
  try {
    const script = await scripts.get(place.dataset.script)!;
    if (!isAlive(place)) enliven(place, script); // else an answer has come first
  } catch (error) {
    console.error("a figure stays as it was printed:", error); // the others, and the page, do without it
  }
}
watchFigures();
performance.mark("book:figures");
dispatchEvent(new Event("book:figures"));
