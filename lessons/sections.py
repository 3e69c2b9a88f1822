"""The sections of a lesson: what the side bar lists of the page that is open, and what a search looks through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lessons.catalogue import Lesson
from lessons.parser import Block, Box, Details, Prose, WidgetMarker, parse

_HEADING = re.compile(r"^(#{1,2}) +(.+?) *#*$")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
# What Markdown and TeX add to the words.
_SIGNS = re.compile(r":\w+(?=\[)|:material/\w+:|[`*_$#>{}\[\]|\\^]")


@dataclass(frozen=True)
class Section:
    """A part of a lesson under one heading; what stands before the first is under the lesson's own title."""

    title: str
    text: str  # its words, without markup

    @property
    def anchor(self) -> str:
        """Its name in the page's address, which Streamlit makes of the heading's letters and figures."""
        return "-".join(re.findall(r"[^\W_]+", self.title.lower()))


def sections(lesson: Lesson) -> tuple[Section, ...]:
    """A lesson's parts in reading order, the first one its opening."""
    return _sections(lesson.text, lesson.file.name, lesson.title)


@cache
def _sections(text: str, source: str, title: str) -> tuple[Section, ...]:
    parts: list[tuple[str, list[str]]] = [(title, [])]
    for line in _lines(parse(text, source)):
        heading = _HEADING.fullmatch(line)
        if heading and heading[1] == "##":
            parts.append((_words(heading[2]), []))
        elif not heading:
            parts[-1][1].append(line)
    return tuple(Section(name, _words("\n".join(lines))) for name, lines in parts)


def _lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Prose():
                yield from block.text.splitlines()
            case WidgetMarker():
                yield from (line for line in block.caption.splitlines() if not line.startswith(("=", "?", "!")))
            case Details():
                yield block.summary
                yield from _lines(block.blocks)
            case Box():
                yield block.title
                yield from _lines(block.blocks)


def _words(markdown: str) -> str:
    """The words of a Markdown text in one line, and of its formulas the letters."""
    return " ".join(_SIGNS.sub("", _COMMAND.sub(_letter, _LINK.sub(r"\1", markdown))).split())


def _letter(command: re.Match[str]) -> str:
    """The letter that a TeX command such as \\delta stands for; nothing for one that only says how it is set."""
    name = "PARTIAL DIFFERENTIAL" if command[1] == "partial" else f"GREEK SMALL LETTER {command[1].upper()}"
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""
