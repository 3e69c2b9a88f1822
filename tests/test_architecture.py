"""The one-way flow of DESIGN: content → lessons → widgets → studies → mlp_core, kept by reading every import.

Each rule looks at all its files in one test and names those that break it: a test a file took longer to start than to
look.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from site_builder.upstream.outside import OUTSIDE
from tests.sources import READS_SOURCES, text, tree
from widgets.registry import WIDGETS

pytestmark = READS_SOURCES
ROOT = Path(__file__).resolve().parent.parent
OURS = {"app", "pages", "lessons", "widgets", "studies", "teacher", "mlp_core", "site_builder", "press", "benchmarks"}
OURS |= {"tools"}
# Who may import whom among our own packages.
ALLOWED = {
    "app.py": {"lessons", "widgets"},
    "pages": {"lessons"},
    "lessons": {"lessons", "widgets"},
    "widgets": {"widgets", "studies", "mlp_core"},
    "teacher": {"teacher", "studies", "mlp_core"},
    "press": {"press", "site_builder"},
    "studies": {"studies", "mlp_core"},
    "mlp_core": {"mlp_core"},
}


def files(place: str) -> list[Path]:
    """All of a package's modules."""
    found = sorted((ROOT / place).rglob("*.py"))
    assert found, f"{place}: no files"
    return found


def named(path: Path, wrong: object = None, line: int | None = None) -> str:
    """What a rule says of a file that breaks it."""
    place = path.relative_to(ROOT).as_posix() + (f":{line}" if line else "")
    return f"{place}: {wrong}" if wrong else place


@cache
def imports(path: Path) -> frozenset[str]:
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            names.add((node.module or "").split(".")[0])
    return frozenset(names)


@pytest.mark.parametrize("place", ALLOWED)
def test_arrows_point_one_way(place: str) -> None:
    found = [ROOT / place] if place.endswith(".py") else files(place)
    wrong = {path: (imports(path) & OURS) - ALLOWED[place] for path in found}
    assert [named(path, names) for path, names in wrong.items() if names] == []


def test_rendering_touches_nothing() -> None:
    """The site's files are made of plain data alone: nothing is read, fetched or started on the way."""
    rendering = files("site_builder/render")
    assert [named(path) for path in rendering if "site_builder.collect" in text(path)] == []
    outside = {"subprocess", "os", "shutil", "socket", "tempfile", "pathlib"}
    assert [named(path, imports(path) & outside) for path in rendering if imports(path) & outside] == []


# What is read, in its order; each file imports only from those before it, and none the machinery under fit.
READING = (
    *(
        "checks",
        "code",
        "calls",
        "activations",
        "losses",
        "initializers",
        "backprop",
        "metrics",
        "network",
        "gradcheck",
    ),
    *("optimizers", "gradient_descent"),
)


def modules(path: Path) -> set[str]:
    """What a file of mlp_core imports from it, by the first part of the module's name."""
    nodes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
    return {node.module.split(".")[1] for node in nodes if node.module and node.module.startswith("mlp_core.")}


@pytest.mark.parametrize("name", READING)
def test_the_readable_path_runs_one_way_and_never_into_the_fast_one(name: str) -> None:
    before = {*READING[: READING.index(name)], "datasets"} if name == "network" else set(READING[: READING.index(name)])
    assert modules(ROOT / "mlp_core" / f"{name}.py") <= before


def test_the_machinery_does_not_import_what_runs_on_it() -> None:
    for path in (ROOT / "mlp_core" / "fast").glob("*.py"):
        assert not modules(path) & {"training", "sweeps", "export"}


@pytest.mark.parametrize("place", ["mlp_core", "studies"])
def test_numbers_need_numpy_alone(place: str) -> None:
    known = {"mlp_core", "studies", "numpy"} | sys.stdlib_module_names
    assert [named(path, imports(path) - known) for path in files(place) if imports(path) - known] == []


