// The page's side of the service worker (worker/sw.ts): has the book stored when its reader has stayed a while on a line
// that nobody pays for by the byte, offers a new version when it is whole, and has the stored files looked after.

import { ALLOWED, type Answer, type Request, type Requests } from "../messages.ts";
import { pause } from "../upstream/drawn.ts";
import { type Line, whenCheap } from "./line.ts";
import { offer } from "./news.ts";

// Only at https addresses and on the reader's own machine.
const STORE: ServiceWorkerContainer | undefined = navigator.serviceWorker;
const servedBy = STORE?.controller; // what this page came from
const FIRST_STEPS = 3000; // ms after the start in which the processor is the reader's alone
const WHILE = 60_000; // ms that pages of the book have been seen in this tab before the whole of it is stored
const STAYED = "book:stayed"; // where the tab keeps how long that has been so far
const HEALED = "book:healed";
const TAKEN = "book:taken"; // the reader has asked for the new version
const PATIENCE = 3000; // ms in which a browser has usually replaced a worker that is not at work
const LINE: Line | undefined = (navigator as { connection?: Line }).connection; // not in all browsers
let reloading = false; // as soon as another version answers

function ask<Name extends Request>(worker: ServiceWorker, request: Name): Promise<Requests[Name]> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.problem === undefined) resolve(data.result as Requests[Name]);
      else reject(new Error(data.problem));
    };
    worker.postMessage(request, [port2]);
  });
}

const isAsleep = () => performance.getEntriesByName("book:asleep").length > 0; // boot.ts has given up

/** The start is over, well or badly (boot.ts marks it): now the network and the processor are free. */
function started(): Promise<void> {
  return new Promise((resolve) => {
    const over = (list: PerformanceObserverEntryList) => {
      if (list.getEntries().some(({ name }) => name === "book:awake" || name === "book:asleep")) resolve();
    };
    new PerformanceObserver(over).observe({ type: "mark", buffered: true });
  });
}

/** The reader has done a first thing or two. */
const rested = started().then(() => pause(FIRST_STEPS));

/** Pages of the book have been in view for a while: this one and those before it in this tab. */
async function stayed(): Promise<void> {
  let time = Number(noted(STAYED));
  while (time < WHILE) {
    await pause(1000);
    if (document.hidden) continue;
    time += 1000;
    note(STAYED, String(time));
  }
}

/** What the tab keeps from page to page; in a browser that keeps nothing, each page begins anew. */
function noted(what: string): string {
  try {
    return sessionStorage.getItem(what) ?? "";
  } catch {
    return "";
  }
}

function note(what: string, value: string): void {
  try {
    sessionStorage.setItem(what, value);
  } catch {} // it keeps nothing
}

const allowed = rested.then(stayed).then(() => whenCheap(LINE)); // all that there is may be stored now

/** Chromium may leave the old worker in its place for good when it is at work in this moment: for this page, or another
    one. To open the page anew frees it. */
async function replace(registration: ServiceWorkerRegistration): Promise<void> {
  reloading = true;
  const request: Request = "replace";
  registration.waiting?.postMessage(request); // else another page of the book has done it
  if (registration.waiting) await pause(PATIENCE);
  note(TAKEN, "yes");
  location.reload();
}

/** Tell a worker that is being installed to go on; until it listens, nobody hears it. */
async function allow(coming: ServiceWorker): Promise<void> {
  await allowed;
  const channel = new BroadcastChannel(site.root);
  for (; coming.state === "installing"; await pause(1000)) channel.postMessage(ALLOWED);
  channel.close();
}

/** Offer each new version as soon as it is whole. */
function follow(registration: ServiceWorkerRegistration): void {
  const offerIt = () => offer(() => replace(registration));
  const followComing = () => {
    const coming = registration.installing;
    if (!coming) return;
    void allow(coming);
    coming.addEventListener("statechange", () => {
      if (coming.state === "installed" && registration.active) offerIt();
    });
  };
  if (registration.waiting) offerIt();
  followComing();
  registration.addEventListener("updatefound", followComing);
}

/** A start that failed may be the fault of a stored file. Then it is had again, and the start is tried anew, once. */
async function heal(worker: ServiceWorker): Promise<void> {
  if (sessionStorage.getItem(HEALED) || !(await ask(worker, "checkAll"))) return;
  sessionStorage.setItem(HEALED, "yes");
  location.reload();
}

async function look(store: ServiceWorkerContainer): Promise<void> {
  store.addEventListener("controllerchange", () => {
    if (reloading) location.reload();
  });
  reloading = noted(TAKEN) === "yes";
  note(TAKEN, "");
  const known = await store.getRegistration(site.root);
  const own = known?.scope === site.root ? known : undefined; // not that of another site above this one
  reloading &&= own?.waiting != null || own?.active?.state === "activating"; // else this is that version already
  if (own) follow(own);
  await started();
  if (isAsleep() && servedBy) await heal(servedBy);
  await (own ? rested : allowed); // who has the book already is told of a new version early
  const registration = await store.register(`${site.root}sw.js`, { scope: site.root });
  if (!registration) return; // a browser that was told to let no worker in
  if (!own) follow(registration);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) registration.update().catch(() => undefined);
  });
  if (!servedBy || servedBy !== store.controller) return;
  await whenCheap(LINE);
  await ask(servedBy, "check");
  await ask(servedBy, "tidy");
  performance.mark("book:checked");
}

if (STORE) look(STORE).catch((error) => console.warn("the book is not stored for reading without a network:", error));
