"""Networks race: four on the four points and, if there is one, the reader's: loss curves and the matrices of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import htpy as h
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mlp_core import LOSSES, MLP, datasets
from mlp_core.datasets.dataset import Dataset
from studies.training.films import FilmedRun, Moment, film_run, spread_iterations
from widgets.drawing.data_table import fold_curves
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.live_matrix import live_matrix
from widgets.drawing.matrix import Axis, axis, matrix
from widgets.drawing.plot import Scale, axes, curve
from widgets.kit import reader, theme
from widgets.kit.reader import ReaderNetwork
from widgets.kit.theme import counted

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Contender:
    """One of the networks. Those of the book need no bias: the third input is always 1.

    own: the reader's network, which brings its weights, its data and its loss.
    """

    name: str
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    own: ReaderNetwork | None = None

    def dataset(self) -> Dataset:
        """What it learns, (N, M) and (N, P)."""
        return self.own.dataset() if self.own else datasets.four_points()

    def run(self, rate: float, seed: int) -> FilmedRun:
        """Its training at that learning rate, from the weights of that seed or from its own."""
        data, own = self.dataset(), self.own
        if own is None:
            net = MLP(self.sizes, self.activations, bias=False, rng=seed)
            return film_run(net, data.X, data.Y, ITERATIONS, learning_rate=rate)
        rules = {"loss": own.loss, "optimizer": own.optimizer, "biases": own.bias_rule}
        return film_run(own.network(), data.X, data.Y, ITERATIONS, learning_rate=rate, **rules)


CONTENDERS = (
    Contender("no hidden layer", (3, 1), ("sigmoid",)),
    Contender("4 hidden", (3, 4, 1), ("sigmoid", "sigmoid")),
    Contender("50 hidden", (3, 50, 1), ("sigmoid", "sigmoid")),
    Contender("50 with relu", (3, 50, 1), ("relu", "sigmoid")),
)
RATES = (0.01, 0.1, 1.0, 10.0)
ITERATIONS = spread_iterations(2000, dense=25, count=80)
FLOOR, CEILING = 1e-6, 1e4  # of the losses that are drawn
SHOWN_AT_FIRST = 1
ITERATION_DIAL, LOOK_DIAL = 0, 1
MOST = (4, 4)  # rows and columns drawn of a matrix: three stand side by side


def contenders(own: ReaderNetwork | None) -> tuple[Contender, ...]:
    """The book's networks, and the reader's unless it is the book's as well."""
    if own is None or own == ReaderNetwork():
        return CONTENDERS
    return (*CONTENDERS, Contender("your network", own.sizes, own.activations, own))


def runs(rate: float, seed: int, own: ReaderNetwork | None = None) -> tuple[FilmedRun, ...]:
    """The training of each contender from the initial weights of that seed, at the moments ITERATIONS."""
    return tuple(_run(one, rate, 0 if one.own else seed) for one in contenders(own))


@lru_cache(maxsize=80)
def _run(one: Contender, rate: float, seed: int) -> FilmedRun:
    """Each for itself: who changes their network waits for its training, and not for the book's four again."""
    return one.run(rate, seed)


def filled(values: Array) -> Array:
    """One value for each of ITERATIONS: a run that had to stop keeps its last ones."""
    missing = len(ITERATIONS) - len(values)
    return np.concatenate([values, np.repeat(values[-1:], missing, axis=0)])


def make_film(rate: float, seed: int, own: ReaderNetwork | None = None) -> Film:
    """The film over the iteration and the network that is looked into."""
    films = runs(rate, seed, own)
    film = Film(
        Dial("Iteration", [str(i) for i in ITERATIONS], plays=True, jumps={"steepest fall": "steepest"}),
        Dial("Look into", [one.name for one in contenders(own)], SHOWN_AT_FIRST, choice=True),
    )
    film.channel("steepest", [run.steepest for run in films], (1,))
    for index, run in enumerate(films):
        losses = filled(run.losses)
        film.channel(f"loss-{index}", [theme.number(float(value), 5) for value in losses], (0,))
    return film


