"""A matrix whose numbers follow the dials of a film."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import htpy as h
import numpy as np
from numpy.typing import NDArray

from widgets.drawing.film import Film
from widgets.drawing.matrix import Axis, matrix, shown
from widgets.kit import theme

Array = NDArray[np.floating]


def live_matrix(
    film: Film,
    name: str,
    values: Array,
    rows: Axis,
    columns: Axis,
    *,
    tag: str,
    over: Sequence[int],
    decimals: int = 3,
    title: h.Node = None,
    most: tuple[int, int] = (theme.MOST_ROWS, theme.MOST_COLUMNS),
) -> h.Element:
    """One matrix as it changes.

    values: (…, rows.size, columns.size), with one leading axis for each dial in `over`. tag: a word of its own in
    this film. The rest is as in widgets.drawing.matrix.matrix, which draws it.
    """
    kept = [
        [place for place in shown(axis.size, limit) if place is not None]
        for axis, limit in zip((rows, columns), most, strict=True)
    ]
    index = {place: number for number, place in enumerate(product(*kept))}
    film.numbers(tag, np.stack([values[..., i, j] for i, j in index], axis=-1), over, decimals)
    start = tuple(film.dials[dial].start for dial in over)
    return matrix(
        name,
        values[start],
        rows,
        columns,
        tag=tag,
        decimals=decimals,
        title=title,
        entry=lambda i, j: film.number(tag, index[i, j], aligned=True),
        most=most,
    )
