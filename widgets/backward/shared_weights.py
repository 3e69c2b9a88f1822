"""A convolution's matrix, in which three weights come again and again, and its gradient along the diagonals."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import product

import htpy as h
import numpy as np
from numpy.typing import NDArray

from studies.today.convolution import WIDTH, Convolution, X, convolution
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.live_matrix import live_matrix
from widgets.drawing.matrix import axis, matrix
from widgets.kit import theme

Array = NDArray[np.floating]

WEIGHTS = (-2.0, -1.0, 0.0, 1.0, 2.0)
START = (3, 1, 3)
ALL = (0, 1, 2)
NAMES = tuple(f"w{str(k + 1).translate(theme.SUBSCRIPTS)}" for k in range(WIDTH))
INPUTS, PLACES, ONE = axis("M", X.shape[1]), axis("P", X.shape[1] - WIDTH + 1), axis("N", 1)


@lru_cache(maxsize=1)
def passes() -> dict[tuple[int, ...], Convolution]:
    """Both ways for every kernel that can be set."""
    places = range(len(WEIGHTS))
    return {key: convolution(np.array([WEIGHTS[i] for i in key])) for key in product(places, repeat=WIDTH)}


def make_film() -> Film:
    """The film over the three weights."""
    film = Film(*(Dial(name, [theme.number(w) for w in WEIGHTS], START[k]) for k, name in enumerate(NAMES)))
    film.numbers("full", _table(lambda one: one.full.ravel()), ALL)
    film.numbers("kernel", _table(lambda one: one.kernel_gradient), ALL, 5)
    film.numbers("measured", _table(lambda one: one.check.measured["kernel"]), ALL, 5)
    film.channel("loss", _texts(lambda one: one.loss, 4), ALL)
    film.channel("difference", _texts(lambda one: one.check.largest_difference, 3), ALL)
    return film


def _table(pick: Callable[[Convolution], Array]) -> Array:
    """What pick finds for every kernel, with one leading axis for each dial."""
    values = [pick(one) for one in passes().values()]
    return np.stack(values).reshape(*(len(WEIGHTS),) * WIDTH, *values[0].shape)


def _texts(pick: Callable[[Convolution], float], decimals: int) -> Array:
    texts = [theme.number(pick(one), decimals) for one in passes().values()]
    return np.array(texts, dtype=object).reshape((len(WEIGHTS),) * WIDTH)


def _full(film: Film) -> h.Element:
    """Xᵀ·(δ ∘ f'): where an entry of w is one of the three weights its name, and pale where w is always 0."""
    start = passes()[START].full

    def entry(i: int, j: int) -> h.Node:
        number = film.number("full", i * PLACES.size + j)
        if 0 <= i - j < WIDTH:
            return h.span(f".hl-shared.hl-shared-{i - j}")[number, h.small[NAMES[i - j]]]
        return h.span(".hl-fixed")[number]

    return matrix("Xᵀ·(δ ∘ f′)", start, INPUTS, PLACES, tag="full", entry=entry)


def _sums(film: Film) -> h.Element:
    """The gradient of the three weights beside what is measured."""
    return h.table(".hl-standings")[
        h.thead[h.tr[(h.th(scope="col")[head] for head in ("weight", "sum of its diagonal", "measured slope"))]],
        h.tbody[
            (
                h.tr[
                    h.th(scope="row")[h.span(f".hl-shared.hl-shared-{k}")[name]],
                    h.td[film.number("kernel", k)],
                    h.td[film.number("measured", k)],
                ]
                for k, name in enumerate(NAMES)
            )
        ],
    ]


@lru_cache(maxsize=4)
def picture(caption: str) -> str:
    """The matrices forwards and back, the sums along the diagonals, and the dials, as HTML."""
    film = make_film()

    def live(name: str, tag: str, pick: Callable[[Convolution], Array], rows: object, columns: object) -> h.Element:
        return live_matrix(film, name, _table(pick), rows, columns, tag=tag, over=ALL)  # type: ignore[arg-type]

    content = [
        h.div(".hl-row.hl-top")[
            h.div(".hl-stacked")[
                matrix("X", X, ONE, INPUTS, tag="X"),
                live("Ỹ = f(X·w)", "outputs", lambda one: one.outputs, ONE, PLACES),
                live("δ ∘ f′", "scaled", lambda one: one.scaled, ONE, PLACES),
            ],
            live("w", "w", lambda one: one.w, INPUTS, PLACES),
        ],
        film.controls(),
        h.div(".hl-row.hl-top")[
            _full(film),
            h.div(".hl-stacked")[
                h.div[_sums(film), _facts(film)],
                live("δ⁽⁰⁾ = (δ ∘ f′)·wᵀ", "delta-x", lambda one: one.delta_x, ONE, INPUTS),
            ],
        ],
    ]
    return str(build(film, content, label="A convolution forwards and back", caption_text=caption))


def _facts(film: Film) -> h.Element:
    return h.dl(".hl-facts", {"aria-live": "polite"})[
        h.dt["loss, ½ Σ (ỹ − y)²"],
        h.dd[film.text("loss")],
        h.dt["largest difference to measured slopes, δ⁽⁰⁾ too"],
        h.dd[film.text("difference")],
    ]


def widget(*, key: str, caption: str) -> None:
    """Let the reader set the three weights."""
    show(picture(caption), key=key)
