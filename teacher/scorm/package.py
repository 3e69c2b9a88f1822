"""The files of a package: the page that the platform opens, and the built site below book/."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import htpy as h
from markupsafe import Markup

from teacher.scorm.items import Item
from teacher.scorm.manifest import LAUNCHED, NAME, Version, manifest

BOOK = "book/"
# What only hosts read, and the service worker: a platform has its own way to a file, which no list of files knows.
_LEFT_OUT = re.compile(r"(sw\.js|404\.html|sitemap\.xml|_headers|nginx-headers\.conf|assets/card-[^/]*)")
_DATA = ".npz"
_LINK = re.compile(r'(?<=href=")(\.{1,2}/(?:\w+/)?)(?=["?#])')
_SHELL = re.compile(r"<script")
_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; height: 100vh; height: 100dvh; display: flex; flex-direction: column; }
body { font: 14px/1.4 system-ui, sans-serif; }
header { display: flex; gap: 1rem; align-items: center; justify-content: space-between; padding: 0.25rem 0.75rem; }
#line { margin: 0; }
button { font: inherit; flex: none; min-height: 1.9rem; }
iframe { flex: 1; border: 0; border-top: 1px solid GrayText; width: 100%; min-height: 0; }
"""


@dataclass(frozen=True)
class Plan:
    """What a package is to be. lessons: what counts, the first is where it begins; percent: passed from there on."""

    version: Version
    title: str
    lessons: tuple[str, ...]
    items: tuple[Item, ...]
    pages: tuple[str, ...]
    percent: int | None
    with_data: bool


def read_site(folder: Path) -> dict[str, bytes]:
    """The files of a built site by path, without their compressed neighbours. ValueError: there is none."""
    try:
        listed = json.loads((folder / "site-lock.json").read_text(encoding="utf-8"))["files"]
        return {path: (folder / path).read_bytes() for path in listed}
    except (OSError, ValueError, KeyError, TypeError):
        raise ValueError(f"{folder}: there is no built site; make one with 'make site'") from None


def package(plan: Plan, site: Mapping[str, bytes], scripts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The package's files by path. scripts: shell.js and address.js."""
    kept = {
        path: content
        for path, content in site.items()
        if not _LEFT_OUT.fullmatch(path) and (plan.with_data or not path.endswith(_DATA))
    }
    pages = {"", *plan.pages, "check"}
    files = {
        BOOK + path: _page(path, content.decode(), pages).encode() if path.endswith(".html") else content
        for path, content in kept.items()
    }
    files |= {
        f"{BOOK}address.js": scripts["address.js"],
        "shell.js": scripts["shell.js"],
        LAUNCHED: _shell(plan).encode(),
    }
    return {NAME: manifest(plan.version, _identifier(plan), plan.title, list(files))} | files


def _page(path: str, text: str, pages: Iterable[str]) -> str:
    """A page of the book that is fetched by its file, because platforms have no folders."""
    depth = path.count("/")
    names = {("../" * depth or "./") + (f"{page}/" if page else "") for page in pages}
    text = _LINK.sub(lambda link: link[1] + "index.html" if link[1] in names else link[1], text)
    if path == "check/index.html":
        return text
    script = f'<script src="{"../" * depth or "./"}address.js"></script>'
    return _SHELL.sub(lambda first: script + first[0], text, count=1)


def _shell(plan: Plan) -> str:
    facts = {
        "version": plan.version,
        "items": [[item.kind, item.name, item.mark] for item in plan.items],
        "pass": plan.percent,
        "pages": list(plan.pages),
        "start": plan.lessons[0],
    }
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.title[plan.title],
        h.style[Markup(_STYLE)],
    ]
    body = h.body[
        h.header[h.p("#line", role="status"), h.button("#work", type="button")["Download my work"]],
        h.iframe("#book", title=plan.title, allow="clipboard-write; fullscreen"),
        h.noscript["The book reports to the platform by JavaScript, which is switched off here."],
        h.script("#facts", type="application/json")[Markup(json.dumps(facts).replace("<", "\\u003c"))],
        h.script(src="shell.js"),
    ]
    return f"{h.html(lang='en')[head, body]}\n"


def _identifier(plan: Plan) -> str:
    """The same for the same choice of lessons, so that a platform takes a new edition for what it is."""
    choice = hashlib.sha256(json.dumps([plan.lessons, plan.percent]).encode()).hexdigest()[:8]
    return f"hidden-layers-{choice}"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file, the same for the same files. What is compressed already is stored as it is."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            stored = path.endswith((".gz", ".npz", ".png", ".woff2"))
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=9)
    return target.getvalue()


def name(plan: Plan) -> str:
    """The zip's file name: with up to three lessons, their names."""
    which = "".join(f"-{slug}" for slug in plan.lessons) if len(plan.lessons) <= 3 else f"-{len(plan.lessons)}-lessons"
    return f"hidden-layers{which}-scorm{plan.version.replace('.', '')}.zip"
