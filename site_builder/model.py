"""What the steps of the builder hand on to each other, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# MNIST's files are not packed with the app: they are large, and fetched when their lesson asks for them.
DATA_FOLDER = "content/data/mnist"
# Where the components' scripts are on the site, and where its pages and Streamlit fetch them.
SCRIPTS_FOLDER = "assets/scripts/"
# Lists all other files of a site; a folder that has it was made by a build (write.py).
LOCK = "site-lock.json"
# Where mlp_core's wheels are on the site, for notebooks anywhere, and what lists them there and in npm's pyodide.
WHEELS_FOLDER = "wheels/"
WHEELS_LOCK = "pyodide-lock.json"
# TeX, and whether it stands in a line of its own.
Formula = tuple[str, bool]


@dataclass(frozen=True)
class Lesson:
    """One page of the site."""

    slug: str
    title: str
    summary: str
    data: str = ""  # the file of DATA_FOLDER that it works with


@dataclass(frozen=True)
class Book:
    """What content/contents.toml says. The cover stands at the site's root, each lesson in a folder of its name."""

    title: str
    description: str
    cover: Lesson
    lessons: tuple[Lesson, ...]

    @property
    def pages(self) -> tuple[Lesson, ...]:
        """The cover, all lessons and what is appended."""
        return (self.cover, *self.lessons)


@dataclass(frozen=True)
class Inputs:
    """All that a site is made of, as plain data. Tables are path -> content."""

    book: Book
    stlite: Mapping[str, bytes]  # the npm package's build folder
    runtime: Mapping[str, bytes]  # Pyodide itself
    runtime_lock: Mapping[str, Any]  # the official pyodide-lock.json
    stdlib: Mapping[str, bytes]
    site_packages: Mapping[str, bytes]
    app: Mapping[str, bytes]
    pages: Mapping[str, Mapping[str, Any]]  # slug -> what the page draws (run_pages.py)
    maths: Mapping[Formula, str]  # every formula of every page, as HTML
    samples: Mapping[str, Sequence[str]]  # slug -> messages that draw one element of each kind (run_pages.py)
    icon: str  # the book's icon, an SVG document
    theme: Mapping[str, Any]  # [theme] of .streamlit/config.toml
    browser: Mapping[str, bytes]  # the scripts of the site's pages and workers, and their styles
    scripts: Mapping[str, bytes]  # those of the book's components, by names that carry their hash
    wheels: Mapping[str, tuple[str, str]]  # file name -> (sha256, origin)
    npm: Mapping[str, str]  # package -> version
    data: Mapping[str, bytes] = field(default_factory=dict)  # file name -> content; see read_data
    # slug -> control's id -> name of an act -> what it changes (rehearse.py)
    rehearsals: Mapping[str, Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]] = field(default_factory=dict)
    patches: frozenset[str] = frozenset()  # names of upstream/patches.py
    own_wheels: Mapping[str, bytes] = field(default_factory=dict)  # mlp_core's and their lock, by file name


@dataclass(frozen=True)
class SiteFile:
    """One file of dist/: its path, its content, and where that came from."""

    path: str
    content: bytes
    origin: str
