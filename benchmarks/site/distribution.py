"""A Pyodide distribution of our own: the runtime, a lock that names local files only, and the wheels it lists.

Both peers get theirs from here. With a lock that knows every package, nothing asks a package index and all wheels are
fetched side by side, which is the fastest that micropip can be.
"""

from __future__ import annotations

import email.parser
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from site_builder.archive import read_zip, zip_of
from site_builder.collect import fetch
from site_builder.hashing import sha256

RUNTIME = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
# How the conditions of requirements are judged: as in the browser.
BROWSER = {
    "python_version": "3.13",
    "python_full_version": "3.13.2",
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "os_name": "posix",
    "extra": "",
}


def distribution(
    pyodide: Path,
    cache: fetch.Cache,
    *,
    official: Iterable[str],
    pure: Mapping[str, bytes],
    absent: Mapping[str, tuple[str, ...]],
) -> dict[str, bytes]:
    """The files of a distribution, by name.

    pyodide: the npm package. official: packages that come from Pyodide's own lock. pure: file name -> further wheels.
    absent: packages that no registry has, as name -> what they need; they are listed, and empty.
    """
    lock = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    files = {name: (pyodide / name).read_bytes() for name in RUNTIME}
    packages: dict[str, dict[str, Any]] = {name: dict(lock["packages"][name]) for name in official}
    files |= fetch.compiled_packages({entry["file_name"]: entry["sha256"] for entry in packages.values()}, cache)
    wheels = dict(pure)
    wheels |= dict(empty_wheel(name, lock["packages"][name]["version"]) for name in absent)
    for file_name, wheel in wheels.items():
        entry = lock_entry(file_name, wheel)
        packages[entry["name"]] = entry
    for name, needs in absent.items():
        packages[name]["depends"] = needs
    for entry in packages.values():
        entry["depends"] = sorted({canonicalize_name(name) for name in entry["depends"]} & set(packages))
    lock_file = json.dumps({"info": lock["info"], "packages": packages}).encode()
    return {**files, **wheels, "pyodide-lock.json": lock_file}


def lock_entry(file_name: str, wheel: bytes) -> dict[str, Any]:
    """What a Pyodide lock says of a pure wheel."""
    name, version, _build, _tags = parse_wheel_filename(file_name)
    files = read_zip(wheel)
    metadata = next(content for path, content in files.items() if path.endswith(".dist-info/METADATA"))
    lines = email.parser.BytesParser().parsebytes(metadata).get_all("Requires-Dist", [])
    required = [Requirement(line) for line in lines]
    modules = {path.split("/")[0].removesuffix(".py") for path in files if ".dist-info/" not in path}
    return {
        "name": str(name),
        "version": str(version),
        "file_name": file_name,
        "sha256": sha256(wheel),
        "install_dir": "site",
        "package_type": "package",
        "imports": sorted(modules),
        "depends": [one.name for one in required if one.marker is None or one.marker.evaluate(BROWSER)],
        "unvendored_tests": False,
    }


def pure_wheels(pins: Iterable[fetch.Pin], cache: fetch.Cache) -> dict[str, bytes]:
    """The wheels of these pins by file name. Of a package that is only to be had compiled, its Python files."""
    pins = tuple(pins)
    contents = fetch.wheels(pins, cache)
    named = {}
    for pin in pins:
        wheel = read_zip(contents[pin.name])
        kept = {path: content for path, content in wheel.items() if not path.endswith(".so")}
        content = contents[pin.name] if len(kept) == len(wheel) else zip_of(kept)
        named[f"{pin.name.replace('-', '_')}-{pin.version}-py3-none-any.whl"] = content
    return named


def empty_wheel(name: str, version: str) -> tuple[str, bytes]:
    """A wheel without any module: its file name and content."""
    notes = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: none\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    stem = f"{name}-{version}"
    return f"{stem}-py3-none-any.whl", zip_of({f"{stem}.dist-info/{key}": text.encode() for key, text in notes.items()})
