// Brings the prerendered figures to life before Python is there: they carry all they show, and their own scripts
// (those that Streamlit will run too) only light, show and hide. First the page is seen, then those in view come, then the
// others; the reader may act meanwhile.

import { all } from "../dom.ts";
import { watchFigures } from "../elsewhere/buttons.ts";
import { markWhatIsNoProse } from "../kit/translated.ts";
import { idle, isNear, painted } from "../upstream/drawn.ts";
import { enliven, isAlive, load } from "./figures.ts";

const LONGEST = 40; // ms without a moment for what the reader does
const PATIENCE = 100; // ms that a figure waits while the browser has anything else to do

const places = all(document, "#prerendered [data-script]");
await site.seen;
await painted();
markWhatIsNoProse();
const seen = new Set(places.filter(isNear));
let since = performance.now();
for (const place of [...seen, ...places.filter((other) => !seen.has(other))]) {
  if (performance.now() - since > LONGEST) {
    await idle(PATIENCE);
    since = performance.now();
  }
  try {
    const script = await load(place.dataset.script ?? ""); // fetched before (render/pages.py)
    if (!isAlive(place)) enliven(place, script); // else an answer has come first
  } catch (error) {
    console.error("a figure stays as it was printed:", error); // the others, and the page, do without it
  }
}
watchFigures();
performance.mark("book:figures");
dispatchEvent(new Event("book:figures"));
