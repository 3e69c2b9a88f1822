"""Where a network is wrong: which digits it confuses, and the images that it is most sure and wrong about."""

from __future__ import annotations

from collections.abc import Iterable

import htpy as h
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mlp_core.classification import accuracy, confusion_matrix, labels_of
from mlp_core.dataset import Dataset
from mlp_core.evidence import confused, surest_mistakes
from widgets.digits.data import images
from widgets.digits.pictures import Array, Sheet, ink_sheet
from widgets.digits.state import Known, live, session
from widgets.drawing import figure

SHOWN = 8  # images of a cell
MISTAKES = 12
Rows = NDArray[np.intp]


def build(outputs: Array, test: Dataset) -> tuple[h.Element, str]:
    """The confusion matrix, whose cells open the images that were counted in them, and the tag of its worst cell.

    outputs: (N, 10) for the test images.
    """
    counts = confusion_matrix(outputs, test.Y)
    cells = {(true, taken): confused(outputs, test.Y, true, taken)[:SHOWN] for true in range(10) for taken in range(10)}
    sheet, places = _sheet("confused", test, cells.values())
    wrong = [(int(counts[cell]), cell) for cell in cells if cell[0] != cell[1]]
    worst = max(wrong)[1]

    def cell(true: int, taken: int) -> h.Element:
        count = int(counts[true, taken])
        say = _say(count, true, taken, cells[true, taken], outputs, sheet, places)
        kind = ".hl-hit-cell" if true == taken else ".hl-miss-cell" if count else ""
        strength = f"--hl-strength:{min(1.0, count / max(1, max(wrong)[0])):.2f}"
        tags = [f"r{true}", f"c{taken}", f"c{true}.{taken}"]
        return h.td(kind, figure.part(tags, lit=[f"h{true}", f"v{taken}"], say=say), style=strength)[str(count)]

    head = h.tr[h.td(".hl-corner"), (h.th(figure.part([f"v{taken}"]))[str(taken)] for taken in range(10))]
    rows = [
        h.tr[h.th(figure.part([f"h{true}"]))[str(true)], (cell(true, taken) for taken in range(10))]
        for true in range(10)
    ]
    share = 100 * accuracy(outputs, test.Y)
    matrix = h.div(style=sheet.style)[
        h.div(".hl-scroll")[
            h.table(".hl-confusion", {"data-roam": ""})[
                h.caption[f"Rows: the digit that it is. Columns: what the network took it for. {share:.1f} % right."],
                h.thead[head],
                h.tbody[rows],
            ]
        ],
        figure.readout("Choose a cell.", label="The images of the cell you chose"),
    ]
    return matrix, f"c{worst[0]}.{worst[1]}"


def _sheet(name: str, test: Dataset, groups: Iterable[Rows]) -> tuple[Sheet, dict[int, int]]:
    """One sheet of all images that are shown, and where in it each of them is."""
    rows = [int(row) for group in groups for row in group]
    return ink_sheet(name, test.X[rows or [0]]), {row: place for place, row in enumerate(rows)}


def _say(
    count: int, true: int, taken: int, rows: Rows, outputs: Array, sheet: Sheet, places: dict[int, int]
) -> h.Element:
    times = "image" if count == 1 else "images"
    if true == taken:
        words = f"{count} {times} of a {true} recognised"
    elif not count:
        words = f"No {true} was taken for a {taken}."
    else:
        words = f"{count} {times} of a {true} taken for a {taken}"
    if len(rows):
        words += ", the surest first:" if count <= len(rows) else f"; the {len(rows)} surest:"
    return h.div[
        h.div[words],
        h.div(".hl-tiles")[
            (
                h.span(".hl-captioned")[
                    sheet.tile(places[int(row)], f"a handwritten {true}"), _percent(outputs[int(row), taken])
                ]
                for row in rows
            )
        ],
    ]


def _percent(output: float) -> h.Element:
    return h.span[f"{100 * float(output):.0f} %"]


def mistakes(outputs: Array, test: Dataset) -> h.Node:
    """The images that the network is most sure and wrong about."""
    rows = surest_mistakes(outputs, test.Y, MISTAKES)
    if not len(rows):
        return h.p["The network has every test image right."]
    sheet, places = _sheet("mistakes", test, [rows])
    labels, taken = labels_of(test.Y), labels_of(outputs)
    return h.div(style=sheet.style)[
        h.div(".hl-tiles.hl-tiles-wide")[
            (
                h.figure(".hl-mistake")[
                    sheet.tile(places[int(row)], f"a {labels[row]} that was taken for a {taken[row]}", large=True),
                    h.figcaption[
                        "says ",
                        h.strong[str(taken[row])],
                        f" ({100 * float(outputs[row, taken[row]]):.1f} %)",
                        h.br,
                        "is ",
                        h.strong[str(labels[row])],
                        f" ({100 * float(outputs[row, labels[row]]):.1f} %)",
                    ],
                ]
                for row in rows
            )
        ]
    ]


def _outputs(known: Known, test: Dataset) -> Array:
    """The network's outputs on the test images: those of its last record, or computed once and kept."""
    own = session()
    if own.training is not None and not known.is_book:
        with own.lock:
            return own.training.test_outputs
    kept: Array = st.session_state.setdefault("digits-book-outputs", known.net.predict(test.X))
    return kept


def widget(*, key: str, caption: str, show: str = "matrix") -> None:
    """Draw the confusion matrix, or (show: mistakes) the surest mistakes, of the reader's network or the book's."""

    def draw() -> None:
        known, own = session().known(), session()
        part = (own.started_with or own.settings).part if not known.is_book else "quick"
        data = images(key, part)
        if data is None:
            return
        outputs = _outputs(known, data.test)
        if show == "mistakes":
            label = "The test images that the network is most sure and wrong about"
            figure.show(mistakes(outputs, data.test), key=f"{key}-figure", label=label, caption_text=caption)
            return
        content, worst = build(outputs, data.test)
        figure.show(content, key=f"{key}-figure", label="Confusion matrix", caption_text=caption, chosen=worst)

    live(draw, every=1.5)