@lru_cache(maxsize=8)
def picture(rate: float, seed: int, caption: str, own: ReaderNetwork | None = None) -> str:
    """The curves, a table of the losses, the dials and the matrices of one network, as HTML."""
    film, racing = make_film(rate, seed, own), contenders(own)
    films = runs(rate, seed, own)
    figure = build(
        film,
        [
            h.div(".hl-side.hl-race")[
                h.div(".hl-wide")[_curves(film, films)],
                h.div(".hl-race-names")[_standings(film, racing, films), film.controls(LOOK_DIAL)],
            ],
            _about_own(racing[-1]),
            film.controls(ITERATION_DIAL),
            (
                h.div(film.when(LOOK_DIAL, index))[_matrices(film, one, run, index)]
                for index, (one, run) in enumerate(zip(racing, films, strict=True))
            ),
            fold_curves(
                "Loss",
                ITERATIONS,
                {one.name: run.losses.tolist() for one, run in zip(racing, films, strict=True)},
                summary="Data as a table (tells how it goes on)",
            ),
        ],
        label="Four networks learning the four points" if len(racing) == 4 else "Four networks and yours, learning",
        caption_text=caption,
    )
    return str(figure)


def _curves(film: Film, films: tuple[FilmedRun, ...]) -> h.Element:
    """The losses on logarithmic axes; an opaque veil hides what is still to come, so that it can be predicted."""
    highest = min(CEILING, max(float(run.losses.max()) for run in films))
    lowest = max(FLOOR, min(float(run.losses.min()) for run in films))
    x = Scale(1, ITERATIONS[-1] + 1, 48, 412, log=True)
    y = Scale(0.7 * lowest, 1.5 * highest, 208, 24, log=True)
    across = [x(iteration + 1) for iteration in ITERATIONS]
    film.channel("now-x", across, (0,))
    film.channel("veil", [round(x.end - place + 7, 1) for place in across], (0,))
    drawn, marks = [], []
    for index, run in enumerate(films):
        film.channel(f"now-y-{index}", [y(float(loss)) for loss in _drawable(filled(run.losses))], (0,))
        colour, dash = theme.SERIES[index], ",".join(map(str, theme.SERIES_DASH[index]))
        style = f"stroke: {colour}; stroke-dasharray: {'none' if index == 0 else dash}"
        points = curve(x, y, [moment.iteration + 1 for moment in run.moments], _drawable(run.losses).tolist())
        drawn.append(h.Element("polyline")(".hl-curve", points=points, style=style))
        marks.append(
            h.Element("circle")(
                ".hl-marker", film.bind(cx="now-x", cy=f"now-y-{index}"), r="5", style=f"stroke: {colour}"
            )
        )
    veil = h.Element("rect")(
        ".hl-veil.hl-opaque", film.bind(x="now-x", width="veil"), y=f"{y.end - 4:g}", height=f"{y.start - y.end + 3:g}"
    )
    return h.Element("svg")(
        ".hl-plot", {"viewBox": "0 0 420 246", "role": "img"}, aria_label=f"The losses of {len(films)} networks"
    )[axes(x, y, "iteration + 1", "loss"), drawn, veil, marks]


def _drawable(losses: Array) -> Array:
    """Losses on the axis: what is beyond its ends is drawn at them."""
    return np.clip(losses, FLOOR, CEILING)


def _about_own(one: Contender) -> h.Element | None:
    """What the reader's network brings with it; None if it does not race."""
    own = one.own
    if own is None:
        return None
    return h.p[
        f"Your network starts from its own weights and learns its own {counted(own.points, 'data point')}, "
        f"with the loss {LOSSES[own.loss].words.title} and the optimizer {own.optimizer}. "
        "The learning rate is that of the race; the seed is for the other four. "
        "Losses of other data, or of another kind, do not tell who is better."
    ]