def test_widgets_do_no_mathematics() -> None:
    computed = {"exp", "log", "tanh", "dot", "matmul", "einsum", "linalg"}
    wrong = []
    for path in files("widgets"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
                wrong.append(named(path, "a matrix product belongs in mlp_core", node.lineno))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "np":
                wrong += [named(path, f"np.{node.attr}", node.lineno)] * (node.attr in computed)
    assert wrong == []


# Drawn outside of a lesson's blocks, in the side bar.
_OWN_FRAGMENT = {"widgets/kit/reader.py", "widgets/progress/panel.py", "widgets/progress/keeper.py"}


def test_a_widget_leaves_its_fragment_to_the_lesson() -> None:
    """lessons.page draws each in one: a second inside is a part of the page that nobody asks to be redrawn."""
    without = {f"widgets/{entry.module.replace('.', '/')}.py" for entry in WIDGETS.values() if entry.whole_page}
    found = {named(path) for path in files("widgets") if "@st.fragment" in text(path)}
    assert found - _OWN_FRAGMENT - without == set()


def test_a_page_only_shows_its_lesson() -> None:
    for path in files("pages"):
        assert ast.get_docstring(tree(path)), named(path)
        assert [ast.unparse(node) for node in tree(path).body[1:]] == [
            "from lessons.page import show",
            f"show('{path.stem}')",
        ], named(path)


@pytest.mark.parametrize("path", sorted((ROOT / "parity").glob("*.py")), ids=lambda path: path.name)
def test_what_other_environments_import_is_there(path: Path) -> None:
    """PyTorch's environment is not this one, so that neither mypy nor these tests run its files: a name that moved is
    found here."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS:
            module = importlib.import_module(node.module or "")
            for alias in node.names:
                assert hasattr(module, alias.name) or importlib.import_module(f"{node.module}.{alias.name}"), alias.name


# --- what is private to Streamlit and stlite ---

UPSTREAM = ROOT / "site_builder" / "upstream"
STLITE = ROOT / "node_modules" / "@stlite" / "browser" / "build"
PLACES = (*OURS - {"app"}, "app.py", "client")
# Modules of Streamlit but its public one and the one for tests; names in its page; stlite's kernel and server.
PRIVATE = re.compile(
    r"^\s*(?:from|import) streamlit\.(?!testing\.v1\b)|data[-_]testid|testScriptState|test-script-state|\b_kernel\b"
    r"|stlite\.invalid|\b_websocket\b",
    re.MULTILINE,
)
NAME_IN_PAGE = re.compile(r"""(?:data[-_]testid|testid)(?:\^?=|:)\\?["']?(st[A-Z]\w+)""")


def texts() -> Iterator[tuple[str, str]]:
    """Path and content of every file of ours that a person writes."""
    for place in PLACES:
        files = [ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*")
        for path in files:
            apart = path.is_relative_to(ROOT / "widgets" / "scripts") or "node_modules" in path.parts
            if path.suffix in {".py", ".ts", ".js", ".mjs", ".css"} and not apart:
                yield path.relative_to(ROOT).as_posix(), text(path)


def test_what_is_private_to_streamlit_is_used_in_upstream_or_listed_with_its_reason() -> None:
    found = {path for path, content in texts() if PRIVATE.search(content)}
    apart = {path for path in found if not (ROOT / path).is_relative_to(UPSTREAM)}
    assert apart - OUTSIDE.keys() == set(), "reach into Streamlit in site_builder/upstream, or list the file there"
    assert OUTSIDE.keys() - apart == set(), "these use nothing private any more: take them off the list"
    assert all(len(reason) > 20 for reason in OUTSIDE.values())


def test_the_page_of_the_pinned_streamlit_has_all_names_that_are_used() -> None:
    scripts = b"".join(path.read_bytes() for path in STLITE.glob("*.js"))
    used = {name for _, content in texts() for name in NAME_IN_PAGE.findall(content)}
    assert len(used) > 30
    assert (
        sorted(name for name in used if f'"{name}'.encode() not in scripts and f"`{name}".encode() not in scripts) == []
    )
