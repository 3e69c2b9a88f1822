// A version's life: it is stored, looked after, and taken away.

import { ALLOWED } from "../messages.ts";
import { address, CACHE, doubtAll, find, isNeeded, mend, others, put, ROOT } from "./files.ts";

declare const self: ServiceWorkerGlobalScope;

const TURN = `${ROOT}sw.js?turn`; // whose turn it is to be checked, kept among the files
const LONGEST_REST = 100; // ms between two files that are stored: the reader comes first
const LONGEST_WAIT = 240_000; // ms that a version waits for a page's word; browsers end a worker that waits much longer
const SHARES = 8; // in so many visits every file is compared with its hash

/** A page says that its reader has stayed, and that nobody pays for each byte (page/offline.ts). Until then nothing is
    stored. (While a worker is being installed, browsers keep back messages to itself.) */
const allowed = new Promise<void>((resolve, reject) => {
  new BroadcastChannel(ROOT).onmessage = ({ data }) => {
    if (data === ALLOWED) resolve();
  };
  setTimeout(() => reject(new Error("no page has asked for it")), LONGEST_WAIT);
});
allowed.catch(() => undefined); // heard by fill, if there is one

/** All or nothing: if one file cannot be had, the browser drops this version, and tries again at another visit. */
export async function fill(): Promise<void> {
  await allowed;
  for (const path of Object.keys(FILES).reverse()) {
    await unhurried<unknown>(() => (isNeeded(path) ? mend(path) : keepIfFound(path)));
  }
}

/** Do something, and rest for as long as it took. */
async function unhurried<T>(act: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await act();
  await new Promise((resolve) => setTimeout(resolve, Math.min(performance.now() - began, LONGEST_REST)));
  return result;
}

/** What the reader has once used is carried over to the new version. */
async function keepIfFound(path: string): Promise<void> {
  const found = await find(path);
  if (found) await put(path, found);
}

/** Every file by its hash; what is missing or damaged is had again. Returns how many that were. */
export async function checkAll(): Promise<number> {
  doubtAll();
  return mendThose(Object.keys(FILES).filter(isNeeded));
}

/** What is missing, and one share of the rest by its hash: at each visit the next one. Returns how many were mended. */
export async function check(): Promise<number> {
  const cache = await caches.open(CACHE);
  const there = new Set((await cache.keys()).map(({ url }) => url));
  const turn = Number((await (await cache.match(TURN))?.text()) ?? 0);
  const isDue = (path: string, place: number) =>
    place % SHARES === turn % SHARES || !there.has(new URL(address(path)).href);
  const mended = await mendThose(Object.keys(FILES).filter(isNeeded).filter(isDue));
  await cache.put(TURN, new Response(String(turn + 1)));
  return mended;
}

async function mendThose(paths: string[]): Promise<number> {
  let mended = 0;
  for (const path of paths) mended += Number(await unhurried(() => mend(path)));
  return mended;
}

/** Remove older versions when no other page is open that might still need them, and none is on its way. */
export async function tidy(): Promise<undefined> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length > 1 || self.registration.installing || self.registration.waiting) return;
  for (const name of await others()) await caches.delete(name);
}
