// Joins the page, stlite's bundle and the worker that the page's head has already started (`site`), and puts Streamlit
// in the prerendered page's place once it has drawn the same.

import { all, one } from "../dom.ts";
import { bearTranslation } from "../kit/translated.ts";
import type { ToWorker } from "../messages.ts";
import { Answers } from "./answers.ts";
import { drawn, pause } from "./drawn.ts";
import type { Kernel } from "./site.d.ts";
import { takeOverWhenDrawn } from "./take_over.ts";

watch.booted();
bearTranslation();
const root = new URL(site.root);
const app = one(document, "#root");

// Streamlit's pages change the address, from which the head's relative links would be read anew.
for (const link of all<HTMLLinkElement>(document, "link:is([rel=icon], [rel=manifest], [rel=apple-touch-icon])")) {
  link.href = new URL(link.getAttribute("href") ?? "", location.href).href;
}

await site.begun; // on a telephone, until the reader touches the page

// stlite makes its own worker; it gets ours instead, which is told to load stlite's script once it is listened to.
const NativeWorker = window.Worker;
const OurWorker = function (this: unknown): Worker {
  window.Worker = NativeWorker;
  const message: ToWorker = "start streamlit";
  site.worker.postMessage(message);
  return site.worker;
};
window.Worker = OurWorker as unknown as typeof Worker;

/** Say why Python will not come, and offer to try again. The first reason counts; others follow from it. */
function giveUp(reason: unknown): void {
  if (performance.getEntriesByName("book:asleep").length) return;
  site.sleep();
  watch.say(navigator.onLine ? reason : "There is no network, and this device does not hold the whole book yet");
}

const progress = one<HTMLProgressElement>(document, "#waking progress");
const answers = new Answers({ giveUp, step: (steps) => (progress.value = steps) });
answers.listen(site.worker, site.heard, site.broken);
if (!("WebAssembly" in window)) giveUp("It has no WebAssembly");

interface Stlite {
  mount(options: object, place: HTMLElement): { _kernel: Kernel };
}
const { mount }: Stlite = await import(`${site.root}${site.stlite}stlite.js`).catch((error: Error) => {
  giveUp(error.message);
  throw error;
});
const { _kernel: kernel } = mount(
  {
    entrypoint: "app.py",
    files: {},
    pyodideUrl: `${site.root}${site.python}loader.mjs`,
    // A full garbage collection after every rerun took two fifths of its time; Python collects by itself when it must.
    // Nobody edits the book's files in the browser, so nothing looks at all of them after each rerun either.
    streamlitConfig: {
      "runner.postScriptGC": false,
      "server.fileWatcherType": "none",
      "browser.gatherUsageStats": false,
    },
    disableProgressToasts: true,
    disableErrorToasts: true,
    disableModuleAutoLoadToasts: true,
  },
  app,
);
performance.mark("book:streamlit");
answers.kernel = kernel;
// What Streamlit will ask for to draw this page, one after the other, is fetched while Python starts.
for (const name of site.parts) {
  const link = document.createElement("link");
  document.head.append(Object.assign(link, { rel: "modulepreload", href: site.root + site.stlite + name }));
}
void rehearse();
// Addresses of lessons are made below the site's root, wherever the visit began.
kernel.basePath = root.pathname.replace(/^\/+|\/+$/g, "");
site.kernel = kernel;
kernel.addEventListener("loadError", (event) => {
  const { detail } = event as CustomEvent<Error | undefined>;
  giveUp(detail?.message ?? detail);
});

// Streamlit's front end believes in a server of this name and asks it whether files to download exist. Python answers.
const SERVER = "https://stlite.invalid/";
const nativeFetch = window.fetch.bind(window);
window.fetch = async (resource, options) => {
  const address = resource instanceof Request ? resource.url : String(resource);
  if (!address.startsWith(SERVER)) return nativeFetch(resource, options);
  const path = `/${address.slice(SERVER.length + kernel.basePath.length).replace(/^\/+/, "")}`;
  const answer = await kernel.sendHttpRequest({ method: "GET", path, headers: {}, body: "" });
  return new Response(answer.body, { status: answer.statusCode, headers: answer.headers });
};

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
  for (let waited = 0; answers.count === before && waited < 1000; waited += 20) await pause(20);
  while (!drawn(app)) await pause(20);
}

takeOverWhenDrawn(app, idle);
