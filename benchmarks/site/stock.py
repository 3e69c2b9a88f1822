"""The same app, assembled as stlite's own README says. benchmarks/site/README.md tells what was decided, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import htpy as h
from markupsafe import Markup

from benchmarks.site.distribution import distribution, pure_wheels
from site_builder.collect import fetch
from site_builder.collect.gather import SCRIPTS, read_app
from site_builder.model import SiteFile

# What Streamlit needs that Pyodide's own distribution carries; the rest are the pure wheels of requirements-site.txt.
OFFICIAL = ("anyio", "libopenssl", "micropip", "numpy", "pandas", "pillow", "python-dateutil", "pytz", "six", "ssl")
# No registry has fastparquet for WebAssembly: it is listed and empty, which spares the stock site its weight.
ABSENT = {"fastparquet": ("numpy", "pandas", "packaging")}
# What the app needs besides Streamlit.
REQUIREMENTS = ("htpy", "markdown-it-py", "mdit-py-plugins")
# Without this, stlite 1.9.2 runs no app that has components of the second generation. It serves no scripts of theirs:
# Streamlit is given the text of each, which it tells from a path by its having more than one line.
PRELUDE = """\
import streamlit.runtime as _runtime

_runtime.Runtime.exists = staticmethod(_runtime.exists)
_runtime.Runtime.instance = staticmethod(_runtime.get_instance)

import widgets.kit.component as _component

_component.PACKAGE = "stock"
_texts = {name: "//\\n" + (_component.SCRIPTS / file).read_text() for name, file in _component._FILES.items()}
_component._FILES = _texts
"""

# A script that is handed over as text has no address from which it could find what it imports.
ADDRESSES = f"""
const scripts = new URL("../assets/app/{SCRIPTS}/", location.href);
for (const path of Object.keys(options.files).filter((path) => path.startsWith("{SCRIPTS}/")))
  options.files[path] = options.files[path].replaceAll('"./', `"${{scripts}}`);
"""


def assemble(root: Path, cache: fetch.Cache, slugs: Sequence[str]) -> list[SiteFile]:
    """One HTML page for each of these lessons, and all that the pages load. root: the repository."""
    modules = root / "node_modules"
    stlite = modules / "@stlite" / "browser" / "build"
    pins = fetch.read_pins((root / "requirements-site.txt").read_text(encoding="utf-8"))
    pure = pure_wheels([pin for pin in pins if pin.name not in OFFICIAL], cache)
    pyodide = distribution(modules / "pyodide", cache, official=OFFICIAL, pure=pure, absent=ABSENT)
    app = read_app(root)
    return [
        *(
            SiteFile(f"assets/stlite/{path.relative_to(stlite).as_posix()}", path.read_bytes(), "npm @stlite/browser")
            for path in sorted(stlite.rglob("*"))
            if path.is_file() and path.suffix != ".map"
        ),
        *(SiteFile(f"assets/pyodide/{name}", content, "pyodide") for name, content in pyodide.items()),
        *(
            SiteFile(f"assets/app/{path}", content, "the book")
            for path, content in app.items()
            if path.startswith(f"{SCRIPTS}/") or not is_text(content)
        ),
        *(SiteFile(f"{slug}/index.html", page(app, slug).encode(), "benchmarks") for slug in slugs),
    ]


def is_text(content: bytes) -> bool:
    """Whether a file can be handed over as text."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def page(app: Mapping[str, bytes], slug: str) -> str:
    """The HTML of stlite's README, with the app's files as text and that lesson in the place of the cover."""
    files = {
        path: content.decode() if is_text(content) else {"url": f"../assets/app/{path}"}
        for path, content in app.items()
    }
    before, imports, after = app["app.py"].decode().partition("import streamlit as st")
    files |= {"app.py": before + PRELUDE + imports + after, "pages/index.py": files[f"pages/{slug}.py"]}
    options = json.dumps({"entrypoint": "app.py", "files": files, "requirements": REQUIREMENTS})
    script = (
        'import { mount } from "../assets/stlite/stlite.js";'
        f"const options = {options.replace('<', chr(92) + 'u003c')};"
        'options.pyodideUrl = new URL("../assets/pyodide/pyodide.mjs", location.href).href;'
        f"{ADDRESSES}"
        'mount(options, document.getElementById("root"));'
    )
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1, shrink-to-fit=no"),
        h.title["Stlite App"],
        h.link(rel="stylesheet", href="../assets/stlite/stlite.css"),
    ]
    return str(h.html[head, h.body[h.div("#root"), h.script(type="module")[Markup(script)]]])
