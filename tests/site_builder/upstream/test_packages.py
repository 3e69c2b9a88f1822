"""From wheels to the browser's site-packages: what is copied, what is compiled, what stays behind."""

from __future__ import annotations

import importlib
import importlib.resources
import marshal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from site_builder.archive import zip_of
from site_builder.upstream.packages import app_tree, module_names, packed, site_packages, split, standard_library
from site_builder.upstream.python import later
from site_builder.upstream.python import packed as unpacks

WHEEL = zip_of(
    {
        "numpy/__init__.py": b"'''Doc.'''",
        "numpy/_core/_umath.cpython-313-wasm32-emscripten.so": b"wasm",
        "numpy/_core/include/array.h": b"",
        "numpy/_core/tests/test_umath.py": b"",
        "numpy/f2py/crackfortran.py": b"",
        "numpy/py.typed": b"",
        "numpy-2.2.5.dist-info/METADATA": b"Version: 2.2.5",
        "numpy-2.2.5.dist-info/RECORD": b"",
    }
)
PURE = zip_of(
    {
        "markupsafe/__init__.py": b"",
        "markupsafe/_speedups.cpython-313-x86_64-linux-gnu.so": b"elf",
        "altair/utils/_importers.py": b"",
        "altair/vegalite/v6/schema/vega-lite-schema.json": b"{}",
        "streamlit/runtime/runtime.pyc": b"code",
    }
)


def test_what_nothing_reads_stays_behind() -> None:
    tree = site_packages({"numpy": WHEEL, "markupsafe": PURE}, {"ssl.py": b"pass"})
    assert sorted(tree.files) == [
        "altair/utils/_importers.py",
        "altair/vegalite/v6/schema/vega-lite-schema.json",
        "numpy-2.2.5.dist-info/METADATA",
        "numpy/_core/_umath.cpython-313-wasm32-emscripten.so",
    ]
    compiled = ["markupsafe/__init__.pyc", "numpy/__init__.pyc", "ssl.pyc", "streamlit/runtime/runtime.pyc"]
    assert sorted(tree.jobs) == compiled
    assert not any(job.lines for job in tree.jobs.values())


def test_docstrings_go_except_where_they_are_read() -> None:
    tree = site_packages({"numpy": WHEEL, "markupsafe": PURE}, {})
    assert tree.jobs["numpy/__init__.pyc"].optimise == 0
    assert tree.jobs["markupsafe/__init__.pyc"].optimise == 2


def test_modules_of_the_library_keep_their_place() -> None:
    tree = standard_library(zip_of({"json/__init__.py": b"x = 1", "zoneinfo/data": b"z"}))
    assert tree.files == {"zoneinfo/data": b"z"}
    assert tree.jobs["json/__init__.pyc"].source == b"x = 1"


def test_the_librarys_modules_keep_their_source_beside_their_byte_code_and_others_are_byte_code() -> None:
    files = {"app.py": b"a", "pages/one.py": b"p", "mlp_core/network.py": b"n", "content/one.md": b"m"}
    tree = app_tree({**files, "widgets/kit/reader.py": b"r"})
    assert tree.files == files
    assert {path: (job.filename, job.optimise) for path, job in tree.jobs.items()} == {
        "mlp_core/__pycache__/network.cpython-313.pyc": ("/home/pyodide/mlp_core/network.py", 0),
        "widgets/kit/reader.pyc": ("/home/pyodide/widgets/kit/reader.py", 2),
    }


def test_every_file_comes_at_first_or_later_and_once() -> None:
    packages = {
        "altair/__init__.pyc": b"a",
        "numpy/__init__.pyc": b"n",
        "numpy/fft/_pocketfft.pyc": b"f",
        "x.pyc": b"x",
    }
    library = {"json/__init__.pyc": b"j", "unittest/__init__.pyc": b"u", "encodings/utf_8.pyc": b"8"}
    first, core, later = split(packages, library)
    assert first.keys() == {"numpy/__init__.pyc", "x.pyc"}
    assert core.keys() == {"json/__init__.pyc", "encodings/utf_8.pyc"}
    assert later == {
        "charts": {"altair/__init__.pyc": b"a"},
        "numbers": {"numpy/fft/_pocketfft.pyc": b"f"},
        "later": {"unittest/__init__.pyc": b"u"},
    }
    assert split(packages, library, put_off=False) == (packages, library, {archive: {} for archive in later})


