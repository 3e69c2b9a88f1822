"""The table of contents: which lessons there are, in which order, and what stands in each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from lessons.parser import Block, Box, Details, LessonError, WidgetMarker, parse
from widgets import registry

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content"
_SHOWN = re.compile(r"^:+\{widget\} network_controls\n:show:(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Lesson:
    """One entry of content/contents.toml."""

    slug: str
    title: str
    summary: str
    part: str
    data: str = ""  # a file that the static site fetches when the lesson is opened

    @property
    def file(self) -> Path:
        """The lesson's text."""
        return CONTENT / f"{self.slug}.md"

    @property
    def text(self) -> str:
        """What stands in the file, which is read again when it has changed: an author sees an edit at once."""
        return _text(self.file)

    @property
    def page(self) -> Path:
        """The script that Streamlit runs for it."""
        return ROOT / "pages" / f"{self.slug}.py"


@dataclass(frozen=True)
class Contents:
    """The whole book: title, one-sentence description, cover, lessons in reading order, appendices."""

    title: str
    description: str
    cover: Lesson
    lessons: tuple[Lesson, ...]
    appendices: tuple[Lesson, ...]

    @property
    def pages(self) -> tuple[Lesson, ...]:
        """Every page from cover to appendices."""
        return (self.cover, *self.lessons, *self.appendices)

    def lesson(self, slug: str) -> Lesson:
        """The page of that name."""
        for lesson in self.pages:
            if lesson.slug == slug:
                return lesson
        known = ", ".join(lesson.slug for lesson in self.pages)
        raise ValueError(f"slug: expected one of {known}, got '{slug}'")

    def number(self, slug: str) -> int | None:
        """A lesson's number, counted through the parts from 1; None for the cover and the appendices."""
        return next((number for number, lesson in enumerate(self.lessons, start=1) if lesson.slug == slug), None)

    def neighbours(self, slug: str) -> tuple[Lesson | None, Lesson | None]:
        """The pages before and after, None at either end."""
        place = self.pages.index(self.lesson(slug))
        before = self.pages[place - 1] if place else None
        after = self.pages[place + 1] if place + 1 < len(self.pages) else None
        return before, after


def _text(file: Path) -> str:
    state = file.stat()
    return _text_of(file, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _text_of(file: Path, changed: int, size: int) -> str:
    return file.read_text(encoding="utf-8")


def contents() -> Contents:
    """What content/contents.toml says."""
    return _parsed_contents(_text(CONTENT / "contents.toml"))


@cache
def _parsed_contents(text: str) -> Contents:
    table = tomllib.loads(text)
    lessons = tuple(Lesson(**entry, part=part["title"]) for part in table["parts"] for entry in part["lessons"])
    appendices = tuple(Lesson(**entry, part="Appendix") for entry in table["appendices"])
    return Contents(table["title"], table["description"], Lesson(**table["cover"], part=""), lessons, appendices)


def read_blocks(lesson: Lesson) -> tuple[Block, ...]:
    """A lesson's blocks, with every widget and option known to the registry.

    Raises LessonError with file and line otherwise. What is parsed is kept by its text.
    """
    return _checked_blocks(lesson.text, lesson.file.name)


@cache
def _checked_blocks(text: str, source: str) -> tuple[Block, ...]:
    blocks = parse(text, source)
    for marker in widget_markers(blocks):
        try:
            registry.check(marker.name, marker)
        except ValueError as error:
            raise LessonError(source, marker.line, str(error)) from None
    return blocks


def has_panel(lesson: Lesson) -> bool:
    """Whether the panel of the reader's network is on a lesson's page: see panel_controls."""
    return bool(_asked(lesson))


def _asked(lesson: Lesson) -> set[str]:
    """The controls that a lesson's own text asks for. All of its Markdown is not parsed for this."""
    return {word for shown in _SHOWN.findall(lesson.text) for word in shown.split()}


def panel_controls(lesson: Lesson) -> tuple[str, ...]:
    """What the panel of the reader's network can set in a lesson: what it or an earlier one asks for.

    () if it asks for none. So no control comes before the lesson that explains it, and none is away in a later one,
    where what it has set still holds.
    """
    asked: set[str] = set()
    for earlier in contents().pages:
        here = _asked(earlier)
        asked |= here
        if earlier == lesson:
            return tuple(name for name in registry.NETWORK_CONTROLS if name in asked) if here else ()
    return ()


def rooms(lesson: Lesson) -> frozenset[str]:
    """The rooms of widgets/ that a lesson's figures are from; none of a lesson that cannot be read."""
    try:
        markers = widget_markers(read_blocks(lesson))
        return frozenset(registry.WIDGETS[marker.name].module.partition(".")[0] for marker in markers)
    except LessonError:  # the page itself says what is wrong
        return frozenset()


def widget_markers(blocks: tuple[Block, ...]) -> Iterator[WidgetMarker]:
    """All widgets of a lesson in reading order, those inside details and boxes too."""
    for block in blocks:
        if isinstance(block, WidgetMarker):
            yield block
        elif isinstance(block, Details | Box):
            yield from widget_markers(block.blocks)
