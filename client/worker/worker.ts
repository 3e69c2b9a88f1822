// The page's one worker: Python lives here. Its address ends in "#app=<archive>", the book's own files,
// and perhaps "&data=<address>&file=<path>": what the page's lesson works with.
// Importing the loader starts all downloads at once; stlite's own worker script follows when the page has loaded stlite.
"use strict";

import(new URL("loader.mjs", self.location.href).href);

self.onmessage = (event) => {
  if (event.data === "start streamlit") {
    importScripts(new URL("stlite-worker.js", self.location.href).href); // takes over self.onmessage
  }
};
