// Byte-compiles Python sources with the very interpreter that will run them: `node compile.mjs PYODIDE_DIR WORK_DIR`.
// WORK_DIR/jobs.json lists {source, target, filename, optimise}; sources are read from, targets written to WORK_DIR.
import { pathToFileURL } from "node:url";
import path from "node:path";

const [pyodideFolder, workFolder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodideFolder, "pyodide.mjs")).href);
// A fixed hash seed: sets in the code objects are then always written in the same order.
const pyodide = await loadPyodide({ env: { PYTHONHASHSEED: "0" }, indexURL: pyodideFolder + path.sep });
pyodide.FS.mkdirTree("/work");
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: workFolder }, "/work");
pyodide.runPython(`
import importlib.util, json, marshal, pathlib, warnings

work = pathlib.Path("/work")
warnings.simplefilter("ignore")  # odd escapes in other people's docstrings
for job in json.loads((work / "jobs.json").read_text()):
    source = (work / job["source"]).read_bytes()
    code = compile(source, job["filename"], "exec", dont_inherit=True, optimize=job["optimise"])
    flags = (0b01).to_bytes(4, "little")  # named by the source's hash, and never checked against it
    target = work / job["target"]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(importlib.util.MAGIC_NUMBER + flags + importlib.util.source_hash(source) + marshal.dumps(code))
`);
