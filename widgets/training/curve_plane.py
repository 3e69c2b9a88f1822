"""The plane of one input and one output, in which the lesson *Why hidden layers at all* draws its curves."""

from __future__ import annotations

import htpy as h
import numpy as np
from numpy.typing import NDArray

from studies.training.curve_fits import REACH, data_points, target
from widgets.drawing.plot import Scale, axes, path_of

Array = NDArray[np.floating]

FAR = 3.0  # the picture shows what is answered beyond the data points as well
X = Scale(-FAR, FAR, 40, 410)
Y = Scale(-1.5, 1.5, 262, 24)
PLACES = np.linspace(-FAR, FAR, 121)
LOW, HIGH = -5.0, 5.0  # a curve that leaves the picture is cut off here, and then by the picture's edge


def points(values: Array, places: Array = PLACES, y: Scale = Y) -> str:
    """A curve over PLACES as the points of a polyline; it may leave the picture, which cuts it off."""
    zero, one = y(0.0), y(1.0)
    up = np.round(zero + (one - zero) * np.clip(values, LOW, HIGH), 1)
    return path_of(zip(X.places(places).tolist(), up.tolist(), strict=True))


def plane(content: h.Node, *, label: str, key: str, dots: bool = True) -> h.Element:
    """Axes, the curve to be learned (dashed) with its data points, and content over them.

    key: a word that no other figure of the page has. dots: whether the data points are drawn.
    """
    rect, circle, polyline = h.Element("rect"), h.Element("circle"), h.Element("polyline")
    left, right = X(-REACH), X(REACH)
    outside = ((X.start, left), (right, X.end))
    seen = [column.ravel().tolist() for column in data_points()] if dots else [[], []]
    frame = {"x": f"{X.start:g}", "y": f"{Y.end:g}", "width": f"{X.end - X.start:g}", "height": f"{Y.start - Y.end:g}"}
    return h.Element("svg")(".hl-plot", {"viewBox": "0 0 420 300", "role": "img"}, aria_label=label)[
        h.Element("clipPath")(id=f"{key}-frame")[rect(frame)],
        (
            rect(".hl-outside", x=f"{a:g}", y=f"{Y.end:g}", width=f"{b - a:g}", height=f"{Y.start - Y.end:g}")
            for a, b in outside
        ),
        axes(X, Y, "x", "ỹ"),
        h.Element("g")({"clip-path": f"url(#{key}-frame)"})[
            polyline(".hl-wanted", points=points(target(PLACES))),
            (circle(".hl-datum", cx=f"{X(x):g}", cy=f"{Y(y):g}", r="2.6") for x, y in zip(*seen, strict=True)),
            content,
        ],
    ]
