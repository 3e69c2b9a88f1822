// Joins the page, stlite's bundle and the worker that the page's head has already started (`site`), and puts Streamlit
// in the prerendered page's place once it has drawn the same.

import { all, one } from "../dom.ts";
import { bearTranslation } from "../kit/translated.ts";
import { drawn, pause } from "../upstream/drawn.ts";
import { handOver, mount } from "../upstream/stlite.ts";
import { Answers } from "./answers.ts";
import { Patience } from "./patience.ts";
import { takeOverWhenDrawn } from "./take_over.ts";

watch.booted();
bearTranslation();
const app = one(document, "#root");

// Streamlit's pages change the address, from which the head's relative links would be read anew.
for (const link of all<HTMLLinkElement>(document, "link:is([rel=icon], [rel=manifest], [rel=apple-touch-icon])")) {
  link.href = new URL(link.getAttribute("href") ?? "", location.href).href;
}

// Until the figures live, and on a telephone until the reader touches the page. Why no worker starts is said below.
await site.begun?.catch(() => {});

handOver(site.worker);

const slow = one(document, "#waking [data-slow]");
const patience = new Patience((words) => {
  slow.hidden = words === "";
  one(slow, "span").textContent = words;
});

/** Say why Python will not come, and offer to try again. The first reason counts; others follow from it. */
function giveUp(reason: unknown): void {
  if (performance.getEntriesByName("book:asleep").length) return;
  patience.end();
  site.sleep();
  watch.say(navigator.onLine ? reason : "There is no network, and this device does not hold the whole book yet");
}

if (watch.lacking) {
  giveUp(watch.lacking);
  throw new Error(watch.lacking);
}
const progress = one<HTMLProgressElement>(document, "#waking progress");
const answers = new Answers({
  giveUp,
  step: (steps) => {
    progress.value = steps;
    patience.moved();
  },
  waiting: (files) => patience.moved(files),
});
patience.moved();
answers.listen(site.worker, site.heard, site.broken);

const kernel = await mount(app).catch((error: Error) => {
  giveUp(error.message);
  throw error;
});
performance.mark("book:streamlit");
answers.kernel = kernel;
// What Streamlit will ask for to draw this page, one after the other, is fetched while Python starts.
for (const path of site.parts) {
  const link = document.createElement("link");
  document.head.append(Object.assign(link, { rel: "modulepreload", href: site.root + path }));
}
void rehearse();
site.kernel = kernel;
kernel.addEventListener("loadError", (event) => {
  const { detail } = event as CustomEvent<Error | undefined>;
  giveUp(detail?.message ?? detail);
});

/** Streamlit draws one element of each kind, unseen; the real ones replace them (run_pages.samples). */
async function rehearse(): Promise<void> {
  while (!kernel.handleWebSocketMessage) await pause(20); // until it listens
  if (answers.count) return;
  for (const sample of site.samples) {
    kernel.handleWebSocketMessage(Uint8Array.from(atob(sample), (letter) => letter.charCodeAt(0)));
  }
}

/** Streamlit has answered what is done to a control now; not everything that is done asks Python. */
async function idle(): Promise<void> {
  const before = answers.count;
  for (let waited = 0; answers.count === before && waited < 1000; waited += 10) await pause(10);
  while (!drawn(app)) await pause(10);
}

takeOverWhenDrawn(app, idle);
