// The service worker: keeps one whole version of the book on the reader's device.
//
// The builder writes the list of this version's files before this text (version.d.ts). Another book is another list, so
// another text, and that is how a browser notices a new version. It installs the new worker beside the old one, in a cache
// of its own, and the old one serves its own version until it is replaced.

import type { Answer, Request, Requests } from "../messages.ts";
import { answer } from "./answering.ts";
import { check, checkAll, fill, tidy } from "./life.ts";

declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", answer);

const REQUESTS: { [Name in Request]: () => Promise<Requests[Name]> } = {
  replace: async () => {
    await self.skipWaiting();
    return undefined;
  },
  check,
  checkAll,
  tidy,
};

self.addEventListener("message", (event) => {
  const say = (words: Answer) => event.ports[0]?.postMessage(words);
  const work = async () => REQUESTS[event.data as Request]?.();
  event.waitUntil(
    work().then(
      (result) => say({ result }),
      (error: Error) => say({ problem: error.message }),
    ),
  );
});
