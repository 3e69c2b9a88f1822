// Byte-compiles Python sources with the very interpreter that will run them: `node compile.mjs PYODIDE_DIR WORK_DIR`.
// WORK_DIR/jobs.json lists {source, target, filename, optimise, lines}; sources are read from, targets written to WORK_DIR.
import { pathToFileURL } from "node:url";
import path from "node:path";

const [pyodideFolder, workFolder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodideFolder, "pyodide.mjs")).href);
// A fixed hash seed: sets in the code objects are then always written in the same order.
const pyodide = await loadPyodide({ env: { PYTHONHASHSEED: "0" }, indexURL: pyodideFolder + path.sep });
pyodide.FS.mkdirTree("/work");
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: workFolder }, "/work");
pyodide.runPython(`
import importlib.util, json, marshal, pathlib, types, warnings

work = pathlib.Path("/work")
warnings.simplefilter("ignore")  # odd escapes in other people's docstrings

def without_lines(code):
    """The same code, all instructions of which say that they come from the first line of their function.

    A line table's entry of kind 13 is for up to 8 units of code and gives a step from the last line, here 0.
    """
    units = len(code.co_code) // 2
    table = b"".join(bytes((0x80 | 13 << 3 | min(8, units - at) - 1, 0)) for at in range(0, units, 8))
    inner = tuple(without_lines(one) if isinstance(one, types.CodeType) else one for one in code.co_consts)
    return code.replace(co_linetable=table, co_consts=inner)

for job in json.loads((work / "jobs.json").read_text()):
    source = (work / job["source"]).read_bytes()
    if source.startswith(importlib.util.MAGIC_NUMBER):
        code = marshal.loads(source[16:])  # compiled by others, behind a header of 16 bytes
    else:
        code = compile(source, job["filename"], "exec", dont_inherit=True, optimize=job["optimise"])
    if not job["lines"]:
        code = without_lines(code)
    flags = (0b01).to_bytes(4, "little")  # named by the source's hash, and never checked against it
    target = work / job["target"]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(importlib.util.MAGIC_NUMBER + flags + importlib.util.source_hash(source) + marshal.dumps(code))
`);
