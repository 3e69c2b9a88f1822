"""The plane of two inputs with the four corners of the unit square in it: a neuron's line and what it answers."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h
import numpy as np
from numpy.typing import NDArray

from mlp_core import ACTIVATIONS
from studies.geometry import band, line_in_box
from widgets.drawing.film import Film
from widgets.drawing.plot import Scale, axes

Array = NDArray[np.floating]

LOW, HIGH = -0.3, 1.3
X1 = Scale(LOW, HIGH, 34, 294)
X2 = Scale(LOW, HIGH, 284, 24)
REACH = 4.0  # the colours run over weighted sums from −4 to 4, where a sigmoid goes from 0.02 to 0.98


def neuron_channels(film: Film, weights: Array, over: Sequence[int]) -> None:
    """What moves when a neuron's weights move: the channels that `neuron_plane` draws.

    weights: (…, 3) = bias, w₁, w₂, with one leading axis for each dial in `over`.
    """
    shape = weights.shape[:-1]
    neurons = weights.reshape(-1, 3)
    lines = [_line(*neuron) for neuron in neurons.tolist()]
    bands = [(*_pixels(*low), *_pixels(*high)) for low, high in band(neurons, 0.5, REACH).tolist()]
    for names, rows in ((_LINE, lines), (_BAND, bands)):
        for name, values in zip(names, zip(*rows, strict=True), strict=True):
            film.channel(name, np.array(values, dtype=object).reshape(shape), over)


_LINE = ("line-x1", "line-y1", "line-x2", "line-y2")
_BAND = ("band-x1", "band-y1", "band-x2", "band-y2")


def _line(bias: float, w1: float, w2: float) -> tuple[int, ...]:
    """The ends of the line in pixels, all 0 where it does not meet the picture."""
    ends = line_in_box(bias, w1, w2, LOW, HIGH)
    return (0, 0, 0, 0) if ends is None else (*_pixels(*ends[0]), *_pixels(*ends[1]))


def _pixels(x1: float, x2: float) -> tuple[int, int]:
    """Without Scale's clipping, because a band may begin far outside the picture."""
    across, up = (X1.end - X1.start) / (HIGH - LOW), (X2.end - X2.start) / (HIGH - LOW)
    return round(X1.start + (x1 - LOW) * across), round(X2.start + (x2 - LOW) * up)


def neuron_plane(
    film: Film, name: str, points: Array, targets: Sequence[h.Node], answers: Sequence[str], *, activation: str
) -> h.Element:
    """The square with a sigmoid neuron's output as colour, its line s = 0, and the points.

    name: a word that no other figure of the page has. points: (N, 2). targets: what stands in each point.
    answers: the channel for what stands below each point. The channels of `neuron_channels` must be there.
    """
    svg, rect, line, text = h.Element("svg"), h.Element("rect"), h.Element("line"), h.Element("text")
    gradient = f"{name}-band"
    left, top, size = X1.start, X2.end, X1.end - X1.start
    return h.div(".hl-stage")[
        svg(
            ".hl-plot",
            {"viewBox": "0 0 300 320", "role": "img"},
            aria_label="The plane of the two inputs with the data points and the neuron's line",
        )[
            h.Element("defs")[_gradient(film, gradient, activation)],
            axes(X1, X2, "x₁", "x₂"),
            rect(x=f"{left}", y=f"{top}", width=f"{size}", height=f"{size}", fill=f"url(#{gradient})"),
            line(".hl-boundary", film.bind(**{key: f"line-{key}" for key in ("x1", "y1", "x2", "y2")})),
            (
                h.Element("g")[
                    h.Element("circle")(".hl-point", cx=f"{X1(x1)}", cy=f"{X2(x2)}", r="13"),
                    text(".hl-point-label", x=f"{X1(x1)}", y=f"{X2(x2) + 5}")[target],
                    text(film.follow(answer), x=f"{X1(x1)}", y=f"{X2(x2) + 30}")[film.now(answer)],
                ]
                for (x1, x2), target, answer in zip(points.tolist(), targets, answers, strict=True)
            ),
        ]
    ]


def _gradient(film: Film, name: str, activation: str) -> h.Element:
    """Colours along the band: the neuron's output from 0, the colour of negative numbers, to 1, that of positive."""
    sums = np.linspace(-REACH, REACH, 17)
    outputs = ACTIVATIONS[activation].apply(sums[None, :])[0]
    ends = {key: f"band-{key}" for key in ("x1", "y1", "x2", "y2")}
    return h.Element("linearGradient")({"id": name, "gradientUnits": "userSpaceOnUse"}, film.bind(**ends))[
        (
            h.Element("stop")(offset=f"{place / 16:g}", style=f"stop-color: {_colour(float(output))}")
            for place, output in enumerate(outputs)
        )
    ]


def _colour(output: float) -> str:
    end, share = ("positive", output - 0.5) if output > 0.5 else ("negative", 0.5 - output)
    return f"color-mix(in srgb, var(--hl-{end}) {share * 150:.0f}%, var(--hl-paper))"
