"""Read a lesson: Markdown in, prose and markers out, each with the line it starts on.

A marker is a MyST directive between colons; its body is the caption:

    :::{widget} matrix_product
    :left: X
    Pick a cell of the product.
    :::

Three directives exist. `widget` is replaced by the widget of that name, `details` folds its body away under a
heading, `box` frames its body. The bodies of `details` and `box` may hold prose and widgets, if the outer fence has
more colons than the inner. Colons inside code are left alone, because a real Markdown parser finds the blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin

DIRECTIVES = ("widget", "details", "box")
_OPENING = re.compile(r"\{(?P<directive>[^}]*)\}\s*(?P<argument>.*)")
_OPTION = re.compile(r":(?P<name>[A-Za-z_]+):\s*(?P<value>.*)")


class LessonError(ValueError):
    """A mistake in a lesson file; its message starts with the author's file and line."""

    def __init__(self, source: str, line: int, message: str) -> None:
        super().__init__(f"{source}:{line}: {message}")


@dataclass(frozen=True)
class Prose:
    """Markdown that is shown as it is."""

    line: int
    text: str


@dataclass(frozen=True)
class WidgetMarker:
    """The place of a widget, with its options as the author wrote them."""

    line: int
    name: str
    options: dict[str, str]
    caption: str


@dataclass(frozen=True)
class Details:
    """Blocks under a heading that the reader opens."""

    line: int
    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Box:
    """Blocks in a frame, such as *What to remember*."""

    line: int
    title: str
    blocks: tuple[Block, ...]


Block = Prose | WidgetMarker | Details | Box


def parse(text: str, source: str, first_line: int = 1) -> tuple[Block, ...]:
    """Split a lesson into its blocks.

    source: the file's name, for messages; first_line: the line number of text's first line in that file.
    Raises LessonError for an unknown directive, a fence that is never closed, and an option given twice.
    """
    return tuple(_blocks(text, source, first_line))


def _blocks(text: str, source: str, first_line: int) -> Iterator[Block]:
    lines = text.splitlines()
    done = 0
    for token in _markdown().parse(text):
        if token.type != "colon_fence" or token.map is None or token.level:
            continue
        start, end = token.map
        yield from _prose(lines, done, start, first_line)
        yield _directive(token, lines, source, first_line)
        done = end
    yield from _prose(lines, done, len(lines), first_line)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").use(colon_fence_plugin)


def _prose(lines: list[str], start: int, end: int, first_line: int) -> Iterator[Prose]:
    while start < end and not lines[start].strip():
        start += 1
    text = "\n".join(lines[start:end]).rstrip()
    if text:
        yield Prose(first_line + start, text)


def _directive(token: Token, lines: list[str], source: str, first_line: int) -> Block:
    assert token.map is not None
    start, end = token.map
    line = first_line + start
    opening = _OPENING.fullmatch(token.info.strip())
    if opening is None or opening["directive"] not in DIRECTIVES:
        allowed = ", ".join(f"{{{name}}}" for name in DIRECTIVES)
        raise LessonError(source, line, f"expected one of {allowed} after the colons, got '{token.info.strip()}'")
    directive, argument = opening["directive"], opening["argument"].strip()
    if not argument:
        raise LessonError(source, line, f"{{{directive}}} needs a {'name' if directive == 'widget' else 'title'}")
    # The Markdown parser closes an open fence at the end of the text without a word; an author wants to know.
    if end - start < 2 or lines[end - 1].strip() != token.markup:
        raise LessonError(source, line, f"{directive} '{argument}' is never closed; add a line '{token.markup}'")
    if directive == "widget":
        options, caption = _options(token.content, source, line + 1)
        return WidgetMarker(line, argument, options, caption)
    inner = parse(token.content, source, line + 1)
    return Details(line, argument, inner) if directive == "details" else Box(line, argument, inner)


def _options(body: str, source: str, first_line: int) -> tuple[dict[str, str], str]:
    """Leading ':name: value' lines, then the caption."""
    options: dict[str, str] = {}
    lines = body.splitlines()
    for index, text in enumerate(lines):
        option = _OPTION.fullmatch(text.strip())
        if option is None:
            return options, "\n".join(lines[index:]).strip()
        if option["name"] in options:
            raise LessonError(source, first_line + index, f"option '{option['name']}' is given twice")
        options[option["name"]] = option["value"].strip()
    return options, ""
