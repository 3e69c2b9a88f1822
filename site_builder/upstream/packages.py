"""What goes into the browser's site-packages: from wheels to plain tables of files to copy and modules to compile."""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from site_builder.archive import read_zip
from site_builder.collect.compiler import Job
from site_builder.upstream.python.packed import PACK

SITE_PACKAGES = "/lib/python3.13/site-packages/"
HOME = "/home/pyodide/"

# Left out of every package: nothing in the running book reads these.
_UNUSED = re.compile(
    r"(^|/)(_?tests?|_examples|testing_resources|__pycache__)/"
    r"|\.(pyi|pxd|pyx|h|c|a|lib|f90)$|/py\.typed$"
    r"|^numpy/(f2py|distutils|_pyinstaller)/"
    r"|\.(so|dylib|pyd)$"
    r"|^streamlit/(static|hello|\.agents)/|^streamlit/web/skills\."
    r"|^pyodide_http/"
)
# Of the packaging notes, the metadata alone: importlib.metadata reads versions from it.
_NOTES = re.compile(r"\.(dist-info|data)/(?!METADATA$)")
# The compiled parts that are kept: NumPy's, made for Pyodide and verified against its official lock.
_FOR_BROWSER = re.compile(r"\.cpython-313-wasm32-emscripten\.so$")
# NumPy and Altair build some of their documentation from docstrings at import, so these must stay.
_NEEDS_DOCSTRINGS = re.compile(r"^(numpy|altair)/")
# Modules that only write the manual of NumPy's compiled functions into these.
_MANUAL = frozenset({"numpy/_core/_add_newdocs.py", "numpy/_core/_add_newdocs_scalars.py"})
# stlite reloads this module from its source, to tell Altair that there is no pyarrow.
_NEEDS_SOURCE = frozenset({"altair/utils/_importers.py"})

# Byte code in one file: the module that reads it stands beside it; without what each .pyc file begins with; and by the
# newest version of marshal whose bytes do not depend on who else refers to an object.
_UNPACKS = "packed.pyc"
_HEAD = 16
_MARSHAL = 2

# Modules that hardly a page begins with, by the archive in which they come later (python/later.py). A module may be
# added at will; one that a page does begin with costs that page a wait.
_LATER_PACKAGES = {
    "charts": re.compile(
        r"^(altair|narwhals|jsonschema|pyrsistent|attrs?|jinja2|idna)/|^_pyrsistent_version\."
        r"|^packaging/(?!(__init__|version|_structures|tags|utils|_elffile|_manylinux|_musllinux)\.)"
    ),
    "numbers": re.compile(
        r"^numpy/(fft|ma|polynomial|testing|ctypeslib|char|rec|strings|doc|compat)/"
        r"|^numpy/(_core/(strings|defchararray)|_utils/_pep440|matlib|typing/mypy_plugin)\."
        r"|^numpy/(linalg/(lapack_lite|_umath_linalg)|random/(mtrand|_philox|_sfc64|_pickle))\."
        r"|^numpy/(lib/(recfunctions|user_array|_user_array_impl)|ctypeslib|conftest)\."
    ),
    "later": re.compile(
        r"^streamlit/(testing/|vendor/pympler/|web/(cli|server/app_discovery)\.|(runtime/credentials|git_util)\."
        r"|watcher/(event_based_path|polling_path)_watcher\.|components/v2/types\.|dataframe/lazy_df_adapters\.)"
        r"|^anyio/(_backends/_trio|pytest_plugin|to_(process|interpreter)|streams/(file|text|buffered))\."
        r"|^starlette/(testclient|schemas|templating|staticfiles|endpoints|authentication|config|status)\."
        r"|^starlette/middleware/(authentication|base|cors|httpsredirect|opentelemetry|trustedhost|wsgi)\."
        r"|^(htpy/(html2htpy|django|starlette)|markdown_it/(tree\.|cli/))"
        r"|^google/protobuf/(compiler/|internal/(\w+_benchmark|testing_refleaks)\.|(service_reflection|proto_builder)\.)"
        r"|^mdit_py_plugins/(?!(__init__\.|colon_fence|utils))"
    ),
}
_LATER_LIBRARY = re.compile(
    r"^(_pyrepl|ensurepip|idlelib|lib2to3|multiprocessing|pydoc_data|sqlite3|unittest|wsgiref|xmlrpc|curses|dbm)/"
    r"|^xml/(?!(__init__|etree/(__init__|ElementTree|ElementPath))\.)"
    r"|^(__hello__|_aix_support|_android_support|_apple_support|_ios_support|_osx_support|_pydatetime|_pydecimal|_pyio|_py_abc"
    r"|_pylong|_sysconfigdata[\w-]*|_markupbase|antigravity|argparse|cgi|chunk|bdb|cmd|code|codeop|compileall|cProfile|configparser"
    r"|_strptime|doctest|filecmp|fileinput|ftplib|getopt|getpass|gettext|graphlib|gzip|imaplib|mailbox|modulefinder|netrc|nturl2path|optparse|pdb|pickletools|plistlib"
    r"|poplib|profile|pstats|pty|py_compile|pyclbr|pydoc|rlcompleter|runpy|sched|shelve|smtplib|socketserver|statistics"
    r"|symtable|tabnanny|tarfile|telnetlib|trace|tracemalloc|tty|turtle|wave|webbrowser|zipapp)\.pyc?$"
    r"|^(email/(_header_value_parser|headerregistry|contentmanager|generator|policy|mime/\w+)|html/parser"
    r"|http/(cookiejar|server)|logging/(handlers|config)|urllib/robotparser|zoneinfo/_zoneinfo|pyodide/(console|http)"
    r"|concurrent/futures/process|asyncio/((proactor|windows)_\w+|__main__)|ctypes/(util|wintypes|_aix|macholib/\w+))\.pyc?$"
    r"|^encodings/(?!(__init__|aliases|ascii|base64_codec|cp1252|cp437|hex_codec|idna|latin_1|raw_unicode_escape"
    r"|rot_13|unicode_escape|utf_8)\.)"
)


