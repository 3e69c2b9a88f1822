"""The site's HTML, as text: pure functions of the book and the addresses of its assets."""

from __future__ import annotations

import json
from dataclasses import dataclass

import htpy as h
from markupsafe import Markup

from site_builder.collect import Book


@dataclass(frozen=True)
class Assets:
    """Where things are, relative to the site's root."""

    stlite: str
    python: str
    app: str
    boot: str
    preload: tuple[str, ...]


def pages(book: Book, assets: Assets) -> dict[str, str]:
    """Every HTML page of the site, by path. The first lesson is the page at the root as well."""
    written = {"index.html": page(book, assets, book.title, book.description, root="./", first=True)}
    for number, lesson in enumerate(book.lessons):
        title = f"{lesson.title} · {book.title}"
        written[f"{lesson.slug}/index.html"] = page(book, assets, title, lesson.summary, root="../", first=number == 0)
    return written


def page(book: Book, assets: Assets, title: str, description: str, *, root: str, first: bool) -> str:
    """One page. root: the way to the site's root from there; first: whether it shows the lesson that stands there."""
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.title[title],
        h.meta(name="description", content=description),
        h.meta(name="color-scheme", content="light dark"),
        h.link(rel="icon", href="data:,"),
        h.script[Markup(_start_worker(assets, root, first))],
        h.link(rel="stylesheet", href=root + assets.stlite + "stlite.css"),
        [h.link(rel="modulepreload", href=root + path) for path in assets.preload],
        h.script(type="module", src=root + assets.boot),
    ]
    body = h.body[
        h.div("#root"),
        h.p("#waking", role="status")["Python is starting in your browser …"],
        h.noscript[h.p["This page is played with in a browser that runs JavaScript."]],
    ]
    return f"{h.html(lang='en')[head, body]}\n"


def _start_worker(assets: Assets, root: str, first: bool) -> str:
    """The script that starts Python before anything else of the page is read. boot.js goes on from `site`."""
    table = {"python": assets.python, "stlite": assets.stlite, "app": assets.app, "first": first}
    # The table holds only the builder's own file names; "<" can still never end the script early.
    facts = json.dumps(table).replace("<", "\\u003c")
    return (
        f"const site = {{...{facts}, root: new URL({json.dumps(root)}, location.href).href}};"
        "site.worker = new Worker("
        "site.root + site.python + 'worker.js#app=' + encodeURIComponent(site.root + site.app));"
    )
