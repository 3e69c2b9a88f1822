"""Which of stlite's files the book can ever ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# Elements that no lesson uses and that weigh megabytes: their code is not part of the site.
_UNUSED = re.compile(r"^(PlotlyChart|DeckGlJsonChart|GraphVizChart|MermaidChart|mermaid|Snow)")
# Names of other files: imports of modules, url(…) of stylesheets, new URL(…) of either.
_REFERENCE = re.compile(rb"""["'(](\./[\w./-]+\.(?:js|css|woff2|wasm))["')]""")

# What a file needs before it runs, as opposed to what it asks for some time.
_IMPORT = re.compile(rb"""(?:from|import)\s*["']\./([\w./-]+\.js)["']""")
# Elements whose file has another name than they have themselves.
_FILES = {"vega_lite_chart": "ArrowVegaLiteChart", "code": "StreamlitSyntaxHighlighter"}


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


def for_elements(files: Mapping[str, bytes], kinds: Iterable[str]) -> list[str]:
    """The files with which Streamlit draws elements of these kinds, and all that these import.

    Streamlit fetches a file when it meets the first element of its kind, and what it imports when that has come.
    kinds: in the words of Streamlit's messages, such as "number_input", whose file is NumberInput-….js.
    """
    stems = {_FILES.get(kind) or "".join(word.capitalize() for word in kind.split("_")) for kind in kinds}
    queue = [path for path in files if path.partition("-")[0] in stems and path.endswith(".js")]
    found: set[str] = set()
    while queue:
        path = queue.pop()
        if path in files and path not in found:
            found.add(path)
            queue += [reference.decode() for reference in _IMPORT.findall(files[path])]
    return sorted(found)
