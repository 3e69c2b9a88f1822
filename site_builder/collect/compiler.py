"""Byte code for the browser's Python, by `pyodide py-compile` under a Python of the same version."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from site_builder.archive import read_zip, zip_of
from site_builder.collect.fetch import Cache
from site_builder.collect.tools import Tools
from site_builder.errors import BuildError
from site_builder.hashing import sha256

REWRITE = Path(__file__).with_name("byte_code.py")
MAGIC = b"\xf3\r\r\n"  # how each .pyc file of Python 3.13 begins, and no source
_LIST = "without-lines.txt"


@dataclass(frozen=True)
class Job:
    """Compile one module. `filename` is what tracebacks call it; optimise 2 drops docstrings and asserts.

    source: Python, or byte code that is only written anew; lines: whether the module keeps its line numbers.
    """

    source: bytes
    filename: str
    optimise: int
    lines: bool = True

    @property
    def compiled(self) -> bool:
        """Whether somebody has compiled it already."""
        return self.source.startswith(MAGIC)


def compile_all(jobs: Mapping[str, Job], tools: Tools, cache: Cache) -> dict[str, bytes]:
    """jobs: key -> Job; returns key -> the .pyc file. Results are kept by everything that went into them."""
    described = [{**asdict(job), "source": sha256(job.source)} for job in jobs.values()]
    scripts = [path.read_text(encoding="utf-8") for path in (REWRITE, Path(__file__))]
    name = "compiled-" + sha256(json.dumps([described, tools.key, scripts]).encode())
    files = read_zip(cache.kept(name, lambda: zip_of(_run(list(jobs.values()), tools))))
    return {key: files[str(number)] for number, key in enumerate(jobs)}


def _run(jobs: list[Job], tools: Tools) -> dict[str, bytes]:
    """Compile and rewrite these modules; returns .pyc files by the modules' numbers."""
    print(f"byte-compiling {len(jobs)} modules", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = {job.filename + "c": job.source for job in jobs if job.compiled}
        for optimise in sorted({job.optimise for job in jobs}):
            sources = {job.filename: job.source for job in jobs if job.optimise == optimise and not job.compiled}
            made |= py_compiled(sources, optimise, tools, folder)
        without = "\n".join(job.filename + "c" for job in jobs if not job.lines)
        (folder / "made.zip").write_bytes(zip_of({**made, _LIST: without.encode()}, deflate=False))
        rewriting = (REWRITE, folder / "made.zip", folder / "rewritten.zip", _LIST)
        tools.run(*rewriting, failed="byte code could not be rewritten")
        done = read_zip((folder / "rewritten.zip").read_bytes())
    return {str(number): done[job.filename + "c"] for number, job in enumerate(jobs)}


def py_compiled(sources: Mapping[str, bytes], optimise: int, tools: Tools, folder: Path) -> dict[str, bytes]:
    """What `pyodide py-compile` makes of these modules, by their names and a "c" after them.

    It compiles a zip archive in its place, and calls each module in tracebacks what the archive calls it. It has no
    option for docstrings and asserts: these go where the Python that it runs in is told to drop its own.
    """
    if not sources:
        return {}
    archive = folder / f"modules-{optimise}.zip"
    with zipfile.ZipFile(archive, "w") as written:
        for path in sorted(sources):
            written.writestr(path, sources[path])
    command = ("-W", "ignore", "-m", "pyodide_cli", "py-compile", "--silent", "--compression-level", "0", archive)
    tools.run(*command, failed="byte-compiling failed", setting={"PYTHONOPTIMIZE": str(optimise or "")})
    made = read_zip(archive.read_bytes())
    for path in sources:
        if not made.get(path + "c", b"").startswith(MAGIC):
            raise BuildError(f"{path}: {tools.python} does not make the byte code of the browser's Python")
    return made
