"""Attention over three tokens, forwards and back, with delta at every matrix."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import htpy as h
import numpy as np
from numpy.typing import NDArray

from studies.today.attention import Attention, X, attention
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.live_matrix import live_matrix
from widgets.drawing.matrix import Axis, axis
from widgets.kit import theme

Array = NDArray[np.floating]

SHARPNESS = (0.0, 0.5, 1.0, 2.0, 4.0, 16.0)
SECOND = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)
BOTH = (0, 1)
TOKENS, SEEN, SIZES = axis("N", 3), axis("N", 3), axis("Q", 2)
MATRICES = ("wQ", "wK", "wV")
CHECKED = (*MATRICES, "X")


def _moved(first: float) -> Array:
    """The tokens, with another first number of the second one."""
    x = X.copy()
    x[1, 0] = first
    return x


def _label(name: str) -> h.Node:
    """What the derivative by an array of CHECKED is called."""
    return ["δ at X"] if name == "X" else ["∂L/∂w", h.sub[name[1]]]


@lru_cache(maxsize=1)
def passes() -> list[list[Attention]]:
    """Both ways for every setting of the dials."""
    return [[attention(_moved(first), sharpness) for first in SECOND] for sharpness in SHARPNESS]


def make_film() -> Film:
    """The film over the factor of the scores and the first number of the second token."""
    film = Film(
        Dial("Factor of the scores", [theme.number(value) for value in SHARPNESS], SHARPNESS.index(1.0)),
        Dial("x₂₁, of the second token", [theme.number(value) for value in SECOND], SECOND.index(-0.5)),
    )
    film.channel("loss", [[theme.number(one.loss, 4) for one in row] for row in passes()], BOTH)
    film.channel(
        "difference", [[theme.number(one.check.largest_difference, 3) for one in row] for row in passes()], BOTH
    )
    for name in MATRICES:
        largest = [[float(np.abs(one.gradients[name]).max()) for one in row] for row in passes()]
        film.channel(f"largest-{name}", [[theme.number(value, 3) for value in row] for row in largest], BOTH)
    for name in CHECKED:
        for kind in ("computed", "measured"):
            values = [[getattr(one.check, kind)[name].ravel() for one in row] for row in passes()]
            film.numbers(f"{kind}-{name}", np.array(values), BOTH, 6)
    return film


@lru_cache(maxsize=4)
def picture(caption: str) -> str:
    """The matrices forwards, the deltas on their way back, and the dials, as HTML."""
    film = make_film()

    def live(name: str, tag: str, pick: Callable[[Attention], Array], rows: Axis, columns: Axis) -> h.Element:
        values = np.array([[pick(one) for one in row] for row in passes()])
        return live_matrix(film, name, values, rows, columns, tag=tag, over=BOTH)

    matrices = h.div(".hl-row.hl-tight.hl-top.hl-attention")[
        live("X", "x", lambda one: one.x, TOKENS, SIZES),
        live("A = softmax(Q·Kᵀ/√2)", "a", lambda one: one.values["A"], TOKENS, SEEN),
        live("V", "v", lambda one: one.values["V"], TOKENS, SIZES),
        live("O = A·V", "o", lambda one: one.values["O"], TOKENS, SIZES),
        live("δ at O = O − Y", "do", lambda one: one.deltas["O"], TOKENS, SIZES),
        live("δ at V = Aᵀ·δ", "dv", lambda one: one.deltas["V"], TOKENS, SIZES),
        live("δ at A = δ·Vᵀ", "da", lambda one: one.deltas["A"], TOKENS, SEEN),
        live("δ at the scores", "ds", lambda one: one.deltas["S"], TOKENS, SEEN),
    ]
    facts = h.dl(".hl-facts", {"aria-live": "polite"})[
        h.dt["loss, ½ Σ (o − y)²"],
        h.dd[film.text("loss")],
        ([h.dt["largest entry of ", _label(name)], h.dd[film.text(f"largest-{name}")]] for name in MATRICES),
        h.dt["largest difference of a derivative to its measured slope"],
        h.dd[film.text("difference")],
    ]
    content = [film.controls(), matrices, facts, _beside(film)]
    return str(build(film, content, label="Attention forwards and back", caption_text=caption))


def _beside(film: Film) -> h.Element:
    """Every derivative that is left at the end beside its measured slope."""
    counts = {name: passes()[0][0].check.computed[name].shape for name in CHECKED}
    return h.details(".hl-fold-data")[
        h.summary["Every derivative beside its measured slope"],
        h.div(".hl-scroll")[
            h.table(".hl-standings")[
                h.thead[h.tr[(h.th(scope="col")[head] for head in ("derivative", "computed", "measured"))]],
                h.tbody[
                    (
                        h.tr[
                            h.th(scope="row")[_label(name), f", row {row + 1}, column {column + 1}"],
                            h.td[film.number(f"computed-{name}", row * counts[name][1] + column)],
                            h.td[film.number(f"measured-{name}", row * counts[name][1] + column)],
                        ]
                        for name in CHECKED
                        for row, column in np.ndindex(*counts[name])
                    )
                ],
            ]
        ],
    ]


def widget(*, key: str, caption: str) -> None:
    """Let the reader sharpen the scores and move a token."""
    show(picture(caption), key=key)
