"""Pin one wheel of every package of the browser's site-packages: requirements-site.in -> requirements-site.txt.

    python tools/lock_site.py

`make lock` runs it, after requirements.txt has been made: what has no version of its own in requirements-site.in gets
the one that the local edition has. uv finds out what else these packages need in Pyodide. Of each, the pure wheel is
taken; of one that has none (MarkupSafe) a compiled one, of which the site uses the Python files alone.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from uv import find_uv_bin

ROOT = Path(__file__).resolve().parent.parent
ASKED, LOCAL, TARGET = (ROOT / f"requirements{name}" for name in ("-site.in", ".txt", "-site.txt"))
PYODIDE, LINUX = "wasm32-pyodide2025", "x86_64-manylinux2014"
PIN = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)
HEAD = """\
# This file was made by `make lock` (tools/lock_site.py) from requirements-site.in.
# The pure packages of the browser's site-packages, each a wheel known by its hash (site_builder/collect/fetch.py).
"""


def main() -> None:
    """Write requirements-site.txt."""
    own = {name for name, _ in PIN.findall(ASKED.read_text(encoding="utf-8"))}
    local = dict(PIN.findall(LOCAL.read_text(encoding="utf-8")))
    limits = [f"{name}=={version}" for name, version in local.items() if name not in own]
    packages = resolved(ASKED.read_text(encoding="utf-8"), PYODIDE, limits)
    pins = {package["name"]: (package["version"], pure_wheel(package)) for package in packages}
    compiled = [f"{name}=={version}" for name, (version, wheel) in pins.items() if wheel is None]
    for package in resolved("\n".join(compiled), LINUX, [], "--no-deps"):
        pins[package["name"]] = (package["version"], package["wheels"][0]["hashes"]["sha256"])
    lines = [f"{name}=={version} \\\n    --hash=sha256:{digest}\n" for name, (version, digest) in sorted(pins.items())]
    TARGET.write_text(HEAD + "".join(lines), encoding="utf-8")


def resolved(asked: str, platform: str, limits: list[str], *options: str) -> list[dict[str, Any]]:
    """The packages that uv chooses for Python 3.13 on this platform, as the tables of a pylock.toml (PEP 751).

    asked: a requirements file; limits: versions of packages, if they are needed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "asked.in").write_text(asked, encoding="utf-8")
        (folder / "limits.txt").write_text("\n".join(limits), encoding="utf-8")
        command = [find_uv_bin(), "pip", "compile", "--quiet", "--format", "pylock.toml", *options]
        command += ["--python-version", "3.13", "--python-platform", platform, "-c", str(folder / "limits.txt")]
        done = subprocess.run([*command, str(folder / "asked.in"), "-o", str(folder / "pylock.toml")], check=False)
        if done.returncode != 0:
            sys.exit("lock_site.py: uv found no versions that fit together")
        return tomllib.loads((folder / "pylock.toml").read_text(encoding="utf-8"))["packages"]


def pure_wheel(package: dict[str, Any]) -> str | None:
    """The sha256 of a package's pure wheel, if it has one."""
    hashes = [
        wheel["hashes"]["sha256"] for wheel in package.get("wheels", ()) if wheel["url"].endswith("-none-any.whl")
    ]
    return hashes[0] if hashes else None


if __name__ == "__main__":
    main()
