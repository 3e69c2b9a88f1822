"""What a network of this kind cannot do: the same digits, moved by some pixels."""

from __future__ import annotations

from dataclasses import dataclass

import htpy as h
import numpy as np
import streamlit as st

from mlp_core import MLP
from mlp_core.datasets.dataset import Dataset
from mlp_core.metrics import accuracy
from studies.digits.ink import shifted
from widgets.digits.data import images
from widgets.digits.pictures import Array, ink_sheet
from widgets.digits.state import kept, session
from widgets.drawing import figure

STEPS = range(9)
MEASURED = 250  # test images: enough to tell the accuracy to within a few points
EXAMPLE = 0


@dataclass(frozen=True)
class Shift:
    """What a network says when the images are moved to the right: about one of them, and how often it is right."""

    pixels: int
    image: Array
    answer: int
    certainty: float
    accuracy: float


def measure(net: MLP, test: Dataset) -> list[Shift]:
    """Feed the first test images forward, moved by 0, 1, … pixels."""
    X, Y = test.X[:MEASURED], test.Y[:MEASURED]
    # The example is one that the network gets right while it stands in its place.
    right = np.flatnonzero(net.predict(X).argmax(axis=1) == Y.argmax(axis=1))
    chosen = int(right[EXAMPLE]) if len(right) else EXAMPLE
    measured = []
    for pixels in STEPS:
        moved = shifted(X, 0, pixels)
        outputs = net.predict(moved)
        answer = int(outputs[chosen].argmax())
        share = accuracy(outputs, Y)
        measured.append(Shift(pixels, moved[chosen], answer, float(outputs[chosen, answer]), share))
    return measured


def build(shifts: list[Shift]) -> h.Element:
    """One picture for each shift, with the network's answer and the accuracy."""
    sheet = ink_sheet("shifts", np.stack([shift.image for shift in shifts]))
    true = shifts[0].answer

    def column(place: int, shift: Shift) -> h.Element:
        pixels = "in its place" if not shift.pixels else f"{shift.pixels} px"
        kind = "" if shift.answer == true else ".hl-changed"
        return h.figure(".hl-mistake")[
            sheet.tile(place, f"the digit moved by {shift.pixels} pixels", large=True),
            h.figcaption(kind)[
                pixels, h.br, "says ", h.strong[str(shift.answer)], h.br, f"{100 * shift.certainty:.0f} % sure"
            ],
            h.div(".hl-meter", role="img", aria_label=f"{100 * shift.accuracy:.0f} % of the images right")[
                h.span(style=f"height:{100 * shift.accuracy:.0f}%")
            ],
            h.div(".hl-meter-label")[f"{100 * shift.accuracy:.0f} %"],
        ]

    return h.div[
        sheet.rule,
        h.div(".hl-scroll")[h.div(".hl-shifts")[(column(place, shift) for place, shift in enumerate(shifts))]],
        h.div(".hl-legend")[h.span[f"bars: how many of {MEASURED} test images, moved alike, the network has right"]],
    ]


def widget(*, key: str, caption: str) -> None:
    """Draw what moving does to the reader's network or to the book's."""
    data = images(key)
    if data is None:
        return
    own = session()
    known = own.known()
    # While a training runs the figure waits for the network that comes out of it.
    version = st.session_state.get("digits-shifts", (known.version,))[0] if own.running else known.version
    shifts = kept("shifts", version, lambda: measure(known.net, data.test))
    label = "A digit moved to the right, pixel by pixel"
    figure.show(build(shifts), key=f"{key}-figure", label=label, caption_text=caption)
