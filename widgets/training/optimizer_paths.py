"""Four optimizers in the same landscape, from the same start, each at a multiple of its own best learning rate."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np
from numpy.typing import NDArray

from studies.training.steps import RULES, BestRate, Valley, Valleys, books_bowl, fastest, steps_needed, walk
from widgets.drawing.data_table import Table
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale, axes, curve
from widgets.kit import theme
from widgets.training import valley_map

Array = NDArray[np.floating]

STRETCHES = (1.0, 10.0, 30.0)
FACTORS = (0.25, 0.5, 1.0, 2.0, 4.0)
STEPS, SEARCH = 100, 1500
RATES = tuple(np.geomspace(1e-4, 10, 41).tolist())
SHARE = 1e-3  # of the excess at the start: what counts as arrived
TIME, FACTOR, STRETCH = 0, 1, 2
X = Scale(1, STEPS + 1, 48, 332, log=True)
Y = Scale(1e-6, 100, 284, 24, log=True)


@lru_cache(maxsize=1)
def valleys() -> tuple[Valley, ...]:
    """The landscape at each stretch."""
    return tuple(books_bowl(stretch) for stretch in STRETCHES)


@lru_cache(maxsize=1)
def best() -> tuple[dict[str, BestRate], ...]:
    """For each stretch the best rate of every optimizer from the book's start."""
    bowls, rates = Valleys(valleys()), np.array(RATES)[:, None]
    start = bowls.start.repeat(len(RATES), axis=1)
    found = {name: walk(bowls, rule, rates, SEARCH, start=start) for name, rule in RULES.items()}
    return tuple(
        {name: fastest(valley, RATES, paths[:, index], SHARE) for name, paths in found.items()}
        for index, valley in enumerate(valleys())
    )


@lru_cache(maxsize=1)
def walks() -> Array:
    """(stretches, factors, optimizers, SEARCH + 1, 2): the weights after each step; only the first STEPS are drawn."""
    bowls, found = Valleys(valleys()), []
    start = bowls.start.repeat(len(FACTORS), axis=1)
    for name, rule in RULES.items():
        rates = np.outer([rates[name].rate for rates in best()], FACTORS)[..., None]
        found.append(walk(bowls, rule, rates, SEARCH, start=start))
    return np.array(found).transpose(2, 3, 0, 1, 4)


def make_film() -> Film:
    """The film over the step, the multiple of the best rate and the stretch."""
    film = Film(
        Dial("Step", [str(step) for step in range(STEPS + 1)], STEPS, plays=True),
        Dial("Learning rate, × the best of each", [f"{factor:g}" for factor in FACTORS], 2, choice=True),
        Dial("Second neuron counts in units of", ("1", "1/10", "1/30"), choice=True),
    )
    long = np.array([valley.excess(paths) for valley, paths in zip(valleys(), walks(), strict=True)])
    excess, drawn = long[..., : STEPS + 1], walks()[..., : STEPS + 1, :]
    for index, name in enumerate(RULES):
        xs, ys = valley_map.place(drawn[:, :, index])
        film.channel(f"walk{index}-x", xs, (STRETCH, FACTOR, TIME))
        film.channel(f"walk{index}-y", ys, (STRETCH, FACTOR, TIME))
        film.channel(
            f"walk{index}-track",
            [[valley_map.track(path) for path in row] for row in drawn[:, :, index]],
            (STRETCH, FACTOR),
        )
        film.channel(
            f"walk{index}-curve", [[_curve(one) for one in row] for row in excess[:, :, index]], (STRETCH, FACTOR)
        )
        rates = [[_short(factor * found[name].rate) for factor in FACTORS] for found in best()]
        film.channel(f"walk{index}-rate", rates, (STRETCH, FACTOR))
        film.channel(
            f"walk{index}-now",
            [[[_short(v) for v in one] for one in row] for row in excess[:, :, index].tolist()],
            (STRETCH, FACTOR, TIME),
        )
        film.channel(
            f"walk{index}-needs", [[_needs(one) for one in row] for row in long[:, :, index]], (STRETCH, FACTOR)
        )
    film.channel("now-x", [X(step + 1) for step in range(STEPS + 1)], (TIME,))
    film.channel("contours", [valley_map.contours(valley) for valley in valleys()], (STRETCH,))
    film.channel("condition", [theme.number(valley.condition, 1) for valley in valleys()], (STRETCH,))
    film.channel(
        "lambdas",
        [" and ".join(theme.number(v, 3) for v in valley.curvatures.tolist()) for valley in valleys()],
        (STRETCH,),
    )
    return film


