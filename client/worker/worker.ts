// The page's one worker: Python lives here. Its address ends in "#app=<archive>", the book's own files,
// and perhaps "&data=<address>&file=<path>": what the page's lesson works with.
// Importing the loader starts all downloads at once; stlite's own worker script follows when the page has loaded stlite.

import { LOADER, type ToWorker } from "../messages.ts";

declare const self: DedicatedWorkerGlobalScope;

const here = (name: string) => new URL(name, self.location.href).href;

void import(here(LOADER));

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data === "start streamlit") self.importScripts(here("stlite-worker.js")); // takes over self.onmessage
};
