"""How the points of several classes are marked: each class has a shape of its own besides its colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import htpy as h

from studies.playground.points import REACH, Split

MAP = 300  # the plane's side
RADIUS = {"few": 5.0, "some": 3.5, "many": 1.8}  # of a mark, by how many points there are


@dataclass(frozen=True)
class Mark:
    """A shape. sign: a character that looks like it. corners: round the origin, for a radius of 1; none of a disc."""

    sign: str
    corners: tuple[tuple[float, float], ...]
    round: bool = False

    def path(self, x: float, y: float, radius: float) -> str:
        """The shape around a place."""
        if self.round:
            arc = f"a{radius:g} {radius:g} 0 1 0"
            return f"M{x - radius:.1f} {y:.1f}{arc} {2 * radius:g} 0{arc} {-2 * radius:g} 0"
        return "M" + "L".join(f"{x + radius * dx:.1f} {y + radius * dy:.1f}" for dx, dy in self.corners) + "Z"


_ARM = 0.38
_PLUS = (
    (-_ARM, -1), (_ARM, -1), (_ARM, -_ARM), (1, -_ARM), (1, _ARM), (_ARM, _ARM),
    (_ARM, 1), (-_ARM, 1), (-_ARM, _ARM), (-1, _ARM), (-1, -_ARM), (-_ARM, -_ARM),
)  # fmt: skip
_TILTED = tuple((0.75 * (x - y), 0.75 * (x + y)) for x, y in _PLUS)

MARKS = (
    Mark("■", ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85))),
    Mark("●", (), round=True),
    Mark("▲", ((0, -1.15), (1.1, 0.85), (-1.1, 0.85))),
    Mark("◆", ((0, -1.25), (1.05, 0), (0, 1.25), (-1.05, 0))),
    Mark("▼", ((0, 1.15), (1.1, -0.85), (-1.1, -0.85))),
    Mark("✚", _PLUS),
    Mark("✖", _TILTED),
    Mark("⬣", ((-1.1, 0), (-0.55, -1), (0.55, -1), (1.1, 0), (0.55, 1), (-0.55, 1))),
)
"""One for each class, counted from 0."""


def marks(parts: Split, size: str) -> h.Node:
    """All points, hollow for testing: one path for each class and kind, however many points it has."""
    scale, layers = MAP / (2 * REACH), []
    for kind, points, labels in (
        ("test", parts.test_points, parts.test_classes),
        ("train", parts.train_points, parts.train_classes),
    ):
        for label, mark in enumerate(MARKS):
            places = points[labels == label]
            if len(places):
                layers.append(
                    _path(mark, label, kind, (places[:, 0] + REACH) * scale, (REACH - places[:, 1]) * scale, size)
                )
    return layers


def _path(mark: Mark, label: int, kind: str, x: Any, y: Any, size: str) -> h.Element:
    outlines = (mark.path(*place, RADIUS[size]) for place in zip(x.tolist(), y.tolist(), strict=True))
    return h.Element("path")(
        {"class": f"hl-class-mark hl-{kind} hl-{size}", "style": f"--class: var(--hl-class-{label})"},
        d="".join(outlines),
    )


def sample(label: int) -> h.Element:
    """A mark by itself, for the key."""
    svg = h.Element("svg")(".hl-mark-sample", {"viewBox": "-8 -8 16 16", "aria-hidden": "true"})
    style = f"--class: var(--hl-class-{label})"
    return svg[h.Element("path")(".hl-class-mark.hl-train.hl-few", style=style, d=MARKS[label].path(0, 0, 5.0))]