def _short(value: float) -> str:
    if 0 < value < 1e-20:  # there is only rounding left
        return "below 10⁻²⁰"
    return theme.number(float(f"{value:.2g}"), 5)


def _curve(excess: Array) -> str:
    return curve(X, Y, [step + 1 for step in range(STEPS + 1)], np.nan_to_num(excess, nan=np.inf).tolist())


def _needs(excess: Array) -> str:
    needed = int(steps_needed(excess, SHARE))
    return str(needed) if needed <= SEARCH else f"more than {SEARCH}"


def stroke(index: int, width: float = 2.2) -> dict[str, str]:
    """How the line of one optimizer is drawn: its colour and its dashes."""
    dash = theme.SERIES_DASH[index]
    return {
        "fill": "none",
        "stroke": theme.SERIES[index],
        "stroke-width": f"{width:g}",
        "stroke-linejoin": "round",
    } | ({} if dash == (1, 0) else {"stroke-dasharray": " ".join(map(str, dash))})


def _map(film: Film) -> h.Element:
    polyline, circle, path = h.Element("polyline"), h.Element("circle"), h.Element("path")
    first, second = valley_map.place(valleys()[0].start)
    tracks = [
        [
            polyline(film.bind(points=f"walk{index}-track"), **stroke(index)),
            circle(
                film.bind(cx=f"walk{index}-x", cy=f"walk{index}-y"),
                r="5",
                fill=theme.SERIES[index],
                stroke=theme.CHART["ground-light"],
            ),
        ]
        for index, name in enumerate(RULES)
    ]
    start = circle(".hl-point", cx=f"{first:g}", cy=f"{second:g}", r="6")
    return valley_map.frame(
        path(".hl-contours", film.bind(d="contours")),
        [tracks, start],
        ("w⁽¹⁾₁₁", "w⁽¹⁾₂₁"),
        "The landscape of two weights with the walks of four optimizers",
    )


def _curves(film: Film) -> h.Element:
    line = h.Element("line")
    return h.Element("svg")(
        ".hl-plot",
        {"viewBox": "0 0 340 336", "role": "img"},
        aria_label="How far the loss is above the lowest, by step",
    )[
        axes(X, Y, "step + 1", "loss above the lowest point"),
        (
            h.Element("polyline")(film.bind(points=f"walk{index}-curve"), **stroke(index))
            for index, name in enumerate(RULES)
        ),
        line(".hl-now", film.bind(x1="now-x", x2="now-x"), y1=f"{Y.start:g}", y2=f"{Y.end:g}"),
    ]


def key_of(index: int) -> h.Element:
    """A piece of an optimizer's line, for a table or a legend."""
    line = h.Element("line")
    return h.Element("svg")(".hl-key", viewBox="0 0 34 10", aria_hidden="true")[
        line(x1="1", x2="33", y1="5", y2="5", **stroke(index, 3))
    ]


def _table(film: Film) -> h.Element:
    heads = ("optimizer", "its η", f"steps until it stays below {SHARE:g} of the start", "above the lowest, now")
    return h.div(".hl-scroll")[
        h.table(".hl-standings")[
            h.thead[h.tr[[h.th(scope="col")[name] for name in heads]]],
            h.tbody[
                (
                    h.tr[
                        h.th(scope="row")[key_of(index), name],
                        (h.td[film.text(f"walk{index}-{what}")] for what in ("rate", "needs", "now")),
                    ]
                    for index, name in enumerate(RULES)
                )
            ],
        ]
    ]


@lru_cache(maxsize=2)
def picture(caption: str) -> str:
    """The landscape with the walks, the curves, the table and the dials, as HTML."""
    film = make_film()
    figure = build(
        film,
        [
            h.div(".hl-side")[h.div(".hl-wide")[_map(film)], h.div(".hl-wide")[_curves(film)]],
            h.div(".hl-walks")[film.controls()],
            _table(film),
            h.p(".hl-note")["Curvatures λ: ", film.text("lambdas"), "; condition ", h.b[film.text("condition")], "."],
            _numbers(),
        ],
        label="Four optimizers in the same landscape",
        caption_text=caption,
    )
    return str(figure)


def _numbers() -> h.Element:
    rows = [
        {"optimizer": name, "stretch": f"condition {valley.condition:.1f}", "rate": _short(found[name].rate)}
        for valley, found in zip(valleys(), best(), strict=True)
        for name in RULES
    ]
    table = Table("Best learning rates", {"optimizer": "optimizer", "rate": "η"}, series=("stretch",))
    return h.details(".hl-fold-data")[h.summary["Data as a table"], table.of(rows)]


def widget(*, key: str, caption: str) -> None:
    """The same film for every reader: it walks in the book's landscape."""
    show(picture(caption), key=key)