@dataclass
class Tree:
    """Part of Python's file system: files as they are, and modules still to be compiled, by path."""

    files: dict[str, bytes] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)


def site_packages(wheels: Mapping[str, bytes], own: Mapping[str, bytes]) -> Tree:
    """The packages of all wheels, and the builder's own modules, in one folder.

    wheels: name -> wheel; own: path -> source of modules that the builder adds.
    """
    tree = Tree()
    for wheel in wheels.values():
        for path, content in read_zip(wheel).items():
            if _is_used(path):
                _add(tree, path, content, 0 if _NEEDS_DOCSTRINGS.match(path) else 2)
    for path, content in own.items():
        _add(tree, path, content, 2)
    return tree


def _is_used(path: str) -> bool:
    if _FOR_BROWSER.search(path):
        return True
    return _UNUSED.search(path) is None and _NOTES.search(path) is None


def _add(tree: Tree, path: str, content: bytes, optimise: int) -> None:
    """Line numbers are a third of all byte code, and other people's files are not there to be looked up anyway."""
    if path.endswith((".py", ".pyc")) and path not in _NEEDS_SOURCE:
        source = path.removesuffix("c")
        content = b"" if path in _MANUAL else content
        tree.jobs[source + "c"] = Job(content, SITE_PACKAGES + source, optimise, lines=False)
    elif path.endswith(".dist-info/METADATA"):
        tree.files[path] = b"".join(re.findall(rb"^(?:Metadata-Version|Name|Version): .*\n?", content, re.MULTILINE))
    else:
        tree.files[path] = content


def standard_library(zipped: bytes) -> Tree:
    """Pyodide's python_stdlib.zip, to be compiled; docstrings and asserts are dropped."""
    tree = Tree()
    for path, content in read_zip(zipped).items():
        if path.endswith(".py"):
            tree.jobs[path + "c"] = Job(content, "/lib/python313.zip/" + path, 2, lines=False)
        else:
            tree.files[path] = content
    return tree


def split(
    packages: Mapping[str, bytes], library: Mapping[str, bytes], *, put_off: bool = True
) -> tuple[dict[str, bytes], dict[str, bytes], dict[str, dict[str, bytes]]]:
    """Compiled packages and standard library: (packages at first, library at first, what comes later), by path.

    What comes later, by its archives. put_off: whether anything does; else these are empty.
    """
    if not put_off:
        return dict(packages), dict(library), {archive: {} for archive in _LATER_PACKAGES}
    later = {
        archive: {path: content for path, content in packages.items() if pattern.match(path)}
        for archive, pattern in _LATER_PACKAGES.items()
    }
    later["later"] |= {path: content for path, content in library.items() if _LATER_LIBRARY.match(path)}
    put = {path for files in later.values() for path in files}
    first, core = ({path: files[path] for path in files if path not in put} for files in (packages, library))
    return first, core, later


def packed(files: Mapping[str, bytes], root: str) -> dict[str, bytes]:
    """Files by path, with their modules' byte code in one: what upstream/python/packed.py adds.

    root: the folder in which all of them will lie.
    """
    modules, others = {}, {}
    for path, content in sorted(files.items()):
        if path.endswith(".pyc") and path != _UNPACKS:
            place = re.sub(r"__pycache__/(\w+)\.cpython-313\.pyc$", r"\1.py", path)
            modules[_module(place)] = (root + place, content[_HEAD:])
        else:
            others[path] = content
    for folder in {str(folder) for name in modules for folder in PurePosixPath(name.replace(".", "/")).parents[:-1]}:
        if folder.replace("/", ".") not in modules:
            others[f"{folder}/.folder"] = b""  # a package without code of its own is found by its folder
    return {**others, PACK: marshal.dumps(modules, _MARSHAL)}


def module_names(paths: Iterable[str]) -> list[str]:
    """The modules that these files of byte code are, by their full names."""
    return sorted(_module(path) for path in paths if re.search(r"(\.pyc|\.cpython-313[^/]*\.so)$", path))


def _module(path: str) -> str:
    return path.partition(".")[0].removesuffix("/__init__").replace("/", ".")


def app_tree(files: Mapping[str, bytes]) -> Tree:
    """The book's own files. The library keeps its sources and docstrings, which readers may ask for in their cells; of
    all else the byte code is enough, and its line numbers are in the tracebacks of a page that fails."""
    tree = Tree()
    for path, content in files.items():
        folder, _, name = path.rpartition("/")
        if not name.endswith(".py") or folder in ("", "pages"):  # Streamlit reads the pages' source itself
            tree.files[path] = content
        elif path.startswith("mlp_core/"):
            tree.files[path] = content
            tree.jobs[f"{folder}/__pycache__/{name[:-3]}.cpython-313.pyc"] = Job(content, HOME + path, 0)
        else:
            tree.jobs[path + "c"] = Job(content, HOME + path, 2)
    return tree
