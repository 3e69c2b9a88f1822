"""MNIST's images: read on a server, fetched from the site itself in the browser, once, when asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from mlp_core.datasets import mnist
from mlp_core.datasets.dataset import Dataset
from mlp_core.datasets.mnist_files import CHECKSUMS, FILES
from widgets.kit.background import IN_BROWSER, keep

FOLDER = Path(__file__).resolve().parent.parent.parent / "content" / "data" / "mnist"
PARTS = {"quick": "10,000 images", "full": "all 60,000 images"}
MEGABYTES = {"quick": 2.0, "full": 11.5}


@dataclass(frozen=True)
class Images:
    """Both data sets of a part: train and test."""

    train: Dataset
    test: Dataset


@dataclass
class _Fetch:
    """A download in the browser: how far it is, and why it failed."""

    received: int = 0
    total: int = 0
    done: bool = False
    problem: str = ""
    afresh: bool = False  # ask the site itself: what the browser has kept was damaged


@dataclass
class _Fetches:
    """The downloads of this Python, by part; the reader's other pages share them."""

    by_part: dict[str, _Fetch] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)


_fetches = _Fetches()


@cache
def read(part: str) -> Images:
    """Read a part from the files, whose checksums are verified. Raises ValueError naming the file and its checksum."""
    return Images(
        mnist("train", part=part, folder=FOLDER),  # type: ignore[arg-type]
        mnist("test", part=part, folder=FOLDER),  # type: ignore[arg-type]
    )


def images(key: str, part: str = "quick") -> Images | None:
    """The images of a part; or None, after saying on the page that they are on their way or what is wrong with them."""
    if IN_BROWSER and not (FOLDER / FILES[part]).is_file() and not _arrived(part, key):
        return None
    try:
        return read(part)
    except ValueError as error:
        st.error(f"The images cannot be used. {error}", icon=":material/broken_image:")
        _offer_again(part, key)
        return None


def _arrived(part: str, key: str) -> bool:
    fetch = _fetches.by_part.get(part)
    if fetch is None:
        fetch = _fetches.by_part[part] = _Fetch(afresh=part in _fetches.damaged)
        keep(_download(part, fetch))
    if not fetch.done:
        st.fragment(_say_how_far, run_every=0.4)(part)
    elif fetch.problem:
        st.error(f"The images did not arrive. {fetch.problem}", icon=":material/cloud_off:")
        _offer_again(part, key)
    return fetch.done and not fetch.problem


def _say_how_far(part: str) -> None:
    fetch = _fetches.by_part[part]
    if fetch.done:
        st.rerun()
    megabytes = f"{fetch.received / 1e6:.1f} of {fetch.total / 1e6:.1f} MB" if fetch.total else "…"
    share = min(1.0, fetch.received / fetch.total) if fetch.total else 0.0
    st.progress(share, f"Fetching {PARTS[part]}: {megabytes}")


def _offer_again(part: str, key: str) -> None:
    def again() -> None:
        _fetches.by_part.pop(part, None)
        if IN_BROWSER:
            _fetches.damaged.add(part)
            (FOLDER / FILES[part]).unlink(missing_ok=True)

    st.button("Try again", key=f"{key}-again-{part}", on_click=again)


def address(root: str, part: str, sums: str) -> str:
    """Where the built site keeps a part's file: its name carries its checksum, so it may be cached for ever.

    root: the site's own address, ending in "/"; sums: the text of SHA256SUMS. site_builder writes the same name.
    """
    digests = {name: digest for digest, name in (line.split() for line in sums.splitlines())}
    stem, dot, ending = FILES[part].rpartition(".")
    return f"{root}assets/{stem}-{digests[FILES[part]][:12]}{dot}{ending}"


async def _download(part: str, fetch: _Fetch) -> None:
    """Fetch a part into the browser's file system, piece by piece."""
    try:
        content = await _bytes(address(_site_root(), part, (FOLDER / CHECKSUMS).read_text("ascii")), fetch)
        (FOLDER / FILES[part]).write_bytes(content)
    except Exception as error:
        # Whatever the browser reports (offline, refused, cut off) is for the reader to see, not for the page to die of.
        fetch.problem = f"{FILES[part]}: {error}"
    fetch.done = True


def _site_root() -> str:
    """The site's address: Python's worker script lives two folders below it."""
    import js  # type: ignore[import-not-found]

    return js.URL.new("../../", js.location.href).href


async def _bytes(url: str, fetch: _Fetch) -> bytes:
    import js

    response: Any = await js.fetch(url, cache="reload" if fetch.afresh else "default")
    if not response.ok:
        raise OSError(f"{response.status} {response.statusText}")
    fetch.total = int(response.headers.get("Content-Length") or 0)
    reader = response.body.getReader()
    pieces: list[bytes] = []
    while True:
        piece = await reader.read()
        if piece.done:
            return b"".join(pieces)
        pieces.append(piece.value.to_bytes())
        fetch.received += len(pieces[-1])
