"""The tools that make the site's Python, in an environment of their own under the Python of readers' browsers.

pyodide-build, pyodide-lock and what they need are pinned in requirements-site-tools.txt. The environment lies in the
builder's cache, under a name that says what it was made from; uv makes it once.

    python -m site_builder.collect.tools [--python]    make it and say where it is, or only find that Python
"""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from uv import find_uv_bin

from site_builder.collect.fetch import Cache
from site_builder.errors import BuildError
from site_builder.hashing import sha256

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements-site-tools.txt"
VERSION = "3.13"  # of the Python in readers' browsers
# Nothing in what the tools make says when, where or in which order it was made. 315532800 is the first day of a zip.
REPRODUCIBLE = {"SOURCE_DATE_EPOCH": "315532800", "PYTHONHASHSEED": "0"}


@dataclass(frozen=True)
class Tools:
    """The environment. key: says all that it was made from."""

    python: Path
    key: str

    def run(self, *arguments: str | Path, failed: str, setting: Mapping[str, str] | None = None) -> str:
        """Run its Python and return what that prints. failed: how the error begins if it does not end well.

        setting: environment variables besides this process's own.
        """
        environment = {**os.environ, "NO_COLOR": "1", **REPRODUCIBLE, **(setting or {})}
        # What leads astray, and what keeps the tools from being compiled once themselves.
        for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"):
            environment.pop(name, None)
        command = [str(self.python), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", env=environment)
        if done.returncode != 0:
            raise BuildError(f"{failed}:\n{(done.stderr or done.stdout).strip()[-2000:]}")
        return done.stdout


def site_tools(cache: Cache, version: str = VERSION) -> Tools:
    """The environment, made if it is not there yet. version: of Python, as 3.13."""
    python = find_python(version)
    wanted = REQUIREMENTS.read_bytes()
    key = sha256(wanted + str(python).encode())[:16]
    folder = cache.folder / f"site-tools-{key}"
    if not _python_of(folder).exists():  # nor if it is a link to a Python that has gone
        print("setting up pyodide-build", flush=True)
        cache.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache.folder) as name:
            fresh = Path(name) / "fresh"
            _uv("venv", "--quiet", "--relocatable", "--python", str(python), str(fresh))
            install = ("--python", str(_python_of(fresh)), "--require-hashes", "-r", str(REQUIREMENTS))
            _uv("pip", "install", "--quiet", *install)
            shutil.rmtree(folder, ignore_errors=True)
            try:
                fresh.rename(folder)
            except OSError:  # another build has made it meanwhile
                if not _python_of(folder).exists():
                    raise
    return Tools(_python_of(folder), key)


def find_python(version: str = VERSION) -> Path:
    """A CPython of that version that this machine has. BuildError: it has none; the message says what to do."""
    for candidate in _candidates(version):
        found = _asked(candidate, version)
        if found is not None:
            return found
    raise BuildError(
        f"Python {version}, the one of readers' browsers, was not found, and byte code for them is made by it; "
        f"'{find_uv_bin()} python install {version}' gets one, or HL_BROWSERS_PYTHON names one"
    )


def _candidates(version: str) -> Iterator[str]:
    """Where such a Python may be: named, this one, on PATH, pyenv's, uv's own."""
    yield os.environ.get("HL_BROWSERS_PYTHON", "")
    yield sys.executable
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield str(Path(folder) / f"python{version}")
    for variable, usual, pattern in (
        ("PYENV_ROOT", ".pyenv", f"versions/{version}*/bin/python"),
        ("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python", f"cpython-{version}*/bin/python"),
        ("UV_PYTHON_INSTALL_DIR", "AppData/Roaming/uv/python", f"cpython-{version}*/python.exe"),
    ):
        yield from sorted(glob.glob(str(Path(os.environ.get(variable) or Path.home() / usual) / pattern)), reverse=True)


def _asked(candidate: str, version: str) -> Path | None:
    """The Python that this is, if it is a CPython of that version. A stand-in of pyenv may lead nowhere."""
    if not candidate or shutil.which(candidate) is None:
        return None
    question = "import sys; print(sys.implementation.cache_tag, getattr(sys, '_base_executable', '') or sys.executable)"
    try:
        done = subprocess.run([candidate, "-c", question], capture_output=True, text=True, check=False)
    except OSError:
        return None
    tag, _, path = done.stdout.strip().partition(" ")
    fits = done.returncode == 0 and tag == f"cpython-{version.replace('.', '')}"
    return Path(path) if fits else None


def _python_of(folder: Path) -> Path:
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def _uv(*arguments: str) -> None:
    done = subprocess.run([find_uv_bin(), *arguments], capture_output=True, text=True, check=False, encoding="utf-8")
    if done.returncode != 0:
        raise BuildError(f"uv could not set up pyodide-build; is a package index reachable?\n{done.stderr[-1000:]}")


def main() -> int:
    """Print where the environment is, or that Python."""
    try:
        print(find_python() if "--python" in sys.argv else site_tools(Cache()).python)
    except BuildError as error:
        print(f"site_builder: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
