"""Gather everything that a site is made of. The only part of the builder, with write.py, that touches the world."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder import fetch
from site_builder.compiler import compile_all
from site_builder.errors import BuildError
from site_builder.packages import Tree, app_tree, site_packages, standard_library

BROWSER = Path(__file__).parent / "browser"
# Packages with compiled parts, by their name in Pyodide's lock.
COMPILED = ("numpy",)
# What makes up the app. content/data/mnist is not packed: it is large, and loaded when its lesson asks for it.
APP_FILES = ("app.py", ".streamlit/config.toml")
APP_FOLDERS = ("pages", "content", "lessons", "widgets", "mlp_core")
NOT_PACKED = ("content/data/mnist/",)


@dataclass(frozen=True)
class Lesson:
    """One page of the site."""

    slug: str
    title: str
    summary: str


@dataclass(frozen=True)
class Book:
    """What content/contents.toml says."""

    title: str
    description: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Inputs:
    """All that a site is made of, as plain data. Tables are path -> content."""

    book: Book
    stlite: Mapping[str, bytes]  # the npm package's build folder
    runtime: Mapping[str, bytes]  # Pyodide itself
    runtime_lock: Mapping[str, Any]  # the official pyodide-lock.json
    stdlib: Mapping[str, bytes]
    site_packages: Mapping[str, bytes]
    app: Mapping[str, bytes]
    browser: Mapping[str, bytes]  # the builder's own scripts
    wheels: Mapping[str, tuple[str, str]]  # file name -> (sha256, origin)
    npm: Mapping[str, str]  # package -> version


def collect(root: Path, app_root: Path, cache: fetch.Cache, distribution: Path | None = None) -> Inputs:
    """root: the repository, for the pinned tools; app_root: where app.py is; distribution: see fetch."""
    modules = root / "node_modules"
    npm = {name: _npm_version(root, name) for name in ("@stlite/browser", "pyodide")}
    pyodide = modules / "pyodide"
    lock = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    stlite = _read_folder(modules / "@stlite" / "browser" / "build", skip=".map")

    pins = fetch.read_pins((root / "requirements-site.txt").read_text(encoding="utf-8"))
    pure = fetch.wheels(pins, cache)
    official = {lock["packages"][name]["file_name"]: lock["packages"][name]["sha256"] for name in COMPILED}
    compiled = fetch.compiled_packages(official, cache, distribution)
    bundled = {path: content for path, content in stlite.items() if path.endswith(".whl")}

    own = {path.name: path.read_bytes() for path in sorted((BROWSER / "python").glob("*.py"))}
    trees = {
        "site_packages": site_packages({**pure, **compiled, **bundled}, own),
        "stdlib": standard_library((pyodide / "python_stdlib.zip").read_bytes()),
        "app": app_tree(read_app(app_root)),
    }
    built = {name: _compiled(tree, pyodide, cache) for name, tree in trees.items()}

    origins = {f"{pin.name}=={pin.version}": (pin.sha256, "PyPI") for pin in pins}
    origins |= {name: (digest, "Pyodide's official lock") for name, digest in official.items()}
    origins |= {Path(path).name: (fetch.sha256(content), "npm @stlite/browser") for path, content in bundled.items()}
    return Inputs(
        book=read_book(app_root),
        stlite=stlite,
        runtime={name: (pyodide / name).read_bytes() for name in ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm")},
        runtime_lock=lock,
        browser={path.name: path.read_bytes() for path in sorted(BROWSER.glob("*.*js"))},
        wheels=origins,
        npm=npm,
        **built,
    )


def read_book(app_root: Path) -> Book:
    """The book's table of contents."""
    table = tomllib.loads((app_root / "content" / "contents.toml").read_text(encoding="utf-8"))
    lessons = [entry for part in table["parts"] for entry in part["lessons"]]
    return Book(
        title=table["title"],
        description=table["description"],
        lessons=tuple(Lesson(entry["slug"], entry["title"], entry["summary"]) for entry in lessons),
    )


def read_app(app_root: Path) -> dict[str, bytes]:
    """The files of the app, by path, without caches."""
    for name in APP_FILES:
        if not (app_root / name).is_file():
            raise BuildError(f"{name}: not found in {app_root}; --app names the folder of the book")
    files = {name: (app_root / name).read_bytes() for name in APP_FILES}
    for folder in APP_FOLDERS:
        for path, content in _read_folder(app_root / folder).items():
            full = f"{folder}/{path}"
            if not full.startswith(NOT_PACKED):
                files[full] = content
    return files


def _compiled(tree: Tree, pyodide: Path, cache: fetch.Cache) -> dict[str, bytes]:
    return {**tree.files, **compile_all(tree.jobs, pyodide, cache)}


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
