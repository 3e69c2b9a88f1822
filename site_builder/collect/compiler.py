"""Byte code for the browser's interpreter, made by that interpreter itself: Pyodide under node."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from site_builder import node
from site_builder.archive import read_zip, zip_of
from site_builder.collect.fetch import Cache
from site_builder.errors import BuildError
from site_builder.hashing import sha256

SCRIPT = node.SCRIPTS / "compile.mjs"


@dataclass(frozen=True)
class Job:
    """Compile one module. `filename` is what tracebacks call it; optimise 2 drops docstrings and asserts.

    source: Python, or byte code that is only written anew; lines: whether the module keeps its line numbers.
    """

    source: bytes
    filename: str
    optimise: int
    lines: bool = True


def compile_all(jobs: Mapping[str, Job], pyodide: Path, cache: Cache) -> dict[str, bytes]:
    """jobs: key -> Job; returns key -> the .pyc file. Results are kept by everything that went into them."""
    described = [{**asdict(job), "source": sha256(job.source)} for job in jobs.values()]
    runtime = sha256((pyodide / "pyodide.asm.wasm").read_bytes())
    name = "compiled-" + sha256(json.dumps([described, runtime, SCRIPT.read_text(encoding="utf-8")]).encode())
    kept = cache.get_named(name)
    if kept is None:
        kept = zip_of(_run(list(jobs.values()), pyodide))
        cache.put_named(name, kept)
    files = read_zip(kept)
    return {key: files[str(number)] for number, key in enumerate(jobs)}


def _run(jobs: list[Job], pyodide: Path) -> dict[str, bytes]:
    """Compile jobs in one start of Pyodide; returns .pyc files by the job's number."""
    print(f"byte-compiling {len(jobs)} modules", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "in").mkdir()
        (work / "out").mkdir()
        table = []
        for number, job in enumerate(jobs):
            (work / "in" / str(number)).write_bytes(job.source)
            row = {"source": f"in/{number}", "target": f"out/{number}"}
            table.append({**row, "filename": job.filename, "optimise": job.optimise, "lines": job.lines})
        (work / "jobs.json").write_text(json.dumps(table))
        done = node.run(SCRIPT, pyodide, folder, work="the site's Python is byte-compiled by Pyodide")
        if done.returncode != 0:
            raise BuildError(f"byte-compiling failed:\n{done.stderr.strip()[-2000:]}")
        return {str(number): (work / "out" / str(number)).read_bytes() for number in range(len(jobs))}
