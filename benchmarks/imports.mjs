// node benchmarks/imports.mjs MODULE…: milliseconds that each import takes in Pyodide, as JSON.
//
// The library's files are unpacked first, as they are on the site; each module comes with all that it brings along.

import { loadPyodide } from "pyodide";

const pyodide = await loadPyodide();
pyodide.globals.set("wanted", process.argv.slice(2));
console.log(
  pyodide.runPython(`
import sys

there = set(sys.modules)
import zipfile

(packed,) = (place for place in sys.path if place.endswith(".zip"))
zipfile.ZipFile(packed).extractall("/unpacked")
sys.path[:] = ["/unpacked", *(place for place in sys.path if place != packed)]
sys.path_importer_cache.clear()

import importlib, json, time

took = {}
for module in wanted:
    for name in set(sys.modules) - there - {"importlib", "json", "time"}:
        del sys.modules[name]
    begun = time.perf_counter()
    importlib.import_module(module)
    took[module] = 1000 * (time.perf_counter() - begun)
json.dumps(took)
`),
);
