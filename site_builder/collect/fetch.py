"""Files from package registries, each known by its sha256 before it is asked for, and kept by it.

The cache (HL_CACHE, else ~/.cache/hidden-layers) holds files named by their hash; a file that is there is never fetched
again, and one that was damaged there is.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from site_builder.errors import BuildError
from site_builder.hashing import sha256

# A wheel on PyPI that carries the official Pyodide 0.28.3 packages, which PyPI has in no other place. It is only a
# carrier: a file is taken out of it if and only if its hash is the one in the official pyodide-lock.json.
CARRIER = "open_webui==0.10.2"
CARRIER_SHA256 = "7bd0d4ae8dd333b03d28f4240d2393d72c2aac98f532138777c6413828741b82"
CARRIER_FOLDER = "open_webui/frontend/pyodide/"
TIMEOUT = 20.0  # seconds without an answer, after which a host counts as not reached

_PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)\s+--hash=sha256:(?P<sha256>[0-9a-f]{64})$", re.MULTILINE)


@dataclass(frozen=True)
class Pin:
    """One package of requirements-site.txt: a wheel, by its hash."""

    name: str
    version: str
    sha256: str


def read_pins(text: str) -> tuple[Pin, ...]:
    """The packages of a requirements file in which every line has a version and one hash."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]
    pins = []
    for line in lines:
        hit = _PINNED.match(line)
        if hit is None:
            raise BuildError(f"requirements-site.txt: expected 'name==version --hash=sha256:…', got '{line}'")
        pins.append(Pin(hit["name"], hit["version"], hit["sha256"]))
    return tuple(pins)


class Cache:
    """Files by their sha256."""

    def __init__(self, folder: Path | None = None) -> None:
        chosen = os.environ.get("HL_CACHE")
        self.folder = folder or (Path(chosen) if chosen else Path.home() / ".cache" / "hidden-layers")

    def get(self, key: str) -> bytes | None:
        """The file of that hash, or None if it is missing or damaged."""
        path = self.folder / key
        if not path.is_file():
            return None
        content = path.read_bytes()
        return content if sha256(content) == key else None

    def put(self, content: bytes) -> str:
        """Keep a file; returns its hash."""
        key = sha256(content)
        self._write(key, content)
        return key

    def get_named(self, name: str) -> bytes | None:
        """The result kept under a name that says all it was made from, or None."""
        reference = self.folder / name
        return self.get(reference.read_text()) if reference.is_file() else None

    def put_named(self, name: str, content: bytes) -> None:
        """Keep a result under a name that says all it was made from."""
        self._write(name, self.put(content).encode())

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The result kept under that name, which is made and kept if there is none yet."""
        content = self.get_named(name)
        if content is None:
            content = make()
            self.put_named(name, content)
        return content

    def _write(self, name: str, content: bytes) -> None:
        """Write a file in one step, so that builds running side by side never read half of one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
            file.write(content)
        os.replace(file.name, self.folder / name)


def wheels(pins: Sequence[Pin], cache: Cache) -> dict[str, bytes]:
    """The wheel of each pin, by package name."""
    missing = [pin for pin in pins if cache.get(pin.sha256) is None]
    if missing:
        print(f"downloading {len(missing)} pure Python packages", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            lines = "\n".join(f"{pin.name}=={pin.version} --hash=sha256:{pin.sha256}" for pin in missing)
            _pip_download(lines, Path(folder), python="3.13")
            for path in Path(folder).glob("*.whl"):
                cache.put(path.read_bytes())
    return {pin.name: _found(cache, pin.sha256, f"{pin.name} {pin.version}") for pin in pins}


def compiled_packages(
    wanted: Mapping[str, str], cache: Cache, official: str = "", distribution: Path | None = None
) -> dict[str, bytes]:
    """Wheels compiled for Pyodide, by file name; wanted: file name -> sha256 of the official lock.

    They come from the cache, else from `distribution` (a folder with an unpacked official Pyodide release), else from
    the official distribution itself (`official`, its address), else out of the carrier wheel, where that cannot be
    reached; never without the right hash.
    """
    missing = {name: digest for name, digest in wanted.items() if cache.get(digest) is None}
    if missing and distribution is not None:
        found = {name: (distribution / name).read_bytes() for name in missing}
    elif missing:
        found = from_official(missing, official)
        left = {name: digest for name, digest in missing.items() if name not in found}
        found |= from_carrier(left) if left else {}
    for name, digest in missing.items():
        cache.put(checked(found[name], digest, name))
    return {name: _found(cache, digest, name) for name, digest in wanted.items()}


def official_address(pyodide: Path) -> str:
    """Where the official distribution of this Pyodide is, as its own loader says. pyodide: the npm package."""
    version = json.loads((pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    found = re.search(r"`(https://[^`$]+)\$\{\w+\}(/[^`$]*)`", (pyodide / "pyodide.mjs").read_text(encoding="utf-8"))
    if found is None:
        raise BuildError("pyodide.mjs: it does not say where its distribution is; fetch.official_address reads another")
    return f"{found[1]}{version}{found[2]}"


def from_official(names: Iterable[str], address: str) -> dict[str, bytes]:
    """Those of these files that the official distribution at this address hands over, by name."""
    found = {}
    for name in names if address else ():
        try:
            with urllib.request.urlopen(address + name, timeout=TIMEOUT) as answer:
                found[name] = answer.read()
        except (OSError, http.client.HTTPException) as error:  # not reached, refused, or broken off
            print(f"{name}: not to be had from Pyodide's own distribution ({error})", flush=True)
    return found


def from_carrier(names: Iterable[str]) -> dict[str, bytes]:
    """These files, out of the carrier."""
    print(f"downloading the carrier of {', '.join(names)} (134 MB, once)", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        _pip_download(f"{CARRIER} --hash=sha256:{CARRIER_SHA256}", Path(folder), python="3.11")
        (carrier,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(carrier) as archive:
            return {name: archive.read(CARRIER_FOLDER + name) for name in names}


def checked(content: bytes, expected: str, name: str) -> bytes:
    """The content itself, if it has the expected sha256."""
    got = sha256(content)
    if got != expected:
        raise BuildError(f"{name}: expected sha256 {expected}, got {got}: this is not the file that was pinned")
    return content


def _found(cache: Cache, digest: str, name: str) -> bytes:
    content = cache.get(digest)
    if content is None:
        raise BuildError(f"{name}: no download had the pinned sha256 {digest}")
    return content


def _pip_download(requirements: str, folder: Path, *, python: str) -> None:
    """Let pip download wheels for that version of Python, with hashes; its own settings say from where."""
    listing = folder / "requirements.txt"
    listing.write_text(requirements)
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
    ]
    command += [
        "--implementation=cp",
        f"--python-version={python}",
        "--dest",
        str(folder),
        "--requirement",
        str(listing),
    ]
    # "any" are the pure wheels. MarkupSafe has only compiled ones, of which the Python files alone are taken.
    command += ["--platform=any", "--platform=manylinux2014_x86_64"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = "\n".join(line for line in done.stderr.splitlines() if line.startswith("ERROR"))[-1000:]
        raise BuildError(f"pip could not download the site's packages; is a package index reachable?\n{reason}")
