"""What MNIST's images look like, and what a row of X and of Y is."""

from __future__ import annotations

import htpy as h
import numpy as np
from markupsafe import Markup

from mlp_core.datasets.dataset import Dataset
from mlp_core.metrics import labels_of
from widgets.digits.data import images
from widgets.digits.pictures import SIDE, Array, ink_sheet
from widgets.digits.state import kept
from widgets.drawing import figure
from widgets.kit import theme

EACH = 5  # images of every digit
OPENING = "i4.1"


def build(data: Dataset, each: int = EACH) -> h.Element:
    """A table of the first images of every digit; choosing one shows it large, with its rows of X and Y."""
    labels = labels_of(data.Y)
    chosen = [np.flatnonzero(labels == digit)[:each] for digit in range(10)]
    sheet = ink_sheet("samples", data.X[np.concatenate(chosen)])
    starts = np.cumsum([0, *(len(rows) for rows in chosen)])

    def cell(digit: int, place: int) -> h.Element:
        row = int(chosen[digit][place])
        picture = sheet.tile(int(starts[digit]) + place, f"a handwritten {digit}")
        large = sheet.tile(int(starts[digit]) + place, f"a handwritten {digit}, enlarged", large=True)
        say = h.div(".hl-row.hl-top")[large, _rows(row, data.X[row], data.Y[row])]
        return h.span(".hl-pick", figure.part([f"i{digit}.{place + 1}"], say=say))[picture]

    return h.div[
        sheet.rule,
        h.div(".hl-gallery.hl-gallery-ten", {"data-roam": ""})[
            (cell(digit, place) for place in range(each) for digit in range(10) if place < len(chosen[digit]))
        ],
        figure.readout("Choose an image.", label="The image you chose"),
    ]


def _rows(row: int, image: Array, target: Array) -> h.Element:
    """What the network is given for one image: numbers of the image's middle line, and the target."""
    line = SIDE // 2
    levels = image.reshape(SIDE, SIDE)[line]
    return h.div(".hl-words")[
        h.p[
            h.strong[f"Data point {row + 1:,}"], f" is row {row + 1:,} of X: {image.size} numbers, one for each pixel."
        ],
        h.p[
            f"Entries {line * SIDE + 1} to {line * SIDE + SIDE}, the pixels of the line through its middle: ",
            h.span(".hl-levels")[" ".join(theme.number(float(level), 1) for level in levels)],
        ],
        h.p["Its row of Y: ", h.span(".hl-levels")[" ".join(theme.number(float(y)) for y in target)]],
    ]


def widget(*, key: str, caption: str) -> None:
    """Draw the table of images."""
    data = images(key)
    if data is not None:
        label = "Images of handwritten digits, five of each"
        content = kept("samples", id(data), lambda: Markup(str(build(data.train))))
        figure.show(content, key=key, label=label, caption_text=caption, chosen=OPENING)
