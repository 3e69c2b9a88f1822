"""The size of random weights: what ten layers make of a signal and of an error, beside what was derived."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np
import streamlit as st

from studies.training.starts import FLAT, SCALES, Passage, passage
from widgets.drawing.data_table import Table
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale
from widgets.kit import theme
from widgets.training.layer_plot import layer_plot, median

ACTIVATIONS = ("relu", "tanh", "linear", "sigmoid")
LAYERS, WIDTH, SEEDS = 10, 64, tuple(range(5))
Y = Scale(3e-11, 3e10, 214, 24, log=True)
STARTS = tuple(SCALES)


@lru_cache(maxsize=len(ACTIVATIONS))
def passages(activation: str) -> tuple[Passage, ...]:
    """What becomes of signal and error with each start."""
    return tuple(passage(activation, start, layers=LAYERS, width=WIDTH, points=32, seeds=SEEDS) for start in STARTS)


def facts(activation: str, found: Passage) -> dict[str, str]:
    """The factor of one layer, and what ten layers were measured to do, as they are printed."""
    forwards, backwards = float(median(found.forwards[:, -1])), float(median(found.backwards[:, 0]))
    only = ", backwards, at most" if activation == "sigmoid" else ""
    return {
        f"derived: one layer multiplies the mean square by{only}": theme.number(found.factor, 3),
        f"measured over {LAYERS} layers, forwards": rounded(forwards),
        "backwards": rounded(backwards),
        f"slopes of the first layer below {FLAT}": f"{100 * float(median(found.flat[:, 0])):.0f} %",
    }


def rounded(value: float) -> str:
    """A number of any size to three digits."""
    return theme.number(float(f"{value:.3g}"), 4)


def make_film(activation: str) -> Film:
    """The film over the start."""
    film = Film(Dial("Start", STARTS, choice=True))
    columns = [facts(activation, found) for found in passages(activation)]
    for name in columns[0]:
        film.channel(name, [column[name] for column in columns], (0,))
    return film


@lru_cache(maxsize=len(ACTIVATIONS))
def picture(activation: str, caption: str) -> str:
    """The three plots over the layers, the choice of the start and the numbers, as HTML."""
    film, found = make_film(activation), passages(activation)
    layers = np.arange(LAYERS + 1)
    factors = np.array([one.factor for one in found])[:, None]
    forwards, backwards, flat = (
        np.stack([getattr(one, name) for one in found]) for name in ("forwards", "backwards", "flat")
    )
    plots = (
        layer_plot(
            film,
            "forwards",
            forwards,
            (0,),
            y=Y,
            title="mean square of layer ÷ that of X",
            derived=None if activation == "sigmoid" else factors**layers,
        ),
        layer_plot(
            film,
            "backwards",
            backwards,
            (0,),
            y=Y,
            title="mean square of δ ÷ that at Ỹ",
            derived=factors ** layers[::-1],
        ),
        layer_plot(film, "flat", flat, (0,), y=Scale(0, 1, 214, 24), title=f"share of slopes below {FLAT}", first=1),
    )
    figure = build(
        film,
        [
            h.div(".hl-layers")[
                film.controls(),
                h.div(".hl-side.hl-scales")[
                    (h.div(".hl-wide")[plot] for plot in plots),
                    h.dl(".hl-facts.hl-wide", {"aria-live": "polite"})[
                        ([h.dt[name], h.dd[film.text(name)]] for name in facts(activation, found[0]))
                    ],
                ],
            ],
            _table(found),
        ],
        label="Signal and error on their way through ten layers",
        caption_text=caption,
    )
    return str(figure)


def _table(found: tuple[Passage, ...]) -> h.Element:
    rows = [
        {"layer": layer, "start": f"{start}, {direction}", "value": float(median(values[:, layer]))}
        for start, one in zip(STARTS, found, strict=True)
        for direction, values in (("forwards", one.forwards), ("backwards", one.backwards))
        for layer in range(LAYERS + 1)
    ]
    table = Table("Mean squares, median of the seeds", {"layer": "layer", "value": "mean square"}, series=("start",))
    return h.details(".hl-fold-data")[h.summary["Data as a table"], table.of(rows)]


def widget(*, key: str, caption: str) -> None:
    """The film of the activation that the reader chooses."""
    activation = st.segmented_control(
        "Activation of all layers", ACTIVATIONS, default=ACTIVATIONS[0], required=True, key=f"{key}-activation"
    )
    show(picture(str(activation), caption), key=f"{key}-film")