def _standings(film: Film, racing: tuple[Contender, ...], films: tuple[FilmedRun, ...]) -> h.Element:
    """Each network's line style, name, number of weights and loss now."""

    def row(index: int, one: Contender, run: FilmedRun) -> h.Node:
        dash = "none" if index == 0 else ",".join(map(str, theme.SERIES_DASH[index]))
        width = theme.STROKE["strong"]
        weights = sum(w.size for w in run.moments[0].forward.weights)
        return h.tr[
            h.td[
                h.Element("svg")({"width": "34", "height": "10", "aria-hidden": "true"})[
                    h.Element("line")(
                        x1="1",
                        x2="33",
                        y1="5",
                        y2="5",
                        style=f"stroke: {theme.SERIES[index]}; stroke-width: {width}; stroke-dasharray: {dash}",
                    )
                ]
            ],
            h.th(scope="row")[one.name],
            h.td[str(weights)],
            h.td(".hl-loss-now")[film.text(f"loss-{index}"), run.stopped and h.small[f" {run.stopped}"]],
        ]

    return h.table(".hl-standings")[
        h.thead[h.tr[h.td, h.th(scope="col")["network"], h.th(scope="col")["weights"], h.th(scope="col")["loss now"]]],
        h.tbody[[row(index, one, run) for index, (one, run) in enumerate(zip(racing, films, strict=True))]],
    ]


def _live(
    film: Film, name: str, tag: str, run: FilmedRun, pick: Callable[[Moment], Array], rows: Axis, columns: Axis
) -> h.Element:
    values = filled(np.stack([pick(moment) for moment in run.moments]))
    return live_matrix(film, name, values, rows, columns, tag=tag, over=(0,), most=MOST)


def _matrices(film: Film, one: Contender, run: FilmedRun, index: int) -> h.Node:
    """Weights, gradients and errors as they change, a row for each layer; beside the last outputs, targets and data."""
    data, letters = one.dataset(), ["M", *"Q" * (len(one.sizes) - 2), "P"]
    points = axis("N", len(data.X))
    sides = [axis(letter, size) for letter, size in zip(letters, one.sizes, strict=True)]
    bias = one.own is not None and one.own.bias
    sources = [axis(letter, size, bias=bias) for letter, size in zip(letters, one.sizes, strict=True)]
    rows: list[list[h.Node]] = []
    for step in range(len(sides) - 1):
        up, down = theme.superscript(step), theme.superscript(step + 1)

        def weights(moment: Moment, step: int = step) -> Array:
            return moment.forward.weights[step]

        def gradient(moment: Moment, step: int = step) -> Array:
            return moment.backward.weight_gradients[step]

        def delta(moment: Moment, step: int = step) -> Array:
            return moment.backward.deltas[step + 1]

        rows.append(
            [
                _live(film, f"w{up}", f"w{step}-{index}", run, weights, sources[step], sides[step + 1]),
                _live(film, f"∂L/∂w{up}", f"g{step}-{index}", run, gradient, sources[step], sides[step + 1]),
                _live(film, f"δ{down}", f"d{step + 1}-{index}", run, delta, points, sides[step + 1]),
            ]
        )
    rows[-1] += [
        _live(film, "Ỹ", f"out-{index}", run, lambda moment: moment.forward.outputs, points, sides[-1]),
        matrix("Y", data.Y, points, sides[-1], tag=f"Y-{index}"),
        matrix("X", data.X, points, sides[0], tag=f"X-{index}"),
    ]
    return [h.div(".hl-row.hl-top.hl-race-layer")[row] for row in rows]


def widget(*, key: str, caption: str) -> None:
    """Let the four networks race, with the learning rate and the seed of the reader's choice."""
    with st.container(horizontal=True, vertical_alignment="top", gap="medium", key=f"{key}-row-panel"):
        rate = st.segmented_control(
            "Learning rate η",
            RATES,
            default=1.0,
            required=True,
            format_func=lambda rate: theme.number(rate),
            key=f"{key}-rate",
        )
        seed = st.number_input("Seed of the initial weights", 0, 999, 0, key=f"{key}-seed", width=200)
    show(picture(float(rate), int(seed), caption, reader.current()), key=f"{key}-film")
