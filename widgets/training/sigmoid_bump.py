"""Two sigmoids make a bump: one switches it on, the other off again."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np

from studies.training.bumps import bump
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale, axes
from widgets.kit import theme
from widgets.training.curve_plane import PLACES, X, points

STEEPNESS = (1.0, 2.0, 5.0, 10.0, 50.0)
RIGHT = (-0.5, 0.5, 1.0, 2.0)
HEIGHT = (-1.0, 0.5, 1.0)
LEFT = -1.0
ALL = (0, 1, 2)
Y = Scale(-1.6, 1.6, 262, 24)
PARTS = ("on", "off")


def make_film() -> Film:
    """The film over steepness, right edge and height, with both terms of the output and their sum."""
    film = Film(
        Dial("steepness k", [theme.number(k) for k in STEEPNESS], STEEPNESS.index(10.0)),
        Dial("switched off at b", [theme.number(b) for b in RIGHT], RIGHT.index(0.5)),
        Dial("height c", [theme.number(c) for c in HEIGHT], HEIGHT.index(1.0)),
    )
    names = ("sum", *PARTS, "bias-on", "bias-off", "k", "c", "minus-c", "middle")
    table = np.empty((len(names), len(STEEPNESS), len(RIGHT), len(HEIGHT)), dtype=object)
    columns = np.moveaxis(table, 0, -1)  # a view: one row of texts for each setting
    for place in np.ndindex(columns.shape[:-1]):
        k, right, height = (choices[i] for choices, i in zip((STEEPNESS, RIGHT, HEIGHT), place, strict=True))
        net = bump(LEFT, right, height, k)
        trace = net.forward(PLACES[:, None])
        on, off = (trace.layers[1] * net.weights[1][1:, 0]).T
        middle = float(net.predict([[(LEFT + right) / 2]])[0, 0])
        numbers = (*net.weights[0][0], k, height, -height, middle)
        curves = (points(values, y=Y) for values in (trace.outputs[:, 0], on, off))
        columns[place] = [*curves, *(theme.number(float(value)) for value in numbers)]
    for name, values in zip(names, table, strict=True):
        if name == "on":  # the right edge does not move it
            film.channel(name, values[:, 0], (0, 2))
        else:
            film.channel(name, values, ALL)
    return film


@lru_cache(maxsize=4)
def picture(caption: str) -> str:
    """The two terms and their sum, the weights, and the dials, as HTML."""
    film = make_film()
    polyline = h.Element("polyline")
    sheet = h.Element("svg")(
        ".hl-plot", {"viewBox": "0 0 420 300", "role": "img"}, aria_label="Two sigmoids and their sum, a bump"
    )[
        axes(X, Y, "x", "ỹ"),
        polyline(".hl-term.hl-term-on", film.bind(points="on")),
        polyline(".hl-term.hl-term-off", film.bind(points="off")),
        polyline(".hl-curve", film.bind(points="sum")),
    ]

    def row(name: str, kind: str, bias: str, strength: str) -> h.Element:
        return h.tr[
            h.th(scope="row")[
                h.Element("svg")({"width": "34", "height": "10", "aria-hidden": "true", "class": "hl-plot-key"})[
                    h.Element("line")(f".hl-term.hl-term-{kind}", x1="1", x2="33", y1="5", y2="5")
                ],
                f" {name}",
            ],
            h.td[film.text(bias)],
            h.td[film.text("k")],
            h.td[film.text(strength)],
        ]

    weights = h.table(".hl-standings")[
        h.thead[h.tr[(h.th(scope="col")[name] for name in ("neuron", "bias", "weight of x", "weight into ỹ"))]],
        h.tbody[row("on at −1", "on", "bias-on", "c"), row("off at b", "off", "bias-off", "minus-c")],
    ]
    return str(
        build(
            film,
            h.div(".hl-side.hl-stacks")[
                h.div(".hl-wide")[sheet],
                h.div(".hl-wide")[
                    film.controls(),
                    weights,
                    h.p(".hl-note")[
                        "Solid: their sum, the output ỹ. In the middle of the bump it is ", film.text("middle"), "."
                    ],
                ],
            ],
            label="Two sigmoids make a bump",
            caption_text=caption,
        )
    )


def widget(*, key: str, caption: str) -> None:
    """Let the reader set the bump."""
    show(picture(caption), key=key)
