"""Where a network is wrong: which digits it confuses, and the images that it is most sure and wrong about."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import htpy as h
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from mlp_core.datasets.dataset import Dataset
from mlp_core.metrics import accuracy, confusion_matrix, labels_of
from studies.digits.evidence import confusions, surest_mistakes
from widgets.digits.data import images
from widgets.digits.pictures import Array, Sheet, called, ink_sheet
from widgets.digits.state import Known, kept, live, session
from widgets.drawing import figure

SHOWN = 8  # images of a cell
MISTAKES = 12
Rows = NDArray[np.intp]


def build(outputs: Array, test: Dataset) -> tuple[Markup, str]:
    """The confusion matrix, whose cells open the images that were counted in them, and the tag of its worst cell.

    outputs: (N, 10) for the test images.
    """
    counts = confusion_matrix(outputs, test.Y)
    rows = [[cell[:SHOWN] for cell in line] for line in confusions(outputs, test.Y)]
    sheet, places = _sheet("confused", test, [cell for line in rows for cell in line])
    worst = max((int(counts[i, j]), i, j) for i in range(10) for j in range(10) if i != j)

    def say(true: int, taken: int) -> h.Element:
        return _say(int(counts[true, taken]), true, taken, rows[true][taken], outputs, sheet, places)

    matrix = h.div[
        sheet.rule,
        _table(counts, accuracy(outputs, test.Y), worst[0], say),
        figure.readout("Choose a cell.", label="The images of the cell you chose"),
    ]
    return Markup(str(matrix)), f"c{worst[1]}.{worst[2]}"


def build_live(outputs: Array, test: Dataset) -> h.Element:
    """The counts alone, for a training that runs."""
    counts = confusion_matrix(outputs, test.Y)
    most = int((counts - np.diag(np.diag(counts))).max())
    return h.div[
        _table(counts, accuracy(outputs, test.Y), most, None),
        figure.readout("The counts change with every epoch. Choose a cell when the network rests."),
    ]


def _table(counts: Rows, share: float, most: int, say: Callable[[int, int], h.Element] | None) -> h.Element:
    """The matrix. most: the largest count beside the diagonal; say: what a cell opens, if it can be chosen."""

    def cell(true: int, taken: int) -> h.Element:
        count = int(counts[true, taken])
        kind = ".hl-hit-cell" if true == taken else ".hl-miss-cell" if count else ""
        tags = [f"r{true}", f"c{taken}", f"c{true}.{taken}"]
        chosen = figure.part(tags, lit=[f"h{true}", f"v{taken}"], say=say(true, taken)) if say else {}
        return h.td(kind, chosen, style=f"--hl-strength:{min(1.0, count / max(1, most)):.2f}")[str(count)]

    head = h.tr[h.td(".hl-corner"), [h.th(figure.part([f"v{taken}"]))[str(taken)] for taken in range(10)]]
    body = [
        h.tr[h.th(figure.part([f"h{true}"]))[str(true)], [cell(true, taken) for taken in range(10)]]
        for true in range(10)
    ]
    words = f"Rows: what it is. Columns: what it was taken for. {counts.sum():,} images, {100 * share:.1f} % right."
    return h.div(".hl-scroll")[
        h.table(".hl-confusion", {"data-roam": ""})[h.caption[words], h.thead[head], h.tbody[body]]
    ]


def _sheet(name: str, test: Dataset, groups: Iterable[Rows]) -> tuple[Sheet, dict[int, int]]:
    """One sheet of all images that are shown, and where in it each of them is."""
    rows = [int(row) for group in groups for row in group]
    return ink_sheet(name, test.X[rows or [0]]), {row: place for place, row in enumerate(rows)}


def _mistaken(true: int, taken: int) -> str:
    return f"{called(true)} that was taken for {called(taken)}"


def _say(
    count: int, true: int, taken: int, rows: Rows, outputs: Array, sheet: Sheet, places: dict[int, int]
) -> h.Element:
    times = "image" if count == 1 else "images"
    if true == taken:
        words = f"{count} {times} of {called(true)} recognised"
    elif not count:
        words = f"No {true} was taken for {called(taken)}."
    else:
        words = f"{count} {times} of {called(true)} taken for {called(taken)}"
    if len(rows):
        words += ", the surest first:" if count <= len(rows) else f"; the {len(rows)} surest:"
    return h.div[
        h.div[words],
        h.div(".hl-gallery")[
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
    return h.div[
        sheet.rule,
        h.div(".hl-gallery.hl-gallery-wide.hl-moves")[
            (
                h.figure(".hl-mistake")[
                    sheet.tile(
                        places[int(row)],
                        _mistaken(int(labels[row]), int(taken[row])),
                        large=True,
                    ),
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
        ],
    ]


def _outputs(known: Known, test: Dataset) -> Array:
    """The network's outputs on the test images: those of its last record, or computed once and kept."""
    own = session()
    if own.training is not None and not known.is_book:
        with own.lock:
            return own.training.test_outputs
    return kept("book-outputs", id(test), lambda: known.net.predict(test.X))


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
            content = kept("mistakes", known.epoch, lambda: Markup(str(mistakes(outputs, data.test))))
            figure.show(content, key=f"{key}-figure", label=label, caption_text=caption)
        elif own.running:
            content = kept("counts", known.epoch, lambda: Markup(str(build_live(outputs, data.test))))
            figure.show(content, key=f"{key}-figure", label="Confusion matrix", caption_text=caption)
        else:
            matrix, worst = kept("confusions", known.epoch, lambda: build(outputs, data.test))
            figure.show(matrix, key=f"{key}-figure", label="Confusion matrix", caption_text=caption, chosen=worst)

    live(draw, every=3.0)
