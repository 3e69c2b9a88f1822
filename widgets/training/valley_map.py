"""A landscape over two weights as contour lines, and walks drawn on it."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h
import numpy as np
from numpy.typing import NDArray

from studies.geometry import contour
from studies.training.steps import Valley
from widgets.drawing.plot import Scale, axes, path_of

Array = NDArray[np.floating]

SIDE = 81  # places along each axis at which the loss is computed for the contours
LEVELS = 12
A, B = Scale(-0.6, 4.0, 40, 316), Scale(-2.1, 2.5, 300, 24)  # one unit of each weight is equally long
_FAR = 50.0  # beyond this a walk is drawn at the edge of a frame that is far outside of the picture
_WIDE_A = Scale(-_FAR, _FAR, A(0) - 60 * _FAR, A(0) + 60 * _FAR)
_WIDE_B = Scale(-_FAR, _FAR, B(0) + 60 * _FAR, B(0) - 60 * _FAR)


def contours(valley: Valley) -> str:
    """Lines of equal loss as the `d` of an SVG path; each is 2.2 times as far above the lowest point as the last."""
    along, up = np.linspace(A.low, A.high, SIDE), np.linspace(B.low, B.high, SIDE)
    grid = np.stack(np.meshgrid(along, up), axis=-1)
    heights = valley.excess(grid)
    top = float(heights.max())
    pieces = []
    for level in (top / 2.2**power for power in range(1, LEVELS + 1)):
        for (a, b), (a2, b2) in contour(heights, along, up, level).tolist():
            pieces.append(f"M{A(a):g} {B(b):g}L{A(a2):g} {B(b2):g}")
    return "".join(pieces) or "M0 0"


def place(weights: Array) -> tuple[list[float], list[float]]:
    """Where weights (…, 2) are in the picture, or far outside of it: their x and their y."""
    inside = np.nan_to_num(weights, nan=_FAR, posinf=_FAR, neginf=-_FAR)
    return _WIDE_A.places(inside[..., 0]).tolist(), _WIDE_B.places(inside[..., 1]).tolist()


def track(path: Array) -> str:
    """A walk (steps + 1, 2) as the `points` of a polyline."""
    xs, ys = place(path)
    return path_of(zip(xs, ys, strict=True))


def frame(contour_lines: h.Node, walks: h.Node, names: Sequence[str], label: str) -> h.Element:
    """The picture: axes, contour lines, and the walks cut off at its edges."""
    width, height = A.end - A.start, B.start - B.end
    svg = h.Element("svg")
    return svg(".hl-plot", {"viewBox": "0 0 330 336", "role": "img"}, aria_label=label)[
        axes(A, B, names[0], names[1]),
        svg(
            {"viewBox": f"{A.start:g} {B.end:g} {width:g} {height:g}"},
            x=f"{A.start:g}",
            y=f"{B.end:g}",
            width=f"{width:g}",
            height=f"{height:g}",
        )[contour_lines, walks],
    ]
