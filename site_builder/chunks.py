"""Which of stlite's files the book can ever ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Elements that no lesson uses and that weigh megabytes: their code is not part of the site.
_UNUSED = re.compile(r"^(PlotlyChart|DeckGlJsonChart|GraphVizChart|MermaidChart|mermaid|Snow)")
# Names of other files: imports of modules, url(…) of stylesheets, new URL(…) of either.
_REFERENCE = re.compile(rb"""["'(](\./[\w./-]+\.(?:js|css|woff2|wasm))["')]""")


def needed(files: Mapping[str, bytes], start: str = "stlite.js") -> dict[str, bytes]:
    """The files reachable from stlite.js, and its stylesheet; not source maps, wheels, or fonts in older formats."""
    found: dict[str, bytes] = {}
    queue = [start, "stlite.css"]
    while queue:
        path = queue.pop()
        if path in found or path not in files or _UNUSED.match(path):
            continue
        found[path] = re.sub(rb"\n//# sourceMappingURL=[^\n]*\n*$", b"\n", files[path])
        folder = path.rpartition("/")[0]
        for reference in _REFERENCE.findall(found[path]) if path.endswith((".js", ".css")) else ():
            name = reference.decode()[2:]
            queue.append(f"{folder}/{name}" if folder else name)
    return dict(sorted(found.items()))
