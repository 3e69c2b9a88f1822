"""mlp_core as wheels, and the pyodide-lock.json that lists one: any notebook with Pyodide installs it from the site.

The plain wheel is for every Python, and what a reader looks up is there to be read. From it `pyodide py-compile` makes
one for the Python of this site's Pyodide, which begins sooner; that is the one of the lock. pypa/build makes the wheel,
as `pyodide build` does: that command itself fetches a cross-compiler's environment first, which a wheel without
compiled parts does not need.
"""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from site_builder.archive import read_zip, zip_of
from site_builder.collect.fetch import Cache, official_address
from site_builder.collect.tools import Tools
from site_builder.errors import BuildError
from site_builder.hashing import sha256
from site_builder.model import WHEELS_LOCK

_OUTSIDE = re.compile(r"^https?://")


def own_wheels(root: Path, pyodide: Path, tools: Tools, cache: Cache) -> dict[str, bytes]:
    """Both wheels and their lock, by file name. pyodide: the npm package, whose lock this one adds to.

    They are kept by everything that they are made of.
    """
    sources = wheel_sources(root)
    lock = (pyodide / WHEELS_LOCK).read_bytes()
    official = official_address(pyodide)
    made_of = [{path: sha256(content) for path, content in sources.items()}, sha256(lock), official, tools.key]
    name = "wheels-" + sha256(json.dumps([*made_of, Path(__file__).read_text(encoding="utf-8")]).encode())
    return read_zip(cache.kept(name, lambda: zip_of(_built(sources, lock, official, tools))))


def wheel_sources(root: Path) -> dict[str, bytes]:
    """The files that pyproject.toml makes mlp_core's wheel of, by path."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["setuptools"]["packages"]
    named = ["pyproject.toml", project["project"]["readme"], *project["project"]["license-files"]]
    paths = [root / name for name in named]
    paths += [path for package in packages for path in sorted((root / package.replace(".", "/")).glob("*.*"))]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def _built(sources: Mapping[str, bytes], lock: bytes, official: str, tools: Tools) -> dict[str, bytes]:
    """Build, list and compile: each step is a command of pyodide-build's, in a folder of its own."""
    print("building mlp_core's wheels", flush=True)
    with tempfile.TemporaryDirectory() as name:
        source, wheels = Path(name) / "source", Path(name) / "wheels"
        for path, content in sources.items():
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_bytes(content)
        wheels.mkdir()
        (wheels / WHEELS_LOCK).write_bytes(lock)
        build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", wheels, source)
        tools.run(*build, failed="mlp_core's wheel could not be built")
        (plain,) = wheels.glob("*.whl")
        add = ("lockfile", "add-wheels", "--input", wheels / WHEELS_LOCK, "--output", wheels / WHEELS_LOCK, plain)
        tools.run("-m", "pyodide_cli", *add, failed="mlp_core's wheel could not be listed")
        compiling = ("-m", "pyodide_cli", "py-compile", "--silent", "--keep", wheels)
        tools.run(*compiling, failed="mlp_core's wheel could not be compiled")
        found = {path.name: _undated(path.read_bytes()) for path in sorted(wheels.glob("*.whl"))}
        if len(found) != 2:
            raise BuildError(f"mlp_core: expected a plain wheel and a compiled one, got {', '.join(found)}")
        listed = json.loads((wheels / WHEELS_LOCK).read_text(encoding="utf-8"))
    return {**found, WHEELS_LOCK: _lock(listed, found, official)}


def _undated(wheel: bytes) -> bytes:
    """The same wheel without the time at which it was made, so that the same source gives the same hash."""
    return zip_of(read_zip(wheel))


def _lock(listed: dict[str, Any], wheels: Mapping[str, bytes], official: str) -> bytes:
    """The lock as it stands beside our wheels: with their hashes, and where the packages of the distribution are."""
    for entry in listed["packages"].values():
        name = entry["file_name"]
        if name in wheels:
            entry["sha256"] = sha256(wheels[name])
        elif not _OUTSIDE.match(name):
            entry["file_name"] = official + name
    return (json.dumps(listed, sort_keys=True) + "\n").encode()
