"""Steps on all four points or on fewer: a smooth path and a noisy one, at a constant and at a falling learning rate."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np
from numpy.typing import NDArray

from studies.training.steps import RULES, SCHEDULES, books_bowl, walk
from widgets.drawing.data_table import fold_curves
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale, axes, curve
from widgets.kit import theme
from widgets.training import valley_map

Array = NDArray[np.floating]

BATCHES = {"all four": None, "two": 2, "one": 1}
RATES = (0.1, 0.3, 1.0)
STEPS, SEED = 200, 0
TIME, BATCH, SCHEDULE, RATE = 0, 1, 2, 3
X, Y = Scale(0, STEPS, 48, 332), Scale(1e-6, 1, 284, 24, log=True)


@lru_cache(maxsize=1)
def walks() -> Array:
    """(batches, schedules, rates, steps + 1, 2): plain gradient descent in the book's bowl."""
    rule = RULES["gradient descent"]
    return np.array(
        [
            [
                [walk(books_bowl(), rule, schedule(rate), STEPS, batch_size=size, rng=SEED) for rate in RATES]
                for schedule in SCHEDULES.values()
            ]
            for size in BATCHES.values()
        ]
    )


def make_film() -> Film:
    """The film over the step, the batch, the schedule and the first learning rate."""
    film = Film(
        Dial("Step", [str(step) for step in range(STEPS + 1)], STEPS, plays=True),
        Dial("Points in each step", tuple(BATCHES), 2, choice=True),
        Dial("Learning rate", tuple(SCHEDULES), choice=True),
        Dial("First learning rate η", [theme.number(rate) for rate in RATES], 2, choice=True),
    )
    over = (BATCH, SCHEDULE, RATE)
    excess = books_bowl().excess(walks())
    xs, ys = valley_map.place(walks())
    film.channel("x", xs, (*over, TIME))
    film.channel("y", ys, (*over, TIME))
    film.channel("track", [[[valley_map.track(path) for path in row] for row in rows] for rows in walks()], over)
    film.channel("curve", [[[_curve(one) for one in row] for row in rows] for rows in excess], over)
    film.channel(
        "now",
        [[[[theme.number(v, 4) for v in one] for one in row] for row in rows] for rows in excess.tolist()],
        (*over, TIME),
    )
    # The smooth path of all four points, to compare with.
    film.channel("whole", [[valley_map.track(path) for path in row] for row in walks()[0]], (SCHEDULE, RATE))
    film.channel("whole-curve", [[_curve(one) for one in row] for row in excess[0]], (SCHEDULE, RATE))
    late = excess[..., -50:].mean(axis=-1)
    film.channel("late", [[[theme.number(v, 5) for v in row] for row in rows] for rows in late.tolist()], over)
    rates = [
        [[theme.number(schedule(rate)(step), 4) for step in range(STEPS + 1)] for rate in RATES]
        for schedule in SCHEDULES.values()
    ]
    film.channel("rate", rates, (SCHEDULE, RATE, TIME))
    film.channel("now-x", [X(step) for step in range(STEPS + 1)], (TIME,))
    return film


def _curve(excess: Array) -> str:
    return curve(X, Y, range(STEPS + 1), excess.tolist())


@lru_cache(maxsize=2)
def picture(caption: str) -> str:
    """The path in the landscape, the loss, the numbers of the moment and the dials, as HTML."""
    film = make_film()
    polyline, circle, path, line = (h.Element(name) for name in ("polyline", "circle", "path", "line"))
    first, second = valley_map.place(books_bowl().start)
    landscape = valley_map.frame(
        path(".hl-contours", d=valley_map.contours(books_bowl())),
        [
            polyline(".hl-track", film.bind(points="track")),
            polyline(".hl-derived", film.bind(points="whole")),
            circle(".hl-point", cx=f"{first:g}", cy=f"{second:g}", r="6"),
            circle(".hl-marker", film.bind(cx="x", cy="y"), r="5"),
        ],
        ("w⁽¹⁾₁₁", "w⁽¹⁾₂₁"),
        "The landscape of two weights and the path through it",
    )
    loss = h.Element("svg")(
        ".hl-plot",
        {"viewBox": "0 0 340 336", "role": "img"},
        aria_label="How far the loss is above the lowest, by step",
    )[
        axes(X, Y, "step", "loss above the lowest point"),
        polyline(".hl-track", film.bind(points="curve")),
        polyline(".hl-derived", film.bind(points="whole-curve")),
        line(".hl-now", film.bind(x1="now-x", x2="now-x"), y1=f"{Y.start:g}", y2=f"{Y.end:g}"),
    ]
    excess = books_bowl().excess(walks())[:, :, -1]
    curves = {
        f"{batch}, {schedule}": excess[i, j].tolist()
        for i, batch in enumerate(BATCHES)
        for j, schedule in enumerate(SCHEDULES)
    }
    figure = build(
        film,
        [
            h.div(".hl-side")[h.div(".hl-wide")[landscape], h.div(".hl-wide")[loss]],
            h.div(".hl-readout", {"aria-live": "off"})[
                "η now: ",
                h.b[film.text("rate")],
                ". Above the lowest point: ",
                h.b[film.text("now")],
                " now, ",
                h.b[film.text("late")],
                " on average over the last 50 steps.",
            ],
            h.div(".hl-walks.hl-walks-three")[film.controls()],
            fold_curves(f"Loss above the lowest point, η = {theme.number(RATES[-1])}", range(STEPS + 1), curves),
        ],
        label="Batch and stochastic gradient descent in the same landscape",
        caption_text=caption,
    )
    return str(figure)


def widget(*, key: str, caption: str) -> None:
    """The same film for every reader: it walks in the book's landscape."""
    show(picture(caption), key=key)
