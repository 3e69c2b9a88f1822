"""Gradients layer by layer while a deep network learns XOR."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np
import streamlit as st

from studies.training.films import spread_iterations
from studies.training.starts import LayerGradients, layer_gradients
from widgets.drawing.data_table import Table
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale
from widgets.kit import theme
from widgets.training.layer_plot import layer_plot, median
from widgets.training.weight_scale import rounded

ACTIVATIONS = ("sigmoid", "tanh", "relu")
STARTS = {"uniform": "−1 … 1", "xavier": "Xavier", "he": "He"}
DEPTHS = (2, 4, 8, 12)
RATES = (0.03, 0.1, 0.3, 1.0)
SEEDS = tuple(range(5))
ITERATIONS = spread_iterations(300, dense=15, count=45)
Y = Scale(1e-8, 10, 230, 24, log=True)


@lru_cache(maxsize=16)
def gradients(activation: str, start: str, layers: int, rate: float) -> LayerGradients:
    """The sizes of the gradients at ITERATIONS, for SEEDS."""
    return layer_gradients(activation, start, layers=layers, learning_rate=rate, iterations=ITERATIONS, seeds=SEEDS)


def make_film(found: LayerGradients) -> Film:
    """The film over the iteration."""
    film = Film(Dial("Iteration", [str(i) for i in found.iterations], plays=True))
    first, last = median(found.norms[:, :, 0], axis=0), median(found.norms[:, :, -1], axis=0)
    film.channel("first", [rounded(value) for value in first.tolist()], (0,))
    film.channel("last", [rounded(value) for value in last.tolist()], (0,))
    film.channel("losses", [", ".join(theme.number(loss, 3) for loss in row) for row in found.losses.T.tolist()], (0,))
    return film


@lru_cache(maxsize=16)
def picture(activation: str, start: str, layers: int, rate: float, caption: str) -> str:
    """The plot over the layers, the numbers of the moment and the dial, as HTML."""
    found = gradients(activation, start, layers, rate)
    film = make_film(found)
    plot = layer_plot(
        film,
        "norms",
        np.moveaxis(np.maximum(found.norms, 1e-300), 0, 1),
        (0,),
        y=Y,
        title="size of ∂L/∂w, layer by layer",
        x_title="l, of the weights w⁽ˡ⁾",
    )
    figure = build(
        film,
        [
            h.div(".hl-side.hl-stacks")[
                h.div(".hl-wide")[plot],
                h.dl(".hl-facts")[
                    h.dt["size of ∂L/∂w⁽⁰⁾"],
                    h.dd[film.text("first")],
                    h.dt[f"size of ∂L/∂w{theme.superscript(layers - 1)}"],
                    h.dd[film.text("last")],
                    h.dt[f"losses, seeds 0 … {SEEDS[-1]}"],
                    h.dd[film.text("losses")],
                ],
            ],
            film.controls(),
            _table(found),
        ],
        label=f"Gradients of {layers} layers of {activation} while they learn XOR",
        caption_text=caption,
    )
    return str(figure)


def _table(found: LayerGradients) -> h.Element:
    medians = median(found.norms, axis=0)
    rows = [
        {"iteration": iteration, "layer": f"w{theme.superscript(layer)}", "value": value}
        for iteration, row in zip(found.iterations, medians.tolist(), strict=True)
        for layer, value in enumerate(row)
    ]
    table = Table("Size of ∂L/∂w, median of the seeds", {"iteration": "iteration", "value": "size"}, series=("layer",))
    return h.details(".hl-fold-data")[h.summary["Data as a table"], table.of(rows)]


def widget(*, key: str, caption: str) -> None:
    """The film of the network that the reader chooses."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"{key}-row-panel"):
        activation = st.segmented_control(
            "Hidden activation", ACTIVATIONS, default=ACTIVATIONS[0], required=True, key=f"{key}-activation"
        )
        start = st.segmented_control(
            "Start", list(STARTS), format_func=STARTS.__getitem__, default="uniform", required=True, key=f"{key}-start"
        )
        layers = st.select_slider("Weight matrices", DEPTHS, 8, key=f"{key}-layers", width=112)
        rate = st.select_slider("Learning rate η", RATES, 0.3, key=f"{key}-rate", width=112)
    show(picture(str(activation), str(start), int(layers), float(rate), caption), key=f"{key}-film")
