"""Gather everything that a site is made of. The only part of the builder, with write.py, that touches the world."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import htpy

from site_builder.collect import fetch, fonts
from site_builder.collect.compiler import compile_all
from site_builder.collect.own_wheels import own_wheels
from site_builder.collect.rehearsing import rehearsed
from site_builder.collect.scripts import page_scripts
from site_builder.collect.tools import Tools, site_tools
from site_builder.collect.typeset import typeset
from site_builder.errors import BuildError
from site_builder.hashing import sha256
from site_builder.model import DATA_FOLDER, Book, Formula, Inputs, Lesson
from site_builder.render.prerender import Drawing
from site_builder.render.rehearsed import Acts
from site_builder.render.rehearsed import nodes as rehearsed_nodes
from site_builder.upstream import fingerprints, front_end
from site_builder.upstream.chunks import needed
from site_builder.upstream.packages import Tree, app_tree, site_packages, standard_library
from site_builder.upstream.patches import NAMED

BUILDER = Path(__file__).resolve().parent.parent
BROWSER = BUILDER / "browser"
STLITE = "node_modules/@stlite/browser/build"
# Packages with compiled parts, by their name in Pyodide's lock.
COMPILED = ("numpy",)
# What makes up the app. MNIST's files are not packed: they are large, and fetched when their lesson asks for
# them. Their checksums are packed, and what arrives is held against these (widgets/digits/data.py).
COMPONENTS = "hidden_layers_widgets.dist-info"  # by which Streamlit finds the components' scripts
APP_FILES = ("app.py", ".streamlit/config.toml", f"{COMPONENTS}/METADATA", f"{COMPONENTS}/RECORD")
APP_FOLDERS = ("pages", "content", "lessons", "widgets", "studies", "mlp_core")
DATA_ENDING = ".npz"
SCRIPTS = "widgets/scripts"
RECORDERS = "studies/claims/"  # what wrote content/data/claims


def collect(
    root: Path,
    app_root: Path,
    cache: fetch.Cache,
    distribution: Path | None = None,
    patches: frozenset[str] = frozenset(NAMED),
    rehearse: Callable[[str], bool] = lambda _slug: False,
) -> Inputs:
    """root: the repository, for the pinned tools; app_root: of app.py; distribution: see fetch; patches: by name.

    rehearse: whether to run a page, by its slug, for each first act of a reader (rehearsing.py).
    """
    modules = root / "node_modules"
    npm = {name: _npm_version(root, name) for name in ("@stlite/browser", "esbuild", "katex", "pyodide")}
    pyodide = modules / "pyodide"
    lock = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    stlite = _read_folder(root / STLITE, skip=".map")

    pins = fetch.read_pins((root / "requirements-site.txt").read_text(encoding="utf-8"))
    pure = fetch.wheels(pins, cache)
    official = {lock["packages"][name]["file_name"]: lock["packages"][name]["sha256"] for name in COMPILED}
    compiled = fetch.compiled_packages(official, cache, fetch.official_address(pyodide), distribution)
    bundled = {path: content for path, content in stlite.items() if path.endswith(".whl")}

    stdlib = (pyodide / "python_stdlib.zip").read_bytes()
    fingerprints.check(stlite, [*pure.values(), *bundled.values(), stdlib], patches, pyodide, cache)
    own = _read_folder(BUILDER / "upstream" / "python")
    app, data, book = read_app(app_root), read_data(app_root), read_book(app_root)
    trees = {
        "site_packages": site_packages({**pure, **compiled, **bundled}, own),
        "stdlib": standard_library(stdlib),
        "app": app_tree(for_python(app)),
    }
    tools = site_tools(cache)
    with ThreadPoolExecutor() as pool:  # each waits for other programs
        drawing = pool.submit(drawn_pages, app_root, [page.slug for page in book.pages], {**app, **data}, cache)
        packing = pool.submit(own_wheels, root, pyodide, tools, cache)
        compiling = {name: pool.submit(_compiled, tree, tools, cache) for name, tree in trees.items()}
        built = {name: made.result() for name, made in compiling.items()}
        drawn, wheels = drawing.result(), packing.result()
    pages = drawn["pages"]
    rehearsals = rehearsed(
        app_root, {slug: page for slug, page in pages.items() if rehearse(slug)}, {**app, **data}, cache
    )
    config = tomllib.loads((app_root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    origins = {f"{pin.name}=={pin.version}": (pin.sha256, "PyPI") for pin in pins}
    origins |= {name: (digest, "Pyodide's official lock") for name, digest in official.items()}
    origins |= {Path(path).name: (sha256(content), "npm @stlite/browser") for path, content in bundled.items()}
    return Inputs(
        book=book,
        pages=pages,
        samples=drawn["samples"],
        icon=drawn["icon"],
        rehearsals=rehearsals,
        maths=typeset(formulas(pages, rehearsals), root, npm["katex"], cache),
        theme=config["theme"],
        stlite=read_stlite(root, app, cache, patches),
        runtime={name: (pyodide / name).read_bytes() for name in ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm")},
        runtime_lock=lock,
        browser=browser_files(root),
        scripts=component_scripts(app),
        wheels=origins,
        npm=npm,
        data=data,
        patches=patches,
        own_wheels=wheels,
        **built,
    )


def read_stlite(
    root: Path, app: Mapping[str, bytes], cache: fetch.Cache, patches: frozenset[str] = frozenset(NAMED)
) -> dict[str, bytes]:
    """Streamlit's front end as the site serves it. app: its files, for the icons and the characters in them."""
    stlite = _read_folder(root / STLITE, skip=".map")
    tuned = front_end.tuned(stlite, root, _npm_version(root, "esbuild"), cache, patches)
    written = [content for path, content in app.items() if not path.endswith((".pyc", ".npz"))]
    front_end_scripts = [content for path, content in needed(stlite).items() if path.endswith(".js")]
    icons = fonts.icon_names([*front_end_scripts, *written])
    return fonts.smaller(tuned, icons, fonts.characters(written), cache)


