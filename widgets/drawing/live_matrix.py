"""A matrix whose numbers follow the dials of a film."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import htpy as h
import numpy as np
from numpy.typing import NDArray

from widgets import theme
from widgets.drawing.film import Film
from widgets.drawing.matrix import Axis, matrix, shown

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
) -> h.Element:
    """One matrix as it changes.

    values: (…, rows.size, columns.size), with one axis in front for each dial in `over`. tag: a word of its own in
    this film. The rest is as in widgets.drawing.matrix.matrix, which draws it.
    """
    start: Any = tuple(film.dials[dial].start for dial in over)
    for i in shown(rows.size, theme.MOST_ROWS):
        for j in shown(columns.size, theme.MOST_COLUMNS):
            if i is not None and j is not None:
                numbers = values[..., i, j]
                texts = [theme.number(float(value), decimals) for value in numbers.ravel()]
                film.channel(f"{tag}.{i}.{j}", np.array(texts, dtype=object).reshape(numbers.shape), over)
    return matrix(
        name,
        values[start],
        rows,
        columns,
        tag=tag,
        decimals=decimals,
        title=title,
        entry=lambda i, j: film.text(f"{tag}.{i}.{j}"),
    )
