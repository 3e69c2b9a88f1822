"""check/: a page that tells whether the book will run in this browser, on this machine, over this network.

It is plain HTML with one classic script inside (client/check), so that it works where nothing else of the book does.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence

import htpy as h
from markupsafe import Markup

from site_builder.hashing import sha256
from site_builder.model import Inputs

FOLDER = "check"


def check_page(inputs: Inputs, contents: Mapping[str, bytes], start: Sequence[str], room: int, css: str) -> str:
    """The page. contents: the site's files by path; start: those without which Python does not start; room: how many
    bytes are stored for reading without a network; css: the book's colours."""
    files = [entry(path, contents[path]) for path in start]
    module = next(path for path in start if path.endswith("/pyodide.js"))
    edition = int(sha256(json.dumps(files).encode())[:8], 16) % 1024
    facts = {"edition": edition, "root": "../", "module": module, "room": room, "files": files}
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.meta(name="robots", content="noindex"),
        h.meta(name="color-scheme", content="light dark"),
        h.link(rel="icon", href="data:,"),
        h.title[f"Will the book run here? · {inputs.book.title}"],
        h.style[Markup(css + inputs.browser["check.css"].decode())],
    ]
    body = h.body(".hl-check")[
        h.main[_sections()],
        h.script("#facts", type="application/json")[Markup(json.dumps(facts).replace("<", "\\u003c"))],
        h.script[Markup(inputs.browser["check.js"].decode())],
    ]
    return f"{h.html(lang='en')[head, body]}\n"


def _sections() -> list[h.Node]:
    return [
        h.h1["Will the book run here?"],
        h.p[
            "In this browser (",
            h.span("#agent")["?"],
            "), on this machine and over this network. Some 20 MB are fetched. Nothing is sent to anybody.",
        ],
        h.p("#verdict", role="status")["Checking … this takes a few seconds, or some minutes over a slow line."],
        h.noscript[
            h.p["This page needs JavaScript, and so does all that moves in the book. The text is there without it."]
        ],
        h.ul("#remarks"),
        h.div("#result", hidden=True)[
            h.h2["For the IT office"],
            h.p["The code ", h.code("#code"), " holds this result:"],
            h.ul("#summary"),
            h.p[
                h.button("#copy", type="button")["Copy code and result"],
                " ",
                h.button("#again", type="button")["Check again"],
                " or send ",
                h.a("#link", href="#")["this link"],
                ", which shows the same.",
            ],
        ],
        h.h2["What the browser can do"],
        h.table[h.tbody("#browser")],
        h.h2["What the network brings"],
        h.p["Each file past all caches, compared with the book's own by its SHA-256."],
        h.table[h.tbody("#files")],
        h.h2["Read a code"],
        h.form("#reading")[
            h.label[
                "A code from this page, made on another machine: ",
                h.input("#given", name="given", size="30", autocomplete="off", spellcheck="false"),
            ],
            " ",
            h.button(type="submit")["Read"],
        ],
        h.ul("#read", aria_live="polite"),
        h.p[h.a(href="../")["To the book"]],
    ]


def entry(path: str, content: bytes) -> dict[str, object]:
    """What the page is told of a file. Some hosts declare a .gz as gzip-encoded, and then the browser inflates it."""
    hashes = [sha256(content)] + ([sha256(gzip.decompress(content))] if path.endswith(".gz") else [])
    return {"name": path.rpartition("/")[2], "path": path, "bytes": len(content), "hashes": hashes}