def component_scripts(app: Mapping[str, bytes]) -> dict[str, bytes]:
    """What the book's components run in the page, by file name. app: the app's files, by path."""
    named = {path.rpartition("/"): content for path, content in app.items()}
    return {name: text for (folder, _, name), text in named.items() if folder == SCRIPTS and name.endswith(".js")}


def for_python(app: Mapping[str, bytes]) -> dict[str, bytes]:
    """The app as Python needs it: of the components' scripts, which the page fetches, only their names."""
    scripts = {f"{SCRIPTS}/{name}" for name in component_scripts(app)}
    return {
        path: b"" if path in scripts else content for path, content in app.items() if not path.startswith(RECORDERS)
    }


def browser_files(root: Path) -> dict[str, bytes]:
    """What the site's pages and workers are made of besides Streamlit and Pyodide, by file name."""
    styles = {path.name: path.read_bytes() for path in sorted(BROWSER.glob("*.css"))}
    return styles | page_scripts(root)


def read_book(app_root: Path) -> Book:
    """The book's table of contents."""
    table = tomllib.loads((app_root / "content" / "contents.toml").read_text(encoding="utf-8"))
    entries = [table["cover"], *(entry for part in table["parts"] for entry in part["lessons"])]
    entries += table.get("appendices", [])
    cover, *lessons = (Lesson(**entry) for entry in entries)
    return Book(title=table["title"], description=table["description"], cover=cover, lessons=tuple(lessons))


def drawn_pages(app_root: Path, slugs: Sequence[str], files: Mapping[str, bytes], cache: fetch.Cache) -> dict[str, Any]:
    """What every page draws; see run_pages.py. It is kept by all files of the app and the packages that they run with.

    files: the app's, and its data, by path.
    """
    packages = (BUILDER.parent / "requirements.txt", BUILDER / "collect" / "run_pages.py")
    made_of = [{path: sha256(content) for path, content in files.items()}, list(slugs), sys.version]
    made_of += [sha256(path.read_bytes()) for path in packages]
    name = "pages-" + sha256(json.dumps(made_of).encode())
    return json.loads(cache.kept(name, lambda: json.dumps(run_pages(app_root, slugs)).encode()))


