"""A digit on a seven-segment display."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h

from widgets.drawing.sign import verdict

# The bars as polygons in a box of 40 × 70: a on top, b to f round the rim, g in the middle.
_BARS = (
    "8,4 32,4 28,10 12,10",
    "34,6 34,32 28,28 28,12",
    "34,36 34,64 28,58 28,40",
    "8,66 12,60 28,60 32,66",
    "6,36 12,40 12,58 6,64",
    "6,6 12,12 12,28 6,32",
    "9,34 13,31 27,31 31,34 27,37 13,37",
)


def display(lit: Sequence[bool], label: str) -> h.Element:
    """One display. lit: the seven segments a to g. label: what it shows, for readers who do not see it."""
    polygon = h.Element("polygon")
    return h.Element("svg")(
        ".hl-display", {"viewBox": "0 0 40 70", "role": "img", "width": "40", "height": "70"}, aria_label=label
    )[[polygon(".hl-bar-lit" if on else ".hl-bar-dark", points=bar) for on, bar in zip(lit, _BARS, strict=True)]]


def answers(pictures: Sequence[Sequence[bool]], predicted: Sequence[int]) -> h.Element:
    """For each digit, the display that the network was shown and the digit it took it for; wrong ones are marked.

    pictures: the segments of the digits 0, 1, …; predicted: what each was taken for.
    """
    cells = []
    for digit, answer in enumerate(predicted):
        right = digit == answer
        cells.append(
            h.div(".hl-answer.hl-answer-right" if right else ".hl-answer.hl-answer-wrong")[
                display(pictures[answer], f"{digit} was taken for {answer}"),
                h.div[f"{digit} → {answer} ", verdict(right)],
            ]
        )
    return h.div(".hl-row.hl-answers")[cells]
