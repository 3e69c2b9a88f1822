// Runs a Python module of this repository inside Pyodide, under node:
//   node benchmarks/pyodide.mjs FOLDER_WITH_THE_NUMPY_WHEEL MODULE [ARGUMENT…]
// The Python files are read from disk into Pyodide's file system; what the module prints goes to standard output.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [wheels, module, ...parameters] = process.argv.slice(2);
const { loadPyodide } = await import(join(root, "node_modules/pyodide/pyodide.mjs"));
const pyodide = await loadPyodide({
  indexURL: join(root, "node_modules/pyodide/"),
  packageCacheDir: wheels,
  stdout: (line) => console.log(line),
  stderr: (line) => console.error(line),
});
await pyodide.loadPackage("numpy", { messageCallback: () => {} });

function copy(folder) {
  pyodide.FS.mkdirTree(`/book/${folder}`);
  for (const name of readdirSync(join(root, folder))) {
    const path = join(root, folder, name);
    if (statSync(path).isDirectory()) copy(`${folder}/${name}`);
    else if (name.endsWith(".py")) {
      pyodide.FS.writeFile(`/book/${folder}/${name}`, readFileSync(path));
    }
  }
}
copy("mlp_core");
copy("benchmarks");
pyodide.runPython(`
import runpy, sys
sys.path.insert(0, "/book")
sys.argv = ["${module}", *${JSON.stringify(parameters)}]
runpy.run_module("${module}", run_name="__main__")
`);
