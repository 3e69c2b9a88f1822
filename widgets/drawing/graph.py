"""A computation graph as a picture: cards with a value and a derivative, and arrows between them.

Whoever draws one says where the cards are and what they say; here they get their shape. A card is two halves that can
be chosen apart: above what the node is and its value, below its derivative.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import htpy as h

from widgets.drawing.figure import part

WIDTH, HEIGHT = 78, 46  # of a card
# Drawn a little larger where there is room; on a narrow screen it shrinks to this and then moves inside its frame.
LARGEST, SMALLEST = 1.1, 0.9


@dataclass(frozen=True)
class Reading:
    """A number that the reader can choose. since: the step from which it is there; see widgets/drawing/figure.py."""

    text: str
    tags: tuple[str, ...]
    say: h.Node
    lit: tuple[str, ...] = ()
    since: int = 0


@dataclass(frozen=True)
class Card:
    """One node of the graph, its middle at (x, y). kind: given, weight, made or result.

    label, lower: what stands before the two numbers; the second is a derivative, or a change Δ.
    """

    x: float
    y: float
    kind: str
    label: str
    value: Reading
    rate: Reading
    lower: str = "∂"

    @property
    def left(self) -> float:
        """Where arrows arrive."""
        return self.x - WIDTH / 2

    @property
    def right(self) -> float:
        """Where arrows leave."""
        return self.x + WIDTH / 2


def card(node: Card) -> h.Element:
    """The two halves of a node."""
    return h.Element("g")(f".hl-card.hl-card-{node.kind}")[
        _half(node, node.value, node.y - HEIGHT / 2, node.label, "hl-card-value"),
        _half(node, node.rate, node.y, node.lower, "hl-card-rate"),
    ]


def _half(node: Card, reading: Reading, top: float, label: str, kind: str) -> h.Element:
    group, rect, text = h.Element("g"), h.Element("rect"), h.Element("text")
    middle = top + HEIGHT / 4 + 4.5
    attributes = part(reading.tags, lit=reading.lit, say=reading.say, wrote=[reading.since])
    return group(attributes, {"class": kind, "role": "img", "aria-label": f"{label} {reading.text}"})[
        rect(x=f"{node.left:g}", y=f"{top:g}", width=str(WIDTH), height=f"{HEIGHT / 2:g}"),
        text(".hl-card-label", x=f"{node.left + 6:g}", y=f"{middle:g}")[label],
        text(".hl-card-number", part(since=reading.since), x=f"{node.right - 6:g}", y=f"{middle:g}")[reading.text],
    ]


def gate(
    x: float, y: float, sign: str, value: Reading, rate: Reading, *, radius: float = 10, gap: float = 14
) -> h.Element:
    """A node without a card: a sign in a ring, its value above the arrow that leaves it and its derivative below."""
    group, circle, text = h.Element("g"), h.Element("circle"), h.Element("text")
    readings = ((value, y - 6, "hl-card-value"), (rate, y + 16, "hl-card-rate"))
    return group(".hl-card.hl-gate")[
        circle(cx=f"{x:g}", cy=f"{y:g}", r=f"{radius:g}"),
        text(".hl-gate-sign", x=f"{x:g}", y=f"{y + 5:g}")[sign],
        [
            group(
                part(reading.tags, lit=reading.lit, say=reading.say, wrote=[reading.since]),
                {"class": kind, "role": "img", "aria-label": reading.text},
            )[text(".hl-gate-number", part(since=reading.since), x=f"{x + gap:g}", y=f"{height:g}")[reading.text]]
            for reading, height, kind in readings
        ],
    ]


def arrow(
    start: tuple[float, float], end: tuple[float, float], *, tags: Iterable[str] = (), on: Iterable[int] = ()
) -> h.Element:
    """A curve that leaves and arrives level, with a head at its end. on: the steps in which it is lit."""
    (x0, y0), (x1, y1) = start, end
    bend = max(18.0, (x1 - x0) / 2)
    path = f"M{x0:g} {y0:g}C{x0 + bend:g} {y0:g} {x1 - bend:g} {y1:g} {x1:g} {y1:g}"
    return curve(f"{path}M{x1 - 6:g} {y1 - 3.5:g}L{x1:g} {y1:g}L{x1 - 6:g} {y1 + 3.5:g}", tags=tags, on=on)


def downwards(x: float, y: float) -> str:
    """The head of an arrow that arrives from above, as the end of a path."""
    return f"M{x - 3.5:g} {y - 6:g}L{x:g} {y:g}L{x + 3.5:g} {y - 6:g}"


def curve(path: str, *, tags: Iterable[str] = (), on: Iterable[int] = ()) -> h.Element:
    """An arrow along any path, which has its own head."""
    return h.Element("path")(".hl-arrow", part(tags, on=on), d=path)


def note(x: float, y: float, text: str, reading: Reading | None = None, *, anchor: str = "middle") -> h.Element:
    """A few words beside an arrow; with a reading they say something of their own and come with its step."""
    words = h.Element("text")
    if reading is None:
        return words(".hl-graph-note", {"text-anchor": anchor}, x=f"{x:g}", y=f"{y:g}")[text]
    attributes = part(reading.tags, lit=reading.lit, say=reading.say, since=reading.since, wrote=[reading.since])
    return words(".hl-graph-note", attributes, {"text-anchor": anchor}, x=f"{x:g}", y=f"{y:g}")[text]


def picture(width: float, height: float, label: str, *parts: h.Node) -> h.Element:
    """The drawing in its frame, which scrolls where it is narrower than the drawing."""
    svg = h.Element("svg")
    return h.div(".hl-scroll.hl-graph")[
        svg(
            {"viewBox": f"0 0 {width:g} {height:g}", "role": "group", "width": f"{LARGEST * width:.0f}"},
            {"data-roam": ""},
            style=f"min-width: {SMALLEST * width:.0f}px",
            aria_label=label,
        )[parts]
    ]
