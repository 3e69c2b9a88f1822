"""The data of the reader's network: each row a data point, its inputs in X and its targets in Y."""

from __future__ import annotations

from collections.abc import Iterable

import htpy as h

from mlp_core.datasets import Dataset
from widgets.drawing import figure
from widgets.drawing.matrix import Cell, axis, matrix
from widgets.kit import reader, theme
from widgets.kit.remembered import remembered

OPENING = (1, 0)


def build(data: Dataset) -> h.Node:
    """X and Y side by side; an entry lights its data point in both."""
    points = axis("N", len(data.X))
    row = min(OPENING[0], len(data.X) - 1)
    return h.fragment[
        h.div(".hl-row.hl-equation")[
            matrix("X", data.X, points, axis("M", data.X.shape[1]), tag="X", cell=_cell(data)),
            h.span(".hl-operator")["→"],
            matrix("Y", data.Y, points, axis("P", data.Y.shape[1]), tag="Y", cell=_cell(data)),
        ],
        figure.readout(_say(data, row), label="The data point"),
    ]


def _cell(data: Dataset) -> Cell:
    def cell(i: int, j: int) -> tuple[Iterable[str], h.Node]:
        return (f"X.r{i + 1}", f"Y.r{i + 1}"), _say(data, i)

    return cell


def _say(data: Dataset, row: int) -> h.Node:
    given = ", ".join(theme.number(float(value)) for value in data.X[row])
    wanted = ", ".join(theme.number(float(value)) for value in data.Y[row])
    text = f": for the inputs ({given}) the network should answer ({wanted})."
    return h.fragment["Data point ", h.b(".hl-dim-n")[str(row + 1)], text]


@remembered
def _figure(own: reader.ReaderNetwork) -> h.Node:
    return build(own.dataset())


def widget(*, key: str, caption: str) -> None:
    """The reader's data points and targets."""
    own = reader.current()
    row = min(OPENING[0], own.points - 1) + 1
    figure.show(_figure(own), key=key, label="Data points and targets", caption_text=caption, chosen=f"X.{row}.1")
