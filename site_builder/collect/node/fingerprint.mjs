// What code does, as a hash, without its lines and docstrings: `node fingerprint.mjs PYODIDE_DIR WORK_DIR`.
// WORK_DIR/jobs.json lists [file, name]: source or byte code in WORK_DIR, and the function or class in it, "" for all of
// it. The hashes are written to WORK_DIR/fingerprints.json in the same order, null where there is nothing of that name; a
// text in their place says why there are none.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodideFolder, workFolder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodideFolder, "pyodide.mjs")).href);
const pyodide = await loadPyodide({ indexURL: pyodideFolder + path.sep });
pyodide.FS.mkdirTree("/work");
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: workFolder }, "/work");
pyodide.runPython(`
import hashlib, importlib.util, json, marshal, pathlib, sys, types, warnings

work = pathlib.Path("/work")
warnings.simplefilter("ignore")
NEW_LOCALS, HAS_DOCSTRING = 0x2, 0x4000000

def within(code):
    yield code
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield from within(one)

def has_words(code):
    """Whether the first constant is a docstring, or before Python 3.14 the None in the place of one."""
    if sys.version_info >= (3, 14):
        return code.co_flags & HAS_DOCSTRING
    return code.co_flags & NEW_LOCALS and not code.co_name.startswith("<")

def described(code):
    constants = code.co_consts[1:] if has_words(code) else code.co_consts
    told = [one.co_qualname if isinstance(one, types.CodeType) else
            repr(sorted(map(repr, one))) if isinstance(one, frozenset) else repr(one) for one in constants]
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return repr((code.co_qualname, code.co_code, names, code.co_argcount, code.co_kwonlyargcount, told))

def fingerprint(file, name):
    content = (work / file).read_bytes()
    is_compiled = content.startswith(importlib.util.MAGIC_NUMBER)
    whole = marshal.loads(content[16:]) if is_compiled else compile(content, name, "exec", dont_inherit=True, optimize=0)
    found = [code for code in within(whole) if not name or code.co_qualname == name]
    text = "".join(described(inner) for code in found for inner in within(code))
    return hashlib.sha256(text.encode()).hexdigest() if found else None

def is_of_another_python(file):
    content = (work / file).read_bytes()
    return content[2:4] == b"\\r\\n" and not content.startswith(importlib.util.MAGIC_NUMBER)

jobs = json.loads((work / "jobs.json").read_text())
strange = any(is_of_another_python(file) for file, _ in jobs)
here = "Pyodide runs Python %d.%d" % sys.version_info[:2]
result = here + ", and stlite's byte code is of another one" if strange else [fingerprint(*job) for job in jobs]
(work / "fingerprints.json").write_text(json.dumps(result))
`);
