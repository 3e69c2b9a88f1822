"""What each part of the site weighs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from site_builder.model import SiteFile

# part -> how its paths begin. The first that fits counts.
PARTS = {
    "interpreter": ("python/pyodide",),
    "standard library": ("python/python_stdlib",),
    "packages (NumPy, Streamlit, …)": ("python/site-packages",),
    "modules that hardly a page begins with": ("python/later",),
    "the book's own files": ("app.tar",),
    "Streamlit's front end": ("stlite/index-g", "stlite/stlite"),
    "its parts and fonts, each when used": ("stlite/",),
    "mlp_core's wheels, for notebooks": ("wheels/",),
    "pages": ("",),
}


def table(files: Sequence[SiteFile]) -> str:
    """Megabytes by part: as they are, and as a server that compresses sends them."""
    sent = {file.path.removesuffix(".br"): len(file.content) for file in files if file.path.endswith(".br")}
    rows = {part: [0, 0] for part in PARTS}
    plain = {file.path for file in files}
    for file in files:
        if file.path.endswith((".br", ".gz")) and file.path[:-3] in plain:
            continue  # the compressed neighbour of another file
        part = next(part for part, starts in PARTS.items() if _plain(file.path).startswith(starts))
        rows[part][0] += len(file.content)
        rows[part][1] += sent.get(file.path, len(file.content))
    lines = [f"{'':40}{'MB':>8}{'MB sent':>10}"]
    lines += [f"{part:40}{whole / 1e6:8.2f}{small / 1e6:10.2f}" for part, (whole, small) in rows.items()]
    total = [sum(column) for column in zip(*rows.values(), strict=True)]
    return "\n".join([*lines, f"{'all':40}{total[0] / 1e6:8.2f}{total[1] / 1e6:10.2f}"])


def _plain(path: str) -> str:
    """assets/python-0123/worker.js -> python/worker.js; assets/app-0123.tar.gz -> app.tar.gz."""
    return re.sub(r"^assets/(\w+)-[0-9a-f]{12}", r"\1", path)
