// Joins the page, stlite's bundle and the worker that the page's head has already started (`site`, see render.py),
// and puts Streamlit in the prerendered page's place once it has drawn the same.

watch.booted();
const root = new URL(site.root);
const prerendered = document.getElementById("prerendered");
const app = document.getElementById("root");
const waking = document.getElementById("waking");

// Streamlit's pages change the address, from which the head's relative links would be read anew.
for (const link of document.querySelectorAll("link:is([rel=icon], [rel=manifest], [rel=apple-touch-icon])")) link.href = new URL(link.getAttribute("href"), location.href).href;

await site.begun; // on a telephone, until the reader touches the page

// stlite makes its own worker; it gets ours instead, which is told to load stlite's script once it is listened to.
const NativeWorker = window.Worker;
window.Worker = function () {
  window.Worker = NativeWorker;
  site.worker.postMessage("start streamlit");
  return site.worker;
};

/** Say why Python will not come, and offer to try again. The first reason counts; others follow from it. */
function giveUp(reason) {
  if (performance.getEntriesByName("book:asleep").length) return;
  site.sleep();
  watch.say(navigator.onLine ? reason : "There is no network, and this device does not hold the whole book yet");
}
const progress = waking.querySelector("progress");
let answers = 0; // of Python, each a run of the page or of a part of it
let steps = 0; // of the start, as far as they are done: those of loader.mjs, then stlite's
function hear(data) {
  if (data.type === "book:step" || data.type === "event:loadProgress") progress.value = ++steps;
  if (data.type === "book:failed") giveUp(data.reason);
  // All in one task, so that React draws once (browser_patches.send_together).
  if (data.type === "book:messages") {
    for (const payload of data.payloads) kernel.handleWebSocketMessage?.(payload);
    answers += 1;
  }
}
const brokenWorker = (event) => giveUp(event.message ?? "A file that Python starts with could not be fetched");
for (const data of site.heard) hear(data); // before this script was there
if (site.broken) brokenWorker(site.broken);
site.worker.addEventListener("message", ({ data }) => hear(data));
site.worker.addEventListener("error", brokenWorker);
if (!("WebAssembly" in window)) giveUp("It has no WebAssembly");

const { mount } = await import(site.root + site.stlite + "stlite.js").catch((error) => {
  giveUp(error.message);
  throw error;
});
const { _kernel: kernel } = mount(
  {
    entrypoint: "app.py",
    files: {},
    pyodideUrl: site.root + site.python + "loader.mjs",
    // A full garbage collection after every rerun took two fifths of its time; Python collects by itself when it must.
    // Nobody edits the book's files in the browser, so nothing looks at all of them after each rerun either.
    streamlitConfig: { "runner.postScriptGC": false, "server.fileWatcherType": "none", "browser.gatherUsageStats": false },
    disableProgressToasts: true,
    disableErrorToasts: true,
    disableModuleAutoLoadToasts: true,
  },
  app,
);
performance.mark("book:streamlit");
// What Streamlit will ask for to draw this page, one after the other, is fetched while Python starts.
for (const name of site.parts) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: site.root + site.stlite + name }));
}
rehearse();
// Addresses of lessons are made below the site's root, wherever the visit began.
kernel.basePath = root.pathname.replace(/^\/+|\/+$/g, "");
site.kernel = kernel;
kernel.addEventListener("loadError", (event) => giveUp(event.detail?.message ?? event.detail));

// Streamlit's front end believes in a server of this name and asks it whether files to download exist. Python answers.
const SERVER = "https://stlite.invalid/";
const nativeFetch = window.fetch.bind(window);
window.fetch = async (resource, options) => {
  const address = String(resource?.url ?? resource);
  if (!address.startsWith(SERVER)) return nativeFetch(resource, options);
  const path = "/" + address.slice(SERVER.length + kernel.basePath.length).replace(/^\/+/, "");
  const answer = await kernel.sendHttpRequest({ method: "GET", path, headers: {}, body: "" });
  return new Response(answer.body, { status: answer.statusCode, headers: answer.headers });
};

/** Streamlit draws one element of each kind, behind the page that is seen; the real ones replace them (run_pages.samples). */
async function rehearse() {
  while (!kernel.handleWebSocketMessage) await new Promise((resolve) => setTimeout(resolve, 20)); // until it listens
  if (answers) return;
  for (const sample of site.samples) kernel.handleWebSocketMessage(Uint8Array.from(atob(sample), (letter) => letter.charCodeAt(0)));
}

/** Has Streamlit drawn the whole page? */
function drawn() {
  const state = app.querySelector("[data-testid=stApp]")?.dataset;
  return (
    state?.testScriptState === "notRunning" &&
    state.testConnectionState === "CONNECTED" &&
    app.querySelector("[data-testid=stMainBlockContainer] [data-testid=stElementContainer]") &&
    !app.querySelector("[data-testid=stSkeleton]")
  );
}

/** Streamlit has answered what is done to a control now; not everything that is done asks Python. */
async function idle() {
  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const before = answers;
  for (let waited = 0; answers === before && waited < 1000; waited += 20) await wait(20);
  while (!drawn()) await wait(20);
}

/** A reader who is marking words or choosing a lesson keeps the page under the pointer; the swap waits for the end of it. */
function marking() {
  const selection = getSelection();
  const open = prerendered.querySelector("nav[popover]")?.matches(":popover-open"); // a phone's contents
  return open || (!selection.isCollapsed && prerendered.contains(selection.anchorNode));
}

const observer = new MutationObserver(consider);
observer.observe(app, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"] });
document.addEventListener("selectionchange", consider);
prerendered.addEventListener("toggle", consider, true);
const REST = 3000; // ms after the start; offline.js waits as long
let swapping = false;

async function consider() {
  if (swapping || !drawn() || marking()) return;
  swapping = true;
  await document.fonts.ready;
  await new Promise((resolve) => setTimeout(resolve, 50)); // what Streamlit measures after drawing has settled
  takeOver();
}

function takeOver() {
  observer.disconnect();
  document.removeEventListener("selectionchange", consider);
  const from = prerendered.querySelector("[data-testid=stMain]");
  const to = app.querySelector("[data-testid=stMain]");
  const focused = prerendered.contains(document.activeElement) ? document.activeElement : null;
  const scrolled = from.scrollTop;
  to.scrollTop = scrolled;
  const twin = focused && (site.focusable(focused, app) ?? counterpart(focused));
  app.inert = false;
  prerendered.remove();
  waking.hidden = true;
  twin?.focus({ preventScroll: true });
  site.replay(app, focused, idle).then(() => performance.mark("book:replayed"));
  if (!scrolled && location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  performance.mark("book:awake");
  // The first seconds belong to what the reader wants to do at once; then the loader fetches what no page begins with.
  setTimeout(() => site.worker.postMessage("book:rest"), REST);
}

/** The same link, heading or figure part on Streamlit's page: the one of the same kind and words, at the same place. */
function counterpart(element) {
  const alike = (place) => [...place.querySelectorAll(element.tagName)].filter((e) => e.textContent === element.textContent);
  return alike(app)[alike(prerendered).indexOf(element)];
}
