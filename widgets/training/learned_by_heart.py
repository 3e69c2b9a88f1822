"""A network that learns noisy points: its curve among them, and two losses that part, moment by moment."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from studies.training.by_heart import COUNTS, MOMENTS, NOISE, REACH, Course, course, truth
from widgets.drawing.data_table import fold_curves
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale, axes, curve, path_of
from widgets.kit import theme

Array = NDArray[np.floating]

PENALTIES = (0.0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
PLACES = np.linspace(-REACH, REACH, 121)
X, Y = Scale(-REACH, REACH, 40, 410), Scale(-2.6, 2.6, 262, 24)
TIME, LOSS = Scale(1, MOMENTS[-1] + 1, 48, 412, log=True), Scale(0.0002, 6, 262, 24, log=True)
SETS = {"train": "training", "validation": "validation"}
LEAST = "least validation loss"


@lru_cache(maxsize=16)
def run_of(count: int, seed: int, l2: float) -> Course:
    """The training of these settings."""
    return course(count, seed, l2=l2)


def make_film(run: Course) -> Film:
    """The film over the iteration; it opens at the end, when the points have been learned by heart."""
    labels = [str(iteration) for iteration in run.iterations]
    film = Film(Dial("Iteration", labels, len(labels) - 1, plays=True, jumps={LEAST: "best"}))
    film.channel("best", run.best, ())
    film.channel("curve", [_points(run.outputs(i, PLACES)) for i in range(len(labels))], (0,))
    film.channel("now-x", [TIME(i + 1) for i in run.iterations], (0,))
    film.channel("now", labels, (0,))
    for name in ("train", "validation", "test"):
        values = getattr(run, name).tolist()
        film.channel(name, [theme.number(value, 3) for value in values], (0,))
        film.channel(f"{name}-y", [LOSS(value) for value in values], (0,))
    return film


def _points(values: Array) -> str:
    zero, one = Y(0.0), Y(1.0)  # not Y.places: where a curve leaves the picture it is cut off, not bent
    up = np.round(zero + (one - zero) * np.clip(values, 2 * Y.low, 2 * Y.high), 1)
    return path_of(zip(X.places(PLACES).tolist(), up.tolist(), strict=True))


def _plane(film: Film, run: Course) -> h.Element:
    """The points that are trained on, those that are kept back, the curve under the noise and the answer."""
    circle, polyline = h.Element("circle"), h.Element("polyline")

    def dots(which: str) -> h.Node:
        part = getattr(run.split, which)
        return (
            circle(f".hl-seen.hl-seen-{which}", cx=f"{X(x):g}", cy=f"{Y(y):g}", r="4.5")
            for x, y in zip(part.X[:, 0].tolist(), part.Y[:, 0].tolist(), strict=True)
        )

    return h.Element("svg")(
        ".hl-plot",
        {"viewBox": "0 0 420 300", "role": "img"},
        aria_label="Training points, validation points, the curve under the noise and the network's answer",
    )[
        axes(X, Y, "x", "y"),
        h.Element("clipPath")(id="heart-frame")[
            h.Element("rect")(
                x=f"{X.start:g}", y=f"{Y.end:g}", width=f"{X.end - X.start:g}", height=f"{Y.start - Y.end:g}"
            )
        ],
        polyline(".hl-wanted", points=_points(truth(PLACES))),
        dots("validation"),
        polyline(".hl-curve", {"clip-path": "url(#heart-frame)"}, film.bind(points="curve")),
        dots("train"),
    ]


def _losses(film: Film, run: Course) -> h.Element:
    """Both losses on logarithmic axes, with the moment shown and that of the least validation loss."""
    circle, line, polyline = h.Element("circle"), h.Element("line"), h.Element("polyline")
    stop, noise = TIME(run.iterations[run.best] + 1), LOSS(NOISE**2)
    moments = [iteration + 1 for iteration in run.iterations]
    return h.Element("svg")(
        ".hl-plot",
        {"viewBox": "0 0 420 300", "role": "img"},
        aria_label="The loss on the training points and on the validation points over the iterations",
    )[
        axes(TIME, LOSS, "iteration + 1", "loss"),
        line(".hl-limit", x1=f"{stop:g}", x2=f"{stop:g}", y1=f"{LOSS.start:g}", y2=f"{LOSS.end:g}"),
        line(".hl-noise", x1=f"{TIME.start:g}", x2=f"{TIME.end:g}", y1=f"{noise:g}", y2=f"{noise:g}"),
        (
            polyline(f".hl-curve.hl-loss-{name}", points=curve(TIME, LOSS, moments, getattr(run, name).tolist()))
            for name in SETS
        ),
        (circle(f".hl-marker.hl-mark-{name}", film.bind(cx="now-x", cy=f"{name}-y"), r="5") for name in SETS),
    ]


def _key(kind: str, name: str, loss: h.Node) -> h.Element:
    """A row of the standings: how a set is drawn, its name and its loss now."""
    return h.tr[
        h.td[
            h.Element("svg")({"width": "44", "height": "12", "aria-hidden": "true", "class": "hl-plot-key"})[
                h.Element("circle")(f".hl-seen.hl-seen-{kind}", cx="6", cy="6", r="4.5"),
                h.Element("line")(f".hl-curve.hl-loss-{kind}", x1="14", x2="43", y1="6", y2="6"),
            ]
        ],
        h.th(scope="row")[name],
        h.td(".hl-loss-now")[loss],
    ]


def _numbers(film: Film, run: Course) -> h.Node:
    """The losses now, and folded away the judgement of the test points."""
    best = run.best
    counts = {"train": len(run.split.train.X), "validation": len(run.split.validation.X)}
    return [
        h.table(".hl-standings")[
            h.thead[h.tr[h.td, h.th(scope="col")["points"], h.th(scope="col")["loss now"]]],
            h.tbody[(_key(kind, f"{counts[kind]} {name}", film.text(kind)) for kind, name in SETS.items())],
        ],
        h.p(".hl-note")[
            f"Dashed upright: the least validation loss, {theme.number(float(run.validation[best]), 3)}, after "
            f"{run.iterations[best]} iterations. Dotted level: {theme.number(NOISE**2, 3)}, "
            "the mean square of the noise."
        ],
        h.details(".hl-fold-data")[
            h.summary["Open the test set (1000 points)"],
            h.p(".hl-note")[
                "Loss on the test points at the moment of the least validation loss: ",
                h.strong[theme.number(float(run.test[best]), 3)],
                "; at the iteration shown: ",
                h.strong[film.text("test")],
                ".",
            ],
        ],
    ]


@lru_cache(maxsize=16)
def picture(count: int, seed: int, l2: float, caption: str) -> str:
    """Both pictures, the numbers and the dial, as HTML."""
    run = run_of(count, seed, l2)
    film = make_film(run)
    curves = {name: getattr(run, kind).tolist() for kind, name in SETS.items()}
    return str(
        build(
            film,
            [
                h.div(".hl-side")[h.div(".hl-wide")[_plane(film, run)], h.div(".hl-wide")[_losses(film, run)]],
                film.controls(),
                _numbers(film, run),
                fold_curves("Loss", run.iterations, curves, decimals=3),  # rounding errors reach the fourth
            ],
            label="Noisy points learned by heart",
            caption_text=caption,
        )
    )


def widget(*, key: str, caption: str) -> None:
    """Let the reader choose how many points there are, how much weights are held down, and the seed."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key=f"{key}-row-panel"):
        count = st.segmented_control("Training points N", COUNTS, default=COUNTS[0], required=True, key=f"{key}-count")
        l2 = st.select_slider(
            "L2, l₂", PENALTIES, 0.0, format_func=lambda value: f"{value:g}", key=f"{key}-l2", width=180
        )
        seed = st.number_input("Seed of points and start", 0, 999, 2, key=f"{key}-seed", width=180)
    show(picture(int(count), int(seed), float(l2), caption), key=f"{key}-film")
