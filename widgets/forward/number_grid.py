"""A matrix as a grid of fields to type in, with its shape in colour and what is the matter with it beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import htpy as h

from widgets.drawing.matrix import Axis, shape_text
from widgets.kit import component

MOST_CELLS = 14 * 13
MOST_TYPED = 80


def build(
    name: str,
    cells: Sequence[Sequence[str]],
    rows: Axis,
    columns: Axis,
    more: tuple[bool, bool],
    remarks: Sequence[h.Node],
) -> h.Element:
    """The grid. cells: what is in it, as text. rows, columns: the labels of those. remarks: what is said beside it.

    more: whether a row and a column may be added, for which there is an empty one.
    """
    height, width = len(cells) + more[0], max(map(len, cells), default=0) + more[1]
    head = h.tr[
        h.td(".hl-corner"),
        [h.th(f".hl-dim-{columns.letter.lower()}", scope="col")[_label(columns, j)] for j in range(width)],
    ]
    body = [
        h.tr[
            h.th(f".hl-dim-{rows.letter.lower()}", scope="row")[_label(rows, i)],
            [h.td[_field(name, cells, i, j)] for j in range(width)],
        ]
        for i in range(height)
    ]
    return h.div(".hl-figure.hl-number-grid")[
        h.div(".hl-matrix")[
            h.div(".hl-matrix-title")[name, " ", shape_text(rows, columns)],
            h.div(".hl-scroll")[h.table(aria_label=f"{name}, to type in")[h.thead[head], h.tbody[body]]],
        ],
        h.div(".hl-grid-remarks", role="status")[[h.div[remark] for remark in remarks]],
    ]


def _label(side: Axis, index: int) -> str:
    return side.labels[index] if index < side.size else "+"


def _field(name: str, cells: Sequence[Sequence[str]], i: int, j: int) -> h.VoidElement:
    value = cells[i][j] if i < len(cells) and j < len(cells[i]) else ""
    new = i >= len(cells) or j >= len(cells[0])
    return h.input(
        {"data-at": f"{i}.{j}", "class": "hl-new" if new else None, "maxlength": str(MOST_TYPED)},
        type="text",
        inputmode="text",
        autocomplete="off",
        spellcheck="false",
        value=value,
        aria_label=f"{name}, row {i + 1}, column {j + 1}" + (", new" if new else ""),
    )


def show(
    content: h.Element,
    part: str,
    *,
    key: str,
    on_typed: Callable[[str, list[list[str]]], None],
    on_pasted: Callable[[str, str, int, int], None],
) -> None:
    """Mount the grid. on_typed(part, cells): all that stands in it; on_pasted(part, text, row, column): a block."""

    def typed(said: Any) -> None:
        if isinstance(said, Mapping) and isinstance(said.get("cells"), list):
            cells = [[str(cell or "")[:MOST_TYPED] for cell in row] for row in said["cells"] if isinstance(row, list)]
            if sum(map(len, cells)) <= MOST_CELLS:
                on_typed(str(said.get("part")), cells)

    def pasted(said: Any) -> None:
        if isinstance(said, Mapping):
            on_pasted(str(said.get("part")), str(said.get("text")), int(said.get("row", 0)), int(said.get("column", 0)))

    html = str(h.div({"data-part": part})[content])
    component.mount(
        "number_grid",
        key=key,
        data={"html": html, "part": part},
        hears={"typed": typed, "pasted": pasted},
    )
