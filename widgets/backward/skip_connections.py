"""How large delta is in each layer of a deep network, with residual connections and without."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np
import streamlit as st

from studies.today.residual import Stack, stack, weights_of
from widgets.drawing.data_table import Table
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale, axes, path_of
from widgets.kit import theme

DEPTHS = (4, 8, 16, 32)
SCALES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
BOTH = (0, 1)
KINDS = {"plain": "plain", "residual": "residual"}
X, Y = Scale(0, max(DEPTHS), 56, 410), Scale(1e-12, 1e3, 262, 24, log=True)


@lru_cache(maxsize=16)
def stacks(seed: int) -> dict[str, list[list[Stack]]]:
    """Both networks for every depth and size of the weights."""
    return {
        kind: [
            [stack(weights_of(depth, scale, seed), kind == "residual", seed) for scale in SCALES] for depth in DEPTHS
        ]
        for kind in KINDS
    }


def make_film(seed: int) -> Film:
    """The film over the number of layers and the size of their weights."""
    film = Film(
        Dial("Layers", [str(depth) for depth in DEPTHS], DEPTHS.index(32), choice=True),
        Dial("Size of the weights", [theme.number(scale) for scale in SCALES], SCALES.index(0.5)),
    )
    film.channel("depth", [str(depth) for depth in DEPTHS], (0,))
    for kind, found in stacks(seed).items():
        film.channel(kind, [[_curve(one) for one in row] for row in found], BOTH)
        first = [[float(one.sizes[0]) for one in row] for row in found]
        film.channel(f"{kind}-first", [[theme.number(value, 3) for value in row] for row in first], BOTH)
        film.channel(f"{kind}-off", [[theme.number(one.difference, 3) for one in row] for row in found], BOTH)
    return film


def _curve(one: Stack) -> str:
    sizes = one.sizes
    return path_of(zip(X.places(np.arange(len(sizes), dtype=float)).tolist(), Y.places(sizes).tolist(), strict=True))


@lru_cache(maxsize=16)
def picture(seed: int, caption: str) -> str:
    """Both curves, what arrives at the input, and the dials, as HTML."""
    film = make_film(seed)
    polyline = h.Element("polyline")
    sheet = h.Element("svg")(
        ".hl-plot", {"viewBox": "0 0 420 300", "role": "img"}, aria_label="The size of delta in each layer, two curves"
    )[
        axes(X, Y, "layer l (the input is 0)", "‖δ⁽ˡ⁾‖"),
        (polyline(f".hl-curve.hl-{kind}", film.bind(points=kind)) for kind in KINDS),
    ]
    formulas = {"plain": "L⁽ˡ⁺¹⁾ = f(L⁽ˡ⁾·w⁽ˡ⁾)", "residual": "L⁽ˡ⁺¹⁾ = L⁽ˡ⁾ + f(L⁽ˡ⁾·w⁽ˡ⁾)"}

    def row(kind: str) -> h.Element:
        key = h.Element("svg")({"width": "34", "height": "10", "aria-hidden": "true", "class": "hl-plot-key"})[
            h.Element("line")(f".hl-curve.hl-{kind}", x1="1", x2="33", y1="5", y2="5")
        ]
        return h.tr[
            h.th(scope="row")[key, f" {formulas[kind]}"],
            h.td[film.text(f"{kind}-first")],
            h.td[film.text(f"{kind}-off")],
        ]

    heads = ("layer", "‖δ‖ at the input", "largest difference to measured slopes")
    numbers = h.div(".hl-scroll")[
        h.table(".hl-standings")[
            h.thead[h.tr[(h.th(scope="col")[head] for head in heads)]], h.tbody[(row(kind) for kind in KINDS)]
        ]
    ]
    rows = [
        {"depth": depth, "scale": f"size {theme.number(scale)}, {kind}", "size": float(one.sizes[0])}
        for kind in KINDS
        for depth, line in zip(DEPTHS, stacks(seed)[kind], strict=True)
        for scale, one in zip(SCALES, line, strict=True)
    ]
    table = Table("‖δ‖ at the input", {"depth": "layers", "size": "‖δ‖"}, series=("scale",))
    return str(
        build(
            film,
            [
                h.div(".hl-side.hl-stacks")[h.div(".hl-wide")[sheet], h.div(".hl-wide")[film.controls(), numbers]],
                h.details(".hl-fold-data")[h.summary["Data as a table"], table.of(rows)],
            ],
            label="How large delta is in each layer",
            caption_text=caption,
        )
    )


def widget(*, key: str, caption: str) -> None:
    """Let the reader choose depth, size of the weights and the seed."""
    seed = st.number_input("Seed of the weights", 0, 999, 0, key=f"{key}-seed", width=180)
    show(picture(int(seed), caption), key=f"{key}-film")
