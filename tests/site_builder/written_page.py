"""A prerendered page as a tree of elements that rehearsed changes are made to, as client/page/patch.ts makes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from markupsafe import escape

from site_builder.render.prerender import Drawing

VOID = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
LISTS = ("stVerticalBlock", "stHorizontalBlock")
UNREAD = ("script", "style", "template")
# What says which value a control has.
STANDING = ("value", "checked", "selected", "aria-pressed", "aria-checked", "disabled")
USED = "used"


@dataclass(eq=False)
class Element:
    """One element. told: what a figure's script was told in place of what its HTML says."""

    tag: str
    attributes: dict[str, str | None]
    inside: list[Element | str] = field(default_factory=list)
    told: Mapping[str, Any] | None = None

    @property
    def children(self) -> list[Element]:
        return [part for part in self.inside if isinstance(part, Element)]

    def all(self) -> Iterator[Element]:
        """Everything inside, in the order of the page."""
        for child in self.children:
            yield child
            yield from child.all()

    def has(self, name: str) -> bool:
        return name in (self.attributes.get("class") or "").split()

    @property
    def text(self) -> str:
        return " ".join(part.text if isinstance(part, Element) else part for part in self.inside)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Element:
    """What is inside is the HTML's."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, "every element is closed"
    return reader.open[0]


def drawing(used: frozenset[str] = frozenset()) -> Drawing:
    """Draws formulas and charts as their source. used: ids of the controls in the reader's hand."""

    def chart(specification: str, width: int) -> str:
        return f"<i>{escape(specification)} {width}</i>"

    return Drawing("", "", lambda tex, _: f"<i>{escape(tex)}</i>", chart, dict.fromkeys(used, USED))


def change(page: Element, changes: Sequence[Mapping[str, Any]], parts: Sequence[Any]) -> None:
    """Make the changes of an act. parts: those that the file of its control has."""
    for one in reversed(changes):
        around, place = _place(page, one["at"])
        if "data" in one:
            figure = _first(around.children[place], lambda element: "data-script" in element.attributes)
            figure.told = parts[one["data"]]
        elif "head" in one:
            summary, other = (_first(fold, _is_summary) for fold in (around.children[place], read(parts[one["head"]])))
            summary.inside = other.inside
        else:
            assert place + one["out"] <= len(around.children)
            around.inside = [*around.children]
            coming = [element for part in one["in"] for element in read(parts[part]).children]
            around.inside[place : place + one["out"]] = coming


def _place(page: Element, at: list[int]) -> tuple[Element, int]:
    around = page
    for place in at[:-1]:
        inner = around.children[place]
        around = inner if _is_list(inner) else _first(inner, _is_list)
    return around, at[-1]


def _is_summary(element: Element) -> bool:
    return element.tag == "summary"


def _is_list(element: Element) -> bool:
    return any(map(element.has, LISTS))


def _first(around: Element, fits: Callable[[Element], bool]) -> Element:
    return next(filter(fits, around.all()))


def said(page: Element) -> list[str]:
    """All that a page says, in order: words, what figures are told, how controls stand that the reader has not used."""
    return [" ".join(words.split()) for words in _said(page) if words.strip()]


def _said(element: Element) -> Iterator[str]:
    if element.tag in UNREAD:
        return
    if "data-script" in element.attributes:
        yield from _told(element)
        return
    if element.attributes.get("data-testid") == "stElementContainer" and any(map(_is_used, element.all())):
        labels = (one for one in element.all() if one.attributes.get("data-testid") == "stWidgetLabel")
        yield USED + "".join(label.text for label in labels)
        return
    standing = [f"{name}={element.attributes[name]}" for name in STANDING if name in element.attributes]
    if element.tag in ("input", "textarea", "option", "button") and standing:
        yield " ".join((element.tag, *standing))
    for part in element.inside:
        if isinstance(part, Element):
            yield from _said(part)
        else:
            yield part


def _is_used(element: Element) -> bool:
    return element.attributes.get("data-asleep") == USED and element.tag != "button"


def _told(figure: Element) -> Iterator[str]:
    """A figure's script is told its HTML, and the rest."""
    told = figure.told
    rest = json.loads(figure.attributes["data-rest"] or "") if told is None else {**told, "html": None}
    rest.pop("html", None)
    yield json.dumps(rest, sort_keys=True)
    for part in figure.children if told is None else [read(told.get("html") or "")]:
        yield from _said(part)