def run_pages(app_root: Path, slugs: Sequence[str]) -> dict[str, Any]:
    """What every page draws, found by running them, in as many processes as there are processors (two at least)."""
    count = min(max(os.cpu_count() or 1, 2), 8, len(slugs))
    with ThreadPoolExecutor(count) as pool:
        parts = list(pool.map(partial(_run_some_pages, app_root), (slugs[start::count] for start in range(count))))
    drawn = {
        name: {slug: part[name][slug] for slug in sorted(slugs) for part in parts if slug in part[name]}
        for name in ("pages", "samples")
    }
    return {**drawn, "icon": parts[0]["icon"]}


def _run_some_pages(app_root: Path, slugs: Sequence[str]) -> dict[str, Any]:
    """What these pages draw, found by running them one after the other in a process of their own."""
    command = [sys.executable, "-m", "site_builder.collect.run_pages", str(app_root.resolve()), *slugs]
    environment = {**os.environ, "PYTHONPATH": str(BUILDER.parent)}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, encoding="utf-8", env=environment, cwd=app_root
    )
    if done.returncode != 0:
        raise BuildError(f"a page of the book could not be drawn:\n{done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout)


def formulas(
    pages: Mapping[str, Mapping[str, Any]], rehearsals: Mapping[str, Mapping[str, Acts]] = MappingProxyType({})
) -> list[Formula]:
    """Every formula of the pages, once each, in one order: found by drawing the pages with nothing in their place."""
    found: set[Formula] = set()

    def note(tex: str, displayed: bool) -> str:
        found.add((tex, displayed))
        return ""

    drawing = Drawing(root="", here="", maths=note, chart=lambda _specification, _width: "")
    for areas in pages.values():
        for nodes in areas.values():
            str(htpy.fragment[drawing.nodes(nodes)])
    for node in rehearsed_nodes(rehearsals.values()):
        str(htpy.fragment[drawing.node(node)])
    return sorted(found)


def read_app(app_root: Path) -> dict[str, bytes]:
    """The files of the app, by path, without caches."""
    for name in APP_FILES:
        if not (app_root / name).is_file():
            raise BuildError(f"{name}: not found in {app_root}; --app names the folder of the book")
    files = {name: (app_root / name).read_bytes() for name in APP_FILES}
    for folder in APP_FOLDERS:
        for path, content in _read_folder(app_root / folder).items():
            full = f"{folder}/{path}"
            if not is_data(full):
                files[full] = content
    return files


def is_data(path: str) -> bool:
    """Whether a file of the app is data that the site serves on its own."""
    return path.startswith(f"{DATA_FOLDER}/") and path.endswith(DATA_ENDING)


def read_data(app_root: Path) -> dict[str, bytes]:
    """The data that a lesson fetches when it is opened, by file name; none where the app has no such folder."""
    return {path.name: path.read_bytes() for path in sorted((app_root / DATA_FOLDER).glob(f"*{DATA_ENDING}"))}


def _compiled(tree: Tree, tools: Tools, cache: fetch.Cache) -> dict[str, bytes]:
    return {**tree.files, **compile_all(tree.jobs, tools, cache)}


def _read_folder(folder: Path, skip: str = "__pycache__") -> dict[str, bytes]:
    """All files below a folder, by path, except those with `skip` in their path."""
    if not folder.is_dir():
        raise BuildError(f"{folder.name}: the folder is missing")
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in named.items() if skip not in name}


def _npm_version(root: Path, name: str) -> str:
    """The installed version of an npm package, which must be the one in package-lock.json."""
    locked = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    expected: str = locked["packages"][f"node_modules/{name}"]["version"]
    manifest = root / "node_modules" / name / "package.json"
    if not manifest.is_file():
        raise BuildError(f"{name}: not installed; run 'npm ci' in the project's folder")
    got = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    if got != expected:
        raise BuildError(f"{name}: expected version {expected} of package-lock.json, got {got}; run 'npm ci'")
    return expected
