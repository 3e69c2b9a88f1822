"""What the builder's own steps save beyond `pyodide py-compile`: `python -m benchmarks.packing`.

It packs the site's packages and standard library as a build does, leaves one step out at a time, and prints what the
archives weigh: those that every start fetches, and all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from site_builder.archive import gz, tar_gz, zip_of
from site_builder.collect import fetch
from site_builder.collect.compiler import compile_all
from site_builder.collect.fetch import Cache
from site_builder.collect.gather import COMPILED
from site_builder.collect.tools import site_tools
from site_builder.upstream.packages import SITE_PACKAGES, Tree, packed, site_packages, split, standard_library

ROOT = Path(__file__).resolve().parent.parent


def python_trees(cache: Cache) -> dict[str, Tree]:
    """The site's packages and standard library, not compiled yet."""
    pyodide = ROOT / "node_modules" / "pyodide"
    pins = fetch.read_pins((ROOT / "requirements-site.txt").read_text(encoding="utf-8"))
    wheels = fetch.wheels(pins, cache)
    entries = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    official = {entries[name]["file_name"]: entries[name]["sha256"] for name in COMPILED}
    wheels |= fetch.compiled_packages(official, cache, fetch.official_address(pyodide))
    bundled = (ROOT / "node_modules" / "@stlite" / "browser" / "build").rglob("*.whl")
    wheels |= {path.name: path.read_bytes() for path in sorted(bundled)}
    library = standard_library((pyodide / "python_stdlib.zip").read_bytes())
    return {"site_packages": site_packages(wheels, {}), "stdlib": library}


@dataclass(frozen=True)
class Way:
    """Whether lines and docstrings are kept, whether modules come later, and whether an archive's are one file."""

    lines: bool = False
    docstrings: bool = False
    apart: bool = True
    whole: bool = True


WAYS = {
    "`pyodide py-compile` alone": Way(lines=True, docstrings=True, apart=False, whole=False),
    "and without docstrings (by its Python's own option)": Way(lines=True, apart=False, whole=False),
    "and without line tables": Way(apart=False, whole=False),
    "and in several archives": Way(whole=False),
    "and the modules of each in one file": Way(),
}


def weighed(trees: Mapping[str, Tree], cache: Cache, way: Way) -> tuple[int, int]:
    """Bytes at the start and in all."""
    built = {}
    for name, tree in trees.items():
        jobs = {
            path: replace(job, lines=way.lines, optimise=0 if way.docstrings else job.optimise)
            for path, job in tree.jobs.items()
        }
        built[name] = {**tree.files, **compile_all(jobs, site_tools(cache), cache)}
    packages, library = built["site_packages"], built["stdlib"]
    packages, library, later = split(packages, library, put_off=way.apart)
    archives = [packed(files, SITE_PACKAGES) if way.whole else files for files in (packages, *later.values())]
    start, *rest = (len(tar_gz(files, cache.kept)) for files in archives)
    start += len(gz(zip_of(library, deflate=False), cache.kept))
    return start, start + sum(rest)


def main() -> None:
    """Print the table."""
    cache = Cache()
    trees = python_trees(cache)
    print("| archives of packages and library, gzipped | every start, MB | all, MB |\n| --- | --- | --- |")
    for title, way in WAYS.items():
        start, whole = weighed(trees, cache, way)
        print(f"| {title} | {start / 1e6:.2f} | {whole / 1e6:.2f} |", flush=True)


if __name__ == "__main__":
    main()
