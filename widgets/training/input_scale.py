"""Inputs in the wrong unit: the curvatures of the valley, the edge 2/λ, and a run just below and just above it."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np
from numpy.typing import NDArray

from studies.training.films import spread_iterations
from studies.training.steps import RULES, SCALINGS, Valley, scaled_neuron, walk
from widgets.drawing.data_table import fold_curves
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale, axes, curve
from widgets.kit import theme

Array = NDArray[np.floating]

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.01, 1.05, 1.1)
STEPS = 500
DRAWN = spread_iterations(STEPS, dense=25, count=90)
_RATE = "0.99\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}2/λ"
SHARE, SCALING = 0, 1
X, Y = Scale(1, STEPS + 1, 52, 412, log=True), Scale(1e-6, 1e4, 232, 24, log=True)


@lru_cache(maxsize=1)
def valleys() -> tuple[Valley, ...]:
    """The landscape of the neuron for each unit of x₂."""
    return tuple(scaled_neuron(scaling) for scaling in SCALINGS)


@lru_cache(maxsize=1)
def excesses() -> Array:
    """(scalings, shares, moments): how far the loss is above the lowest point, as a share of what it was at first."""
    rule = RULES["gradient descent"]
    return np.array(
        [
            [
                (excess := valley.excess(walk(valley, rule, share * valley.edge, STEPS))[list(DRAWN)]) / excess[0]
                for share in SHARES
            ]
            for valley in valleys()
        ]
    )


def make_film() -> Film:
    """The film over the learning rate and the unit of the second input."""
    film = Film(
        Dial("η ÷ (2/λ)", [theme.number(share) for share in SHARES], SHARES.index(0.99)),
        Dial("Inputs", SCALINGS, 2, choice=True),
    )
    for name, values in (
        ("largest", [_short(v.curvatures[1]) for v in valleys()]),
        ("smallest", [_short(v.curvatures[0]) for v in valleys()]),
        ("condition", [_short(v.condition) for v in valleys()]),
        ("edge", [_short(v.edge) for v in valleys()]),
    ):
        film.channel(name, values, (SCALING,))
    film.channel("rate", [[_short(share * v.edge) for share in SHARES] for v in valleys()], (SCALING, SHARE))
    film.channel(
        "curve",
        [[curve(X, Y, [i + 1 for i in DRAWN], row) for row in rows] for rows in excesses().tolist()],
        (SCALING, SHARE),
    )
    film.channel("left", [[_left(row[-1]) for row in rows] for rows in excesses().tolist()], (SCALING, SHARE))
    return film


def _short(value: float) -> str:
    return theme.number(float(f"{value:.3g}"), 5)


def _left(share: float) -> str:
    if share > 1:
        return f"{_short(share)} times as much as at first: it goes up"
    return f"{_short(100 * share)} % of what it was at first"


@lru_cache(maxsize=2)
def picture(caption: str) -> str:
    """The loss of the run, the curvatures and the dials, as HTML."""
    film = make_film()
    line = h.Element("line")
    plot = h.Element("svg")(
        ".hl-plot", {"viewBox": "0 0 420 270", "role": "img"}, aria_label="The loss of the chosen run above the lowest"
    )[
        axes(X, Y, "step + 1", "loss above the lowest point ÷ at first"),
        line(".hl-limit", x1=f"{X.start}", x2=f"{X.end}", y1=f"{Y(1)}", y2=f"{Y(1)}"),
        h.Element("polyline")(".hl-curve", film.bind(points="curve")),
    ]
    names = {
        "largest curvature λ": "largest",
        "smallest curvature": "smallest",
        "condition": "condition",
        "edge 2/λ": "edge",
        "η": "rate",
    }
    curves = {
        f"{scaling}, 0.99": rows[SHARES.index(0.99)]
        for scaling, rows in zip(SCALINGS, excesses().tolist(), strict=True)
    }
    figure = build(
        film,
        [
            h.div(".hl-side.hl-stacks")[
                h.div(".hl-wide")[plot],
                h.dl(".hl-facts")[([h.dt[said], h.dd[film.text(name)]] for said, name in names.items())],
            ],
            h.div(".hl-readout", {"role": "status", "aria-live": "polite"})[
                f"After {STEPS} steps the loss above the lowest point is ", h.b[film.text("left")], "."
            ],
            film.controls(),
            fold_curves(f"Share of the loss above the lowest point, η = {_RATE}", DRAWN, curves),
        ],
        label="A linear neuron whose second input comes in several units",
        caption_text=caption,
    )
    return str(figure)


def widget(*, key: str, caption: str) -> None:
    """The same film for every reader: it needs no network of the reader's."""
    show(picture(caption), key=key)
