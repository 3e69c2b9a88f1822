"""A matrix as a table that can be read, touched and walked with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import htpy as h
import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from widgets.drawing.figure import part
from widgets.kit import theme
from widgets.kit.theme import counted

_GAP = Markup('<td class="hl-gap">⋯</td>')

Array = NDArray[np.floating]
Cell = Callable[[int, int], tuple[Iterable[str], h.Node]]


@dataclass(frozen=True)
class Axis:
    """One side of a matrix: its letter with the colour (N, M, Q or P) and a label for each of its entries.

    first: the number of the first entry in tags and labels: 1, or 0 where the column of ones for the bias comes first.
    """

    letter: str
    labels: tuple[str, ...]
    first: int = 1

    @property
    def size(self) -> int:
        """How many entries the axis has."""
        return len(self.labels)


def axis(letter: str, size: int, *, bias: bool = False, index: int | None = None) -> Axis:
    """The axis of a layer's neurons or of the data points, numbered from 1; with a bias, its ones come first.

    index: the hidden layer's number where several layers share the letter Q.
    """
    name = letter.lower() + ("" if index is None else theme.superscript(index))
    numbered = tuple(f"{name}{str(i + 1).translate(theme.SUBSCRIPTS)}" for i in range(size))
    return Axis(letter, ("1", *numbered), first=0) if bias else Axis(letter, numbered)


def shape_text(rows: Axis, columns: Axis) -> h.Node:
    """The shape in its colours, (N × M) with the letters' numbers."""
    return h.span(".hl-shape")["(", _dimension(rows), " × ", _dimension(columns), ")"]


def _dimension(side: Axis) -> h.Element:
    return h.span(f".hl-dim-{side.letter.lower()}")[str(side.size)]


def matrix(
    name: str,
    values: Array,
    rows: Axis,
    columns: Axis,
    *,
    tag: str,
    cell: Cell | None = None,
    decimals: int = 2,
    extra: dict[str, str] | None = None,
    title: h.Node = None,
    transposed: bool = False,
    echo: bool = False,
    entry: Callable[[int, int], h.Node] | None = None,
    most: tuple[int, int] = (theme.MOST_ROWS, theme.MOST_COLUMNS),
) -> h.Element:
    """One matrix with its name and shape.

    values: (rows.size, columns.size). tag: the word its parts answer to: the matrix is `tag`, its first row `tag.r1`,
    its second column `tag.c2`, an entry `tag.1.2`; a bias counts as 0. cell(i, j), with i and j counted from 0 as in
    values: what lights up for an entry and what is said of it; without it the entries cannot be chosen. extra: more
    attributes of the whole matrix, such as the steps in which it is lit. title: what stands above it instead of name.

    transposed: values, rows and columns are those of the transpose, while the tags stay those of the matrix itself.
    echo: the matrix is shown once more; an entry says and lights what the same entry does where it has its `cell`.
    entry(i, j): what stands in an entry instead of its number, or None. most: how many rows and columns are drawn.
    """
    if values.shape != (rows.size, columns.size):
        raise ValueError(f"values: expected shape ({rows.size}, {columns.size}) for {name}, got {values.shape}")
    shown_rows, shown_columns = shown(rows.size, most[0]), shown(columns.size, most[1])
    naming = _Naming(tag, rows.first, columns.first, transposed)
    head = h.tr[
        h.td(".hl-corner"),
        [h.th(f".hl-dim-{columns.letter.lower()}", _gap(j), scope="col")[_label(columns, j)] for j in shown_columns],
    ]
    texts = {
        (i, j): theme.number(float(values[i, j]), decimals)
        for i in shown_rows
        for j in shown_columns
        if i is not None and j is not None
    }
    widest = {
        j: max(_fraction(texts[i, j]) for i in shown_rows if i is not None) for j in shown_columns if j is not None
    }
    body = [
        h.tr[
            h.th(f".hl-dim-{rows.letter.lower()}", _gap(i), scope="row")[_label(rows, i)],
            [
                _GAP
                if i is None or j is None
                else _entry(
                    (entry(i, j) if entry else None) or texts[i, j], _attributes(i, j, naming, cell, echo), widest[j]
                )
                for j in shown_columns
            ],
        ]
        for i in shown_rows
    ]
    roam = {"data-roam": "", "role": "grid"} if cell or echo else {}
    return h.div(".hl-matrix", part([tag]) | (extra or {}))[
        h.div(".hl-matrix-title")[title or name, " ", shape_text(rows, columns)],
        h.div(".hl-scroll")[
            h.table(roam, aria_label=f"{name}, {counted(rows.size, 'row')}, {counted(columns.size, 'column')}")[
                h.thead[head], h.tbody[body]
            ]
        ],
    ]


def shown(size: int, most: int) -> list[int | None]:
    """Which indices of an axis are drawn; None stands for those left out in the middle."""
    if size <= most:
        return list(range(size))
    return [*range(most - 2), None, size - 1]


def _label(side: Axis, index: int | None) -> str:
    return "⋯" if index is None else side.labels[index]


def _gap(index: int | None) -> dict[str, str]:
    return {"aria-label": "left out"} if index is None else {}


@dataclass(frozen=True)
class _Naming:
    """How the tags of a matrix's entries are made."""

    tag: str
    first_row: int
    first_column: int
    transposed: bool

    def tags(self, i: int, j: int) -> tuple[str, str, str]:
        row, column = self.first_row + i, self.first_column + j
        if self.transposed:
            row, column = column, row
        return f"{self.tag}.r{row}", f"{self.tag}.c{column}", f"{self.tag}.{row}.{column}"


def _attributes(i: int, j: int, naming: _Naming, cell: Cell | None, echo: bool) -> dict[str, str]:
    lit, say = cell(i, j) if cell else ((), None)
    again = {"data-echo": "", "tabindex": "-1"} if echo else {}
    return part(naming.tags(i, j), lit=lit, say=say) | again


def _fraction(text: str) -> int:
    """How many decimals a number has as it is printed; a power of ten is not aligned with the others."""
    return 0 if "·" in text else len(text.partition(".")[2])


def _entry(content: h.Node, attributes: dict[str, str], decimals: int) -> Markup:
    """A table cell, written as a string at once: a page has thousands of them, and htpy takes its time with each.

    decimals: those of its column. What the number lacks to them takes up its room unseen.
    """
    if isinstance(content, str) and not isinstance(content, Markup) and (less := theme.missing(content, decimals)):
        attributes = attributes | {"data-less": less}
    inside = escape(content) if isinstance(content, str) else Markup(str(h.fragment[content]))
    written = "".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items())
    return Markup(f"<td{written}>{inside}</td>")
