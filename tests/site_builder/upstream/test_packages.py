"""From wheels to the browser's site-packages: what is copied, what is compiled, what stays behind."""

from __future__ import annotations

from site_builder.archive import zip_of
from site_builder.upstream.packages import app_tree, module_names, site_packages, split, standard_library

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
    assert split(packages, library, put_off=False) == (packages, library, {})


def test_modules_are_named_as_they_are_imported() -> None:
    paths = ["altair/__init__.pyc", "numpy/fft/_umath.cpython-313-wasm32-emscripten.so", "pdb.pyc", "altair/py.json"]
    assert module_names(paths) == ["altair", "numpy.fft._umath", "pdb"]
