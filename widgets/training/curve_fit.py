"""A curve fitted by one to twelve hidden neurons, with the place where each of them bends the answer."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path

import htpy as h
import streamlit as st

from studies.training.curve_fits import Fit, best_line, fit_of, fits_from
from widgets.drawing.data_table import Table
from widgets.drawing.film import Dial, Film, build, show
from widgets.kit import theme
from widgets.training.curve_plane import FAR, PLACES, X, Y, plane, points

HIDDEN = ("relu", "sigmoid")
BEST, OWN = "best of 100", "one start"
SHOWN_AT_FIRST = 4
RECORD = Path(__file__).resolve().parent.parent.parent / "content" / "data" / "claims" / "why_hidden_layers.json"


@cache
def recorded(hidden: str) -> tuple[Fit, ...]:
    """The best fit of each width that tools/record_claims.py has found."""
    widths = json.loads(RECORD.read_text(encoding="utf-8"))["fits"][hidden]
    return tuple(fit_of(one["best"]["weights"], hidden) for one in widths.values())


@lru_cache(maxsize=32)
def fits(hidden: str, seed: int | None) -> tuple[Fit, ...]:
    """A fit for each width: the best ones, or those that start from a seed."""
    return recorded(hidden) if seed is None else fits_from(hidden, seed)


def make_film(found: tuple[Fit, ...]) -> Film:
    """The film over the number of hidden neurons."""
    labels = [str(fit.width) for fit in found]
    film = Film(Dial("Hidden neurons Q", labels, labels.index(str(SHOWN_AT_FIRST))))
    film.channel("curve", [points(fit.net.predict(PLACES[:, None])[:, 0]) for fit in found], (0,))
    film.channel("neurons", labels, (0,))
    film.channel("weights", [str(fit.net.parameter_count) for fit in found], (0,))
    film.channel("turns", [str(len(fit.turns_within())) for fit in found], (0,))
    film.channel("error", [theme.number(fit.error, 3) for fit in found], (0,))
    for place in range(max(fit.width for fit in found)):
        rows = [_mark(fit, place) for fit in found]
        for name, values in zip(("x", "y", "shown"), zip(*rows, strict=True), strict=True):
            film.channel(f"turn-{place}-{name}", values, (0,))
    return film


def _mark(fit: Fit, place: int) -> tuple[float, float, str]:
    """Where the turn number `place` is drawn on the curve, and whether there is one."""
    turns = fit.turns_within(FAR)
    if place >= len(turns):
        return X(0.0), Y(0.0), "hidden"
    x = float(turns[place])
    return X(x), Y(float(fit.net.predict([[x]])[0, 0])), "visible"


@lru_cache(maxsize=16)
def picture(hidden: str, seed: int | None, caption: str) -> str:
    """The curve with its turns, what can be counted, and the dial, as HTML."""
    found = fits(hidden, seed)
    film = make_film(found)
    what = "kinks" if hidden == "relu" else "steepest places of the sigmoids"
    circle = h.Element("circle")
    turns = [
        circle(
            ".hl-marker",
            film.bind(cx=f"turn-{place}-x", cy=f"turn-{place}-y", visibility=f"turn-{place}-shown"),
            r="5",
        )
        for place in range(max(fit.width for fit in found))
    ]
    curve = h.Element("polyline")(".hl-curve", film.bind(points="curve"))
    facts = h.dl(".hl-facts", {"aria-live": "polite"})[
        h.dt["hidden neurons Q"],
        h.dd[film.text("neurons")],
        h.dt["weights and biases, 3Q + 1"],
        h.dd[film.text("weights")],
        h.dt[f"{what} between −2 and 2 (○)"],
        h.dd[film.text("turns")],
        h.dt["error"],
        h.dd[film.text("error")],
        h.dt["error of the best straight line"],
        h.dd[theme.number(best_line(), 3)],
    ]
    note = h.p(".hl-note")[
        "Dashed: the curve to be learned, dots: the 41 data points, all between −2 and 2. Solid: the answer. "
        "The error is the root of the mean squared error at the data points."
    ]
    rows = [{"width": fit.width, "turns": len(fit.turns_within()), "error": fit.error} for fit in found]
    table = Table("The fits", {"width": "Q", "turns": what, "error": "error"})
    return str(
        build(
            film,
            [
                h.div(".hl-side.hl-stacks")[
                    h.div(".hl-wide")[plane([curve, turns], label="A curve and its fit", key="fit")],
                    h.div(".hl-wide")[film.controls(), facts, note],
                ],
                h.details(".hl-fold-data")[h.summary["Data as a table"], table.of(rows)],
            ],
            label="A curve fitted with one to twelve hidden neurons",
            caption_text=caption,
        )
    )


def widget(*, key: str, caption: str) -> None:
    """Let the reader choose the activation, and the best fits or those of one start."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key=f"{key}-row-panel"):
        hidden = st.segmented_control(
            "Hidden activation", HIDDEN, default=HIDDEN[0], required=True, key=f"{key}-hidden"
        )
        which = st.segmented_control("Training from", (BEST, OWN), default=BEST, required=True, key=f"{key}-which")
        seed = st.number_input("Seed of the start", 0, 999, 0, key=f"{key}-seed", width=160, disabled=which == BEST)
    show(picture(str(hidden), None if which == BEST else int(seed), caption), key=f"{key}-film")
