// A notebook that has nothing but stock Pyodide: `node stock_pyodide.mjs PYODIDE PACKAGES MICROPIP WHAT PROGRAM`.
// PYODIDE: the npm package; PACKAGES: a folder with packages of its distribution; MICROPIP: a wheel; WHAT: the address of
// a wheel, for micropip; PROGRAM: Python, whose last value is printed in a line of its own.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, packages, micropip, what, program] = process.argv.slice(2);
try {
  const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")).href);
  const python = await loadPyodide({ indexURL: pyodide + path.sep, packageCacheDir: packages });
  await python.loadPackage(micropip);
  await python.pyimport("micropip").install(what);
  console.log(`\n${python.runPython(program)}`);
} catch (error) {
  // By itself node would print the line of Pyodide that threw, which is a megabyte long.
  console.error(error.message);
  process.exit(1);
}
