"""The pages of the built site in Chromium, without Python: as PDF, and as chapters of an EPUB.

Figures run their own scripts, so that a film can be stopped at its end (client/press). The worker that would start
Python is never made.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from site_builder import node
from site_builder.model import Book, Lesson
from site_builder.serve import make_server

ROOT = Path(__file__).resolve().parent.parent
STYLES = Path(__file__).resolve().parent / "paper.css"
NO_WORKER = "window.Worker = class extends EventTarget { postMessage() {} terminate() {} };"
FIGURES_LIVE = "() => performance.getEntriesByName('book:figures').length > 0"
WIDTH = 720  # CSS pixels; what fits between the margins of A4, see paper.css


@dataclass(frozen=True)
class Chapter:
    """A page as XHTML; `pictures`: file name -> PNG."""

    lesson: Lesson
    title: str
    xhtml: str
    has_maths: bool
    pictures: dict[str, bytes]


class Printer:
    """One browser page that goes through the book. url: where the book stands, with its slash, or ""."""

    def __init__(self, page: Page, root: str, book: Book, url: str, script: str) -> None:
        self.page, self.root, self.book, self.url, self.script = page, root, book, url, script

    def path(self, lesson: Lesson) -> str:
        """Where a page lies below the site's root."""
        return "" if lesson == self.book.cover else f"{lesson.slug}/"

    def open(self, lesson: Lesson) -> None:
        """Open a page and put its figures into the state in which they are printed."""
        self.page.goto(self.root + self.path(lesson))
        self.page.wait_for_function(FIGURES_LIVE)
        self.page.add_style_tag(content=STYLES.read_text(encoding="utf-8"))
        self.page.evaluate(self.script + ";window.press = press")
        self.page.evaluate("url => press.arrange(url)", self.url and self.url + self.path(lesson))

    def pdf(self, lesson: Lesson, before: int) -> bytes:
        """The page as PDF with an outline of its headings. before: how many numbered pages there are before it."""
        self.open(lesson)
        return self._print(f"html {{ counter-reset: page {before}; }}")

    def pdf_of(self, html: str) -> bytes:
        """A page that is not the site's, without page numbers."""
        self.page.set_content(html)
        self.page.add_style_tag(content=STYLES.read_text(encoding="utf-8"))
        return self._print("@page { @bottom-center { content: none; } }")

    def _print(self, style: str) -> bytes:
        self.page.add_style_tag(content=style)
        return self.page.pdf(prefer_css_page_size=True, outline=True, tagged=True)

    def chapter(self, lesson: Lesson) -> Chapter:
        """The page as a chapter, with a picture of each figure."""
        self.open(lesson)
        places = {"root": self.root, "slugs": [page.slug for page in self.book.pages], "url": self.url}
        made: dict[str, Any] = self.page.evaluate(
            "([slug, places]) => press.chapter(slug, places)", [lesson.slug, places]
        )
        pictures = {}
        for number in range(len(made["stills"])):
            figure = self.page.locator(f'[data-press-still="{number}"]')
            pictures[f"{lesson.slug}-{number}.png"] = figure.screenshot(animations="disabled")
        return Chapter(lesson, made["title"], made["xhtml"], made["hasMaths"], pictures)


@contextmanager
def printer(site: Path, book: Book, url: str) -> Iterator[Printer]:
    """A browser before the built site in this folder."""
    server = make_server(site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
            context = browser.new_context(
                viewport={"width": WIDTH, "height": 1000},
                device_scale_factor=2,
                color_scheme="light",
                reduced_motion="reduce",
                service_workers="block",
                bypass_csp=True,
            )
            context.add_init_script(NO_WORKER)
            # What only Python and Streamlit need; the page's own styles and fonts are in the same folder.
            context.route("**/assets/stlite-*/**/*.js", lambda route: route.abort())
            context.route("**/assets/stlite-*/*.js", lambda route: route.abort())
            page = context.new_page()
            page.emulate_media(media="print", color_scheme="light")
            yield Printer(page, f"http://127.0.0.1:{server.server_port}/", book, url, _script())
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _script() -> str:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "press.js"
        done = node.run(ROOT / "client" / "build.mjs", "press", target, work="the press's script is bundled by esbuild")
        if done.returncode != 0:
            raise RuntimeError(f"bundling the press's script failed:\n{done.stderr.strip()[-2000:]}")
        return target.read_text(encoding="utf-8")


def _chromium() -> str | None:
    """HL_CHROMIUM, else a Chromium on PATH, else None: the one that Playwright has installed."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("HL_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
