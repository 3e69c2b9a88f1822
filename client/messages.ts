/* What the page, its worker and the service worker say to one another. */

/** The worker to the page (worker/loader.ts, and upstream/python/browser_patches.py for `book:messages`). */
export type FromWorker =
  | { type: "book:step" }
  | { type: "book:waiting"; files: string[] } // what is still on its way, each time that this changes
  | { type: "book:failed"; reason: string }
  | { type: "book:messages"; payloads: Uint8Array[] } // all that one run of Python says
  | { type: "event:loadProgress" }; // stlite's own

/** The loader's file. Servers know the type of .js; stlite takes only a name that ends in .mjs for a module. Both name it by
    these very words, or it would be loaded twice. */
export const LOADER = "loader.js#.mjs";

/** The page to the worker. */
export type ToWorker = "start streamlit" | "book:replayed" | "book:rest";

/** The page to the service worker, which answers each by an Answer; what the number counts is said there. */
export interface Requests {
  /** Take the old version's place. */
  replace: undefined;
  /** Compare a share of the stored files, or all, with their hashes: how many were mended. */
  check: number;
  checkAll: number;
  /** Remove older versions. */
  tidy: undefined;
}

export type Request = keyof Requests;
export type Answer = { result: Requests[Request]; problem?: undefined } | { problem: string };

/** What the page says on the channel of the site's root to a service worker that is being installed. */
export const ALLOWED = "allowed";
