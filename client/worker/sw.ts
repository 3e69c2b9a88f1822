// The service worker: keeps one whole version of the book on the reader's device.
//
// The builder (offline.py) puts two lines in front of this text:
//   const VERSION = "…";                                   of everything listed
//   const FILES = { "path": [needed, "sha256", …], … };    needed: before the version is whole; else kept when first used
// Another book is another list, so another text, and that is how a browser notices a new version. It installs the new
// worker beside the old one, in a cache of its own, and the old one serves its own version until it is replaced.

const ROOT = self.registration.scope;
const CACHE = `${ROOT} ${VERSION}`;
const TURN = `${ROOT}sw.js?turn`; // whose turn it is to be checked, kept among the files
const LONGEST_REST = 100; // ms between two files that are stored: the reader comes first
const LONGEST_WAIT = 240_000; // ms that a version waits for a page's word; browsers end a worker that waits much longer
const SMALL = 200_000; // bytes: up to here a file is compared with its hash before it is first handed over
const SHARES = 8; // in so many visits every file is compared with its hash

// --- the files of this version -------------------------------------------------------------------------------------

/** A page is asked for by its folder's address. */
const address = (path) => ROOT + path.replace(/(^|\/)index\.html$/, "$1");

const needed = (path) => FILES[path][0];

async function isRight(path, bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return FILES[path].includes(Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
}

/** The file's right bytes with their headers, from the network; never what a cache on the way has left of another version. */
async function download(path) {
  let status;
  for (const cache of ["default", "reload"]) {
    const response = await fetch(address(path), { cache });
    const bytes = await response.arrayBuffer();
    if (await isRight(path, bytes)) return packed(response, bytes);
    status = response.status;
  }
  throw new Error(`${address(path)}: not the file of this version (status ${status})`);
}

/** The same from what is on this device already: this version's cache or another one's. */
async function find(path) {
  for (const name of [CACHE, ...(await others())]) {
    const kept = await (await caches.open(name)).match(address(path));
    const bytes = await bytesOf(kept);
    if (bytes && (await isRight(path, bytes))) return packed(kept, bytes);
  }
}

function packed(response, bytes) {
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding"); // the browser has undone it
  headers.set("Content-Length", bytes.byteLength);
  return new Response(bytes, { headers });
}

/** Caches of other versions of this book. */
async function others() {
  return (await caches.keys()).filter((name) => name.startsWith(`${ROOT} `) && name !== CACHE);
}

const checked = new Set(); // what this worker has found to be right since it was started

/** The bytes of a response; a body that is damaged on the disk is as good as none. */
const bytesOf = (response) => response?.arrayBuffer().catch(() => undefined);

async function inCache(path) {
  return (await caches.open(CACHE)).match(address(path));
}

/** The right file with its headers, from this device or from the network. */
const had = async (path) => (await find(path)) ?? (await download(path));

async function keep(path, response) {
  await (await caches.open(CACHE)).put(address(path), response);
  checked.add(path);
}

/** See to it that the cache holds the right file, by its hash. Returns whether something had to be done for it. */
async function mend(path) {
  const bytes = await bytesOf(await inCache(path));
  const right = bytes !== undefined && (await isRight(path, bytes));
  if (right) checked.add(path);
  else await keep(path, await had(path));
  return !right;
}

/** Whether what the cache has may be handed over: a small file by its hash, a large one by the size with which it was put
    there. Reading and hashing all that a start needs would take longer than the start. */
async function trusted(path) {
  if (checked.has(path)) return true;
  const response = await inCache(path);
  const size = Number(response?.headers.get("Content-Length"));
  if (size > SMALL) return (await response.blob().catch(() => undefined))?.size === size; // does not read the body
  const bytes = await bytesOf(response);
  if (bytes === undefined || !(await isRight(path, bytes))) return false;
  checked.add(path);
  return true;
}

// --- a version's life ------------------------------------------------------------------------------------------------

/** A page says that its reader has stayed, and that nobody pays for each byte (offline.js). Until then nothing is stored.
    (While a worker is being installed, browsers keep back messages to itself.) */
const allowed = new Promise((resolve, reject) => {
  new BroadcastChannel(ROOT).onmessage = resolve;
  setTimeout(() => reject(new Error("no page has asked for it")), LONGEST_WAIT);
});
allowed.catch(() => undefined); // heard by fill, if there is one

/** All or nothing: if one file cannot be had, the browser drops this version, and tries again at another visit. */
async function fill() {
  await allowed;
  for (const path of Object.keys(FILES).reverse()) await unhurried(() => (needed(path) ? mend(path) : keepIfFound(path)));
}

/** Do something, and rest for as long as it took. */
async function unhurried(act) {
  const began = performance.now();
  const result = await act();
  await new Promise((resolve) => setTimeout(resolve, Math.min(performance.now() - began, LONGEST_REST)));
  return result;
}

/** What the reader has once used is carried over to the new version. */
async function keepIfFound(path) {
  const found = await find(path);
  if (found) await (await caches.open(CACHE)).put(address(path), found);
}

/** Every file by its hash; what is missing or damaged is had again. Returns how many that were. */
async function checkAll() {
  checked.clear();
  return mendThose(Object.keys(FILES).filter(needed));
}

/** What is missing, and one share of the rest by its hash: at each visit the next one. Returns how many were mended. */
async function check() {
  const cache = await caches.open(CACHE);
  const there = new Set((await cache.keys()).map(({ url }) => url));
  const turn = Number((await (await cache.match(TURN))?.text()) ?? 0);
  const due = (path, place) => place % SHARES === turn % SHARES || !there.has(new URL(address(path)).href);
  const mended = await mendThose(Object.keys(FILES).filter(needed).filter(due));
  await cache.put(TURN, new Response(turn + 1));
  return mended;
}

async function mendThose(paths) {
  let mended = 0;
  for (const path of paths) mended += await unhurried(() => mend(path));
  return mended;
}

/** Remove older versions when no other page is open that might still need them, and none is on its way. */
async function tidy() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length > 1 || self.registration.installing || self.registration.waiting) return;
  for (const name of await others()) await caches.delete(name);
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const REQUESTS = { replace: () => self.skipWaiting(), check, checkAll, tidy };
self.addEventListener("message", (event) => {
  const answer = (words) => event.ports[0]?.postMessage(words);
  const work = async () => REQUESTS[event.data]?.();
  event.waitUntil(work().then((result) => answer({ result }), (error) => answer({ problem: error.message })));
});