def test_modules_are_named_as_they_are_imported() -> None:
    paths = ["altair/__init__.pyc", "numpy/fft/_umath.cpython-313-wasm32-emscripten.so", "pdb.pyc", "altair/py.json"]
    assert module_names(paths) == ["altair", "numpy.fft._umath", "pdb"]


def byte_code(source: str) -> bytes:
    """A .pyc file of this Python: its head, then the code."""
    return bytes(16) + marshal.dumps(compile(source, "x", "exec"))


@pytest.fixture
def own_imports(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test imports and adds is gone after it."""
    monkeypatch.setattr(unpacks, "_table", {})
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.mark.usefixtures("own_imports")
def test_packed_modules_are_imported_as_from_their_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "hl_box/__init__.pyc": byte_code("from . import lid"),
        "hl_box/lid.pyc": byte_code("colour = 'red'"),
        "hl_box/words.txt": b"words",
        "hl_space/part/deep.pyc": byte_code("at = __name__"),
        "hl_own/__init__.py": b"'its source'",
        "hl_own/__pycache__/__init__.cpython-313.pyc": byte_code("'its source'"),
        "packed.pyc": b"what reads them",
    }
    written = packed(files, f"{tmp_path}/")
    assert sorted(written) == [
        "hl_box/words.txt",
        "hl_own/__init__.py",
        "hl_space/.folder",
        "hl_space/part/.folder",
        "modules.bin",
        "packed.pyc",
    ]
    for path, content in written.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    monkeypatch.syspath_prepend(tmp_path)
    unpacks.add(str(tmp_path))
    assert not (tmp_path / "modules.bin").exists()

    box = importlib.import_module("hl_box")
    assert (box.lid.colour, box.__file__, box.__path__) == (
        "red",
        f"{tmp_path}/hl_box/__init__.pyc",
        [f"{tmp_path}/hl_box"],
    )
    assert importlib.resources.files("hl_box").joinpath("words.txt").read_text(encoding="utf-8") == "words"
    assert importlib.import_module("hl_space.part.deep").at == "hl_space.part.deep"
    assert importlib.import_module("hl_own").__file__ == f"{tmp_path}/hl_own/__init__.py"  # for who asks for its source
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("hl_box.nothing")


@pytest.mark.usefixtures("own_imports")
def test_what_is_fetched_when_it_is_imported_is_found_by_the_same_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finder that left its place while the others are asked would have the next one left out."""
    files = {"hl_late/__init__.pyc": byte_code("here = True"), "hl_late/words.txt": b"words"}
    asked: list[str] = []

    def fetch(finder: later.Finder, wanted: str) -> None:
        asked.append(wanted)
        for path, content in packed(files, f"{tmp_path}/").items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(content)
        unpacks.add(str(tmp_path))
        finder.arrived()

    monkeypatch.setattr(later.Finder, "fetch", fetch)
    monkeypatch.syspath_prepend(tmp_path)
    sys.meta_path.insert(0, unpacks.Finder)
    first, others = (later.expect(names, "", print) for names in (["hl_late"], ["hl_never"]))
    assert importlib.import_module("hl_late").here
    assert (asked, first.needed, others.needed) == (["hl_late"], False, True)


def test_the_same_modules_are_packed_into_the_same_bytes() -> None:
    files = {f"m{number}.pyc": byte_code(f"x = {number}") for number in range(9)}
    assert packed(files, "/a/") == packed(dict(reversed(files.items())), "/a/")
