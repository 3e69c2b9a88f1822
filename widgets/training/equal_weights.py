"""Equal weights stay equal: four hidden neurons learn XOR from several starts, their weights and the loss in step."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np

from mlp_core import datasets
from studies.training.films import FilmedRun, film_run, spread_iterations
from studies.training.starts import EQUAL_STARTS, HIDDEN, equal_network, least_monotone_loss
from widgets.drawing.data_table import fold_curves
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale, axes, curve
from widgets.kit import theme

ITERATIONS = spread_iterations(5000, dense=12, count=90)
RATE = 1.0
TIME, START = 0, 1
NEURONS = [f"h{str(unit + 1).translate(theme.SUBSCRIPTS)}" for unit in range(HIDDEN)]
SOURCES = ("bias", "x₁", "x₂")
# Equal lines lie on top of each other: the lower ones are wider, so that all four are seen.
WIDTHS = (9, 6.5, 4, 1.5)
X = Scale(1, ITERATIONS[-1] + 1, 48, 412, log=True)


@lru_cache(maxsize=1)
def runs() -> tuple[FilmedRun, ...]:
    """The training from each of EQUAL_STARTS."""
    data = datasets.xor()
    return tuple(
        film_run(equal_network(start), data.X, data.Y, ITERATIONS, learning_rate=RATE) for start in EQUAL_STARTS
    )


def make_film() -> Film:
    """The film over the iteration and the start."""
    film = Film(
        Dial("Iteration", [str(i) for i in ITERATIONS], len(ITERATIONS) - 1, plays=True),
        Dial("Start", EQUAL_STARTS, choice=True),
    )
    over = (START, TIME)
    film.channel("loss", [[theme.number(loss, 4) for loss in run.losses.tolist()] for run in runs()], over)
    first = np.array([[moment.forward.weights[0].ravel() for moment in run.moments] for run in runs()])
    outputs = np.array([[moment.forward.outputs[:, 0] for moment in run.moments] for run in runs()])
    film.numbers("weights", first, over)
    film.numbers("outputs", outputs, over)
    film.channel("now-x", [X(iteration + 1) for iteration in ITERATIONS], (TIME,))
    return film


def _now(film: Film, y: Scale) -> h.Element:
    return h.Element("line")(".hl-now", film.bind(x1="now-x", x2="now-x"), y1=f"{y.start:g}", y2=f"{y.end:g}")


def _loss(film: Film) -> h.Element:
    y = Scale(0.0, 0.7, 232, 24)
    third = y(least_monotone_loss()[0])
    curves = [curve(X, y, [i + 1 for i in ITERATIONS], run.losses.tolist()) for run in runs()]
    film.channel("losses", curves, (START,))
    film.channel("now-y", [[y(loss) for loss in run.losses.tolist()] for run in runs()], (START, TIME))
    # Where equal weights end is not told before the reader asks to see them.
    film.channel(
        "limit", ["visible" if "½" in start or "one" in start else "hidden" for start in EQUAL_STARTS], (START,)
    )
    line, text = h.Element("line"), h.Element("text")
    return h.Element("svg")(".hl-plot", {"viewBox": "0 0 420 270", "role": "img"}, aria_label="The loss")[
        axes(X, y, "iteration + 1", "loss"),
        line(
            ".hl-limit",
            film.bind(visibility="limit"),
            x1=f"{X.start}",
            x2=f"{X.end}",
            y1=f"{third}",
            y2=f"{third}",
        ),
        text(".hl-limit-label.hl-start", film.bind(visibility="limit"), x=f"{X.start + 6}", y=f"{third + 16:g}")["⅓"],
        h.Element("polyline")(".hl-curve", film.bind(points="losses")),
        _now(film, y),
        h.Element("circle")(".hl-marker", film.bind(cx="now-x", cy="now-y"), r="5"),
    ]


def _weights(film: Film) -> h.Element:
    """The weight from x₁ into each hidden neuron, over the iterations."""
    from_x1 = np.array([[moment.forward.weights[0][1] for moment in run.moments] for run in runs()])
    reach = float(np.ceil(np.abs(from_x1).max()))
    y = Scale(-reach, reach, 232, 24)
    lines = []
    for unit in range(HIDDEN):
        film.channel(
            f"unit-{unit}",
            [curve(X, y, [i + 1 for i in ITERATIONS], rows[:, unit].tolist()) for rows in from_x1],
            (START,),
        )
        lines.append(h.Element("polyline")(film.bind(points=f"unit-{unit}"), **_stroke(unit)))
    return h.Element("svg")(
        ".hl-plot", {"viewBox": "0 0 420 270", "role": "img"}, aria_label="The weights from x₁ into the hidden neurons"
    )[axes(X, y, "iteration + 1", "weights from x₁ into h₁ … h₄"), lines, _now(film, y)]


def _stroke(unit: int) -> dict[str, str]:
    return {
        "fill": "none",
        "stroke": theme.SERIES[unit],
        "stroke-width": f"{WIDTHS[unit]}",
        "stroke-linejoin": "round",
    }


def _legend() -> h.Element:
    line = h.Element("line")
    return h.div(".hl-legend")[
        (
            h.span[
                h.Element("svg")(viewBox="0 0 30 12", aria_hidden="true")[
                    line(x1="1", x2="29", y1="6", y2="6", **_stroke(unit))
                ],
                name,
            ]
            for unit, name in enumerate(NEURONS)
        )
    ]


def _tables(film: Film) -> h.Node:
    """The weights w⁽⁰⁾ and the four outputs at this moment."""
    return [
        h.table(".hl-standings")[
            h.thead[h.tr[h.th(scope="col")["w⁽⁰⁾"], (h.th(scope="col")[name] for name in NEURONS)]],
            h.tbody[
                (
                    h.tr[
                        h.th(scope="row")[source],
                        (h.td[film.number("weights", row * HIDDEN + unit)] for unit in range(HIDDEN)),
                    ]
                    for row, source in enumerate(SOURCES)
                )
            ],
        ],
        h.table(".hl-standings")[
            h.thead[h.tr[(h.th(scope="col")[name] for name in ("x₁", "x₂", "target", "output"))]],
            h.tbody[
                (
                    h.tr[h.td[f"{x1:g}"], h.td[f"{x2:g}"], h.td[f"{target:g}"], h.td[film.number("outputs", point)]]
                    for point, ((x1, x2), (target,)) in enumerate(
                        zip(datasets.xor().X.tolist(), datasets.xor().Y.tolist(), strict=True)
                    )
                )
            ],
        ],
    ]


@lru_cache(maxsize=2)
def picture(caption: str) -> str:
    """The loss, the weights, the numbers of the moment and the dials, as HTML."""
    film = make_film()
    curves = {start: run.losses.tolist() for start, run in zip(EQUAL_STARTS, runs(), strict=True)}
    figure = build(
        film,
        [
            h.div(".hl-side")[h.div(".hl-wide")[_loss(film)], h.div(".hl-wide")[_weights(film), _legend()]],
            film.controls(),
            h.div(".hl-side")[h.dl(".hl-facts")[h.dt["loss"], h.dd[film.text("loss")]], _tables(film)],
            fold_curves("Loss", ITERATIONS, curves, summary="Data as a table (tells where each start ends)"),
        ],
        label="XOR learned from equal weights, from nearly equal ones and from random ones",
        caption_text=caption,
    )
    return str(figure)


def widget(*, key: str, caption: str) -> None:
    """The same film for every reader: it needs no network of the reader's."""
    show(picture(caption), key=key)
