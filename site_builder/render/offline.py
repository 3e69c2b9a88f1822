"""What makes the book an app that works without a network: the service worker's list and the web app manifest."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import escape

from site_builder.hashing import sha256
from site_builder.model import WHEELS_FOLDER, Book
from site_builder.render import charts, rehearsed

# Data larger than this is kept on the reader's device when a lesson has fetched it, not before.
LARGEST_KEPT_UNASKED = 5_000_000
# For other sites, for notebooks and for people, never asked for by a reader's browser at work; and what a page asks for
# until Python is there, which where the book is kept is soon.
_NOT_FOR_READERS = re.compile(
    rf"^(sitemap\.xml|site-lock\.json|_headers|nginx-headers\.conf|assets/card-.*|{rehearsed.FOLDER}.*|{WHEELS_FOLDER}.*)$"
)
ICON_SIZES = (192, 512)


def service_worker(files: Mapping[str, bytes], script: bytes) -> bytes:
    """sw.js: the builder's script behind the list of all files that it keeps.

    files: the site's, by path. The version is a hash of the list, so any change of any file makes another one.
    """
    listed = {
        path: (int(not path.endswith(".npz") or len(content) <= LARGEST_KEPT_UNASKED), *_hashes(path, content))
        for path, content in sorted(files.items())
        if is_kept(path)
    }
    table = json.dumps(listed, separators=(",", ":"))
    version = sha256(table.encode() + script)[:12]
    return f'"use strict";\nconst VERSION = "{version}";\nconst FILES = {table};\n'.encode() + script


def is_kept(path: str) -> bool:
    """Whether the service worker keeps a file of the site."""
    return not _NOT_FOR_READERS.match(path)


def _hashes(path: str, content: bytes) -> tuple[str, ...]:
    """Of the file as it arrives. Some hosts declare a .gz as gzip-encoded, and then the browser inflates it."""
    return (sha256(content), sha256(gzip.decompress(content))) if path.endswith(".gz") else (sha256(content),)


def icons(icon: str, background: str) -> dict[str, bytes]:
    """The book's icon as PNG: in both sizes that browsers ask for, and one to be cut to any shape.

    icon: an SVG document; background: the colour behind the last.
    """
    drawn = {f"icon-{size}": charts.png(icon, size) for size in ICON_SIZES}
    largest = max(ICON_SIZES)
    # Whatever shape a phone cuts out, the circle of 4/5 of the width stays; a square of 0.56 fits well inside.
    inner, margin = 0.56 * largest, 0.22 * largest
    framed = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {largest} {largest}">'
        f'<rect width="{largest}" height="{largest}" fill="{escape(background)}"/>'
        f'<svg x="{margin}" y="{margin}" width="{inner}" height="{inner}">{charts.inner(icon)}</svg></svg>'
    )
    return drawn | {"icon-maskable": charts.png(framed, largest)}


def manifest(book: Book, theme: Mapping[str, Any], icon_paths: Mapping[str, str]) -> bytes:
    """manifest.webmanifest, with which a browser offers to install the book. icon_paths: those of `icons`, by name."""
    sizes = {f"icon-{size}": size for size in ICON_SIZES} | {"icon-maskable": max(ICON_SIZES)}
    table = {
        "name": book.title,
        "short_name": book.title,
        "description": book.description,
        "lang": "en",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": theme["light"]["backgroundColor"],
        "theme_color": theme["light"]["backgroundColor"],
        "icons": [
            {
                "src": path,
                "sizes": f"{sizes[name]}x{sizes[name]}",
                "type": "image/png",
                "purpose": "maskable" if name == "icon-maskable" else "any",
            }
            for name, path in icon_paths.items()
        ],
    }
    return (json.dumps(table, indent=1, ensure_ascii=False) + "\n").encode()
