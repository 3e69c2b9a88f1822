"""How long a browser may keep a file, who else may fetch it, and both as rules for hosts that read `_headers`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from site_builder.model import WHEELS_FOLDER

HEADER = "Cache-Control"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
HASHED = "assets/"  # names below it carry a hash of what they hold
# Notebooks at other addresses fetch mlp_core's wheels from here, which browsers allow where the host says so.
FOR_ALL = {"Access-Control-Allow-Origin": "*"}


def rule(path: str) -> str:
    """For a file of the site, by its path from the root: what has its hash in its name never changes."""
    return FOR_EVER if path.startswith(HASHED) else ASK_AGAIN


def blocks(paths: Iterable[str]) -> dict[str, dict[str, str]]:
    """Pattern of a `_headers` file -> the headers of what it matches. paths: those of all files of the site.

    No two patterns match the same address: hosts disagree about what holds then, and some send both values.
    """
    patterns = {f"/{HASHED}*": {HEADER: FOR_EVER}}
    for path in sorted(paths):
        if path.startswith(HASHED):
            continue
        folder, slash, _ = path.partition("/")
        shared = FOR_ALL if path.startswith(WHEELS_FOLDER) else {}
        patterns[f"/{folder}/*" if slash else f"/{path}"] = {HEADER: ASK_AGAIN, **shared}
        if path == "index.html":
            patterns["/"] = {HEADER: ASK_AGAIN}
    return patterns


def headers_file(blocks: Mapping[str, Mapping[str, str]]) -> bytes:
    """_headers, which Cloudflare Pages, Netlify and our own preview read."""
    return "".join(
        f"{pattern}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for pattern, headers in blocks.items()
    ).encode()
