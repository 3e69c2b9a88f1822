// What pages are answered.

import { doubt, find, had, inCache, isNeeded, isRight, isTrusted, keep, packed, put, ROOT } from "./files.ts";
import { meaningOf } from "./meaning.ts";

export function answer(event: FetchEvent): void {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(ROOT) || request.headers.has("Range")) return;
  if (request.cache === "no-store") return; // the check page asks what the network itself brings
  const meaning = meaningOf(decodeURIComponent(url.pathname.slice(new URL(ROOT).pathname.length)), FILES);
  switch (meaning.kind) {
    case "file":
      event.respondWith(isNeeded(meaning.path) ? kept(meaning.path, request) : keptWhenUsed(meaning.path, event));
      break;
    case "folder":
      event.respondWith(Response.redirect(`${url.origin}${url.pathname}/${url.search}`));
      break;
    case "asset":
      event.respondWith(ofAnotherVersion(request));
      break;
    case "unknown":
      if (request.mode === "navigate") event.respondWith(fetch(request).catch(notFound));
  }
}

/** The file itself, as the cache has it: only so does the browser keep what it has compiled of it. Where the cache has
    lost it, or all, it is had again; where there is no room for it, it is handed over all the same. */
async function kept(path: string, request?: Request): Promise<Response> {
  try {
    const stored = (await isTrusted(path)) && (await inCache(path)); // which the browser may have emptied meanwhile
    if (stored) return stored;
    const right = await had(path);
    await keep(path, right.clone()).catch(() => doubt(path));
    return (await inCache(path)) ?? right;
  } catch (error) {
    // Another version's page finds its own files, whose names carry their hash; another version's file would be wrong.
    const page = request?.mode === "navigate" ? await fetch(request).catch(() => undefined) : undefined;
    return page?.ok ? page : lost(error as Error);
  }
}

function lost({ message }: Error): Response {
  const reason = `This file of the book is missing on this device or damaged, and could not be fetched again (${message}).`;
  return new Response(reason, { status: 502, statusText: "not stored, and not to be had now" });
}

/** What is large and not everybody's: kept from its first use on, and handed over while it arrives. */
async function keptWhenUsed(path: string, event: FetchEvent): Promise<Response> {
  const found = await find(path);
  if (found) return found;
  const response = await fetch(event.request);
  const copy = response.clone();
  const keepIt = async () => {
    const bytes = await copy.arrayBuffer();
    if (await isRight(path, bytes)) await put(path, packed(copy, bytes));
  };
  event.waitUntil(keepIt().catch(() => undefined)); // the page hears of a broken download by its own copy
  return response;
}

/** A page that has been open since before an update asks for its own files; their names carry their hash. */
async function ofAnotherVersion(request: Request): Promise<Response> {
  return (await caches.match(request.url)) ?? fetch(request);
}

async function notFound(): Promise<Response> {
  const page = await kept("404.html");
  return new Response(page.body, { status: 404, headers: page.headers });
}