// --- answering -------------------------------------------------------------------------------------------------------

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(ROOT) || request.headers.has("Range")) return;
  const path = decodeURIComponent(url.pathname.slice(new URL(ROOT).pathname.length));
  const page = `${path.replace(/\/?$/, path && "/")}index.html`; // "" and "shapes" and "shapes/" mean pages
  if (path in FILES) event.respondWith(needed(path) ? kept(path, request) : keptWhenUsed(path, event));
  else if (page in FILES && path && !path.endsWith("/")) event.respondWith(Response.redirect(`${url.origin}${url.pathname}/${url.search}`));
  else if (page in FILES) event.respondWith(kept(page, request));
  else if (path.startsWith("assets/")) event.respondWith(ofAnotherVersion(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(notFound));
});

/** The file itself, as the cache has it: only so does the browser keep what it has compiled of it. Where the cache has
    lost it, or all, it is had again; where there is no room for it, it is handed over all the same. */
async function kept(path, request) {
  try {
    const stored = (await trusted(path)) && (await inCache(path)); // which the browser may have emptied meanwhile
    if (stored) return stored;
    const right = await had(path);
    await keep(path, right.clone()).catch(() => checked.delete(path));
    return (await inCache(path)) ?? right;
  } catch (error) {
    // Another version's page finds its own files, whose names carry their hash; another version's file would be wrong.
    const page = request?.mode === "navigate" && (await fetch(request).catch(() => undefined));
    if (page?.ok) return page;
    const reason = `This file of the book is missing on this device or damaged, and could not be fetched again (${error.message}).`;
    return new Response(reason, { status: 502, statusText: "not stored, and not to be had now" });
  }
}

/** What is large and not everybody's: kept from its first use on, and handed over while it arrives. */
async function keptWhenUsed(path, event) {
  const found = await find(path);
  if (found) return found;
  const response = await fetch(event.request);
  const copy = response.clone();
  const keep = async () => {
    const bytes = await copy.arrayBuffer();
    if (await isRight(path, bytes)) await (await caches.open(CACHE)).put(address(path), packed(copy, bytes));
  };
  event.waitUntil(keep().catch(() => undefined)); // the page hears of a broken download by its own copy
  return response;
}

/** A page that has been open since before an update asks for its own files; their names carry their hash. */
async function ofAnotherVersion(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}

async function notFound() {
  const page = await kept("404.html");
  return new Response(page.body, { status: 404, headers: page.headers });
}
