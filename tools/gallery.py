"""Every figure of the book alone, in its telling states: python -m tools.gallery [--book ADDRESS] [--out FILE]

Writes one page of frames. Each shows `…/<lesson>?only=<figure>` of a book that runs (`make run`), so what is seen is
the book itself. The page is in no contents and on no site: it is for whoever changes the look. The pictures that
tests/browser/test_gallery.py compares are of the same states.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import htpy as h

from lessons.catalogue import contents
from lessons.single import named
from widgets.kit import theme

BOOK = "http://127.0.0.1:8501/"
OUT = "gallery.html"

# What an address can make of a figure that follows the reader's network.
STATES: dict[str, dict[str, str]] = {
    "start": {},
    "changed": {
        "sizes": "3-4-2",
        "activations": "tanh-sigmoid",
        "data": "random",
        "points": "3",
        "bias": "1",
        "seed": "7",
    },
    "no hidden layer": {"sizes": "3-1", "activations": "sigmoid"},
    "largest": {"sizes": "3-6-6-5-4-3", "activations": "relu-relu-relu-relu-linear", "data": "random", "points": "8"},
    "dead end": {"activations": "relu-tanh", "loss": "bce"},
    "softmax": {"data": "seven_segment", "activations": "tanh-softmax", "loss": "softmax_cross_entropy"},
    "diverges": {"learning_rate": "50"},
    "bad address": {"sizes": "3-0-x"},
}
# States of single figures, whose settings have parts of the address to themselves.
OWN_STATES: dict[str, dict[str, dict[str, str]]] = {
    "playground": {
        "no hidden layer": {"p_hidden": "", "p_iteration": "300"},
        "diverges": {
            **{"p_activation": "relu", "p_output": "linear", "p_loss": "half_sse", "p_learning_rate": "10.0"},
            **{"p_step": "1", "p_iteration": "70"},
        },
        "bad address": {"p_noise": "2000"},
    },
}
AT_START: dict[str, dict[str, str]] = {"start": {}}
# Figures that show nothing of the reader's network look the same in every state of it.
FOLLOWS_NOTHING = (
    "check_yourself",
    "close_the_book",
    "code_cell",
    "build_step",
    "exercise",
    "ways",
    "cover_film",
    "own_program",
)


class Shown(NamedTuple):
    """One figure in one state. query: what the address has besides the lesson."""

    lesson: str
    figure: str
    state: str
    query: dict[str, str]

    @property
    def address(self) -> str:
        """Of the figure, below that of the book."""
        return f"{self.lesson}?{urlencode({'only': self.figure} | self.query)}"


def everything() -> Iterator[Shown]:
    """Every figure of every page, at the start and in each of its other states."""
    for lesson in contents().pages:
        slug = "" if lesson == contents().cover else lesson.slug
        for figure, marker in named(lesson).items():
            states = OWN_STATES.get(marker.name)
            if states is None:
                states = {} if marker.name.startswith(("digit", *FOLLOWS_NOTHING)) else STATES
            for state, query in (AT_START | states).items():
                yield Shown(slug, figure, state, query)


def page(book: str) -> str:
    """The gallery as HTML. book: the address of a book that runs, with a slash at its end."""
    shown = list(everything())
    lessons = dict.fromkeys(one.lesson for one in shown)
    return "<!doctype html>" + str(
        h.html(lang="en")[
            h.head[
                h.meta(charset="utf-8"),
                h.title["Gallery · Hidden Layers"],
                h.style[_style()],
            ],
            h.body[
                h.h1["Every figure in its states"],
                h.p["Light, dark and contrast themes are the browser's: emulate them in its developer tools."],
                h.nav[[[h.a(href=f"#{lesson or 'cover'}")[lesson or "cover"], " "] for lesson in lessons]],
                [_section(book, lesson, [one for one in shown if one.lesson == lesson]) for lesson in lessons],
            ],
        ]
    )


def _section(book: str, lesson: str, shown: list[Shown]) -> h.Element:
    return h.section(id=lesson or "cover")[
        h.h2[lesson or "cover"],
        [
            h.figure[
                h.figcaption[h.a(href=book + one.address)[one.figure], f", {one.state}"],
                h.iframe(src=book + one.address, loading="lazy", title=f"{one.figure}, {one.state}"),
            ]
            for one in shown
        ],
    ]


def _style() -> str:
    properties = "".join(f"{name}:{value};" for name, value in theme.properties().items())
    return (
        f":root{{color-scheme:light dark;{properties}}}"
        "body{font:1rem var(--hl-sans);color:var(--hl-ink);background:var(--hl-paper);margin:var(--hl-space-20)}"
        "section{display:grid;grid-template-columns:repeat(auto-fill,minmax(48rem,1fr));gap:var(--hl-space-16)}"
        "h2{grid-column:1/-1}figure{margin:0}figcaption{padding:var(--hl-space-2);color:var(--hl-muted)}"
        "iframe{width:100%;height:42rem;border:var(--hl-width-hair) solid var(--hl-line)}"
    )


def main() -> None:
    """Write the page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--book", default=BOOK, help=f"the address of a book that runs ({BOOK})")
    options.add_argument("--out", type=Path, default=Path(OUT), help=f"where the page is written ({OUT})")
    given = options.parse_args()
    given.out.write_text(page(given.book.rstrip("/") + "/"), encoding="utf-8")
    print(f"{given.out}: open it in a browser, with the book running at {given.book}")


if __name__ == "__main__":
    main()
