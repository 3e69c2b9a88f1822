// Brings the prerendered figures to life before Python is there: they carry all they show, and their own scripts
// (those that Streamlit will run too) only light, show and hide. First the page is seen, then those in view come, then the
// others; the reader may act meanwhile.

import { all } from "../dom.ts";
import { watchFigures } from "../elsewhere/buttons.ts";
import { markWhatIsNoProse } from "../kit/translated.ts";
import { atLeisure, isNear, painted } from "../upstream/drawn.ts";
import { wake } from "./figures.ts";

const LONGEST = 40; // ms without a moment for what the reader does
const PATIENCE = 100; // ms that a figure waits while the browser has anything else to do

/** What the reader does comes first: an act is answered and on the screen, or there is nothing to do. */
async function giveWay(): Promise<void> {
  await atLeisure(PATIENCE);
  if (!site.asked) return;
  await site.asked;
  await painted();
}

const places = all(document, "#prerendered [data-script]");
await site.seen;
await painted();
markWhatIsNoProse();
const seen = new Set(places.filter(isNear));
let since = performance.now();
for (const place of [...seen, ...places.filter((other) => !seen.has(other))]) {
  if (!seen.has(place) || performance.now() - since > LONGEST) {
    await giveWay();
    since = performance.now();
  }
  await wake(place); // or an answer has come first; what an answer has taken away it brings back itself
}
watchFigures();
performance.mark("book:figures");
dispatchEvent(new Event("book:figures"));
