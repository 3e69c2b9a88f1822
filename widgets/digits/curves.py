"""Loss and accuracy, epoch by epoch, on training and on test images: a figure that grows while a network trains."""

from __future__ import annotations

import math
from collections.abc import Sequence

import htpy as h

from studies.digits.epochs import EpochRecord
from widgets.drawing.data_table import Table
from widgets.drawing.plot import Scale, axes, curve
from widgets.kit import theme

WIDTH, HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 46, 346, 26, 196
TEXT = h.Element("text")


TABLE = Table(
    "After each epoch",
    {
        "epoch": "epoch",
        "train_loss": "loss, training images",
        "test_loss": "loss, test images",
        "train_right": "right, training images, %",
        "test_right": "right, test images, %",
    },
)


def rows(history: Sequence[EpochRecord]) -> list[dict[str, float]]:
    """The numbers of both charts, a row for each epoch."""
    return [
        {
            "epoch": record.epoch,
            "train_loss": record.train.loss,
            "test_loss": record.test.loss,
            "train_right": 100 * record.train.accuracy,
            "test_right": 100 * record.test.accuracy,
        }
        for record in history
    ]


def build(history: Sequence[EpochRecord], epochs: int) -> h.Element:
    """Two small charts side by side. history: at least one record; epochs: how far the axis reaches."""
    loss = [[r.train.loss for r in history], [r.test.loss for r in history]]
    errors = [[100 * r.train.accuracy for r in history], [100 * r.test.accuracy for r in history]]
    low = 80.0 if len(history) > 1 and min(history[-1].test.accuracy, history[1].test.accuracy) >= 0.8 else 0.0
    return h.div(".hl-side")[
        _chart("Loss (powers of ten)", loss, _decades(loss), epochs, "loss"),
        _chart("Right answers, %", errors, Scale(low, 100, BOTTOM, TOP), epochs, "share of right answers in percent"),
    ]


def _decades(series: list[list[float]]) -> Scale:
    """From the power of ten below the smallest loss (but no further than 10⁻³) to a little above the largest."""
    every = [max(value, 1e-3) for values in series for value in values]
    low = 10.0 ** math.floor(math.log10(min(every)))
    return Scale(min(low, 0.1), max(*every, 1.0) * 1.2, BOTTOM, TOP, log=True)


def _chart(title: str, series: list[list[float]], y: Scale, epochs: int, what: str) -> h.Element:
    x = Scale(0, max(1, epochs), LEFT, RIGHT)
    svg = h.Element("svg")
    last = len(series[0]) - 1
    train, test = (values[-1] for values in series)
    label = (
        f"{title} after {last} epochs: {theme.number(train)} on training images, {theme.number(test)} on test images"
    )
    return h.div(".hl-wide")[
        svg(".hl-plot", {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": label, "data-what": what})[
            axes(x, y, "epochs", title),
            (_line(x, y, values, name) for values, name in zip(series, ("train", "test"), strict=True)),
        ]
    ]


def _line(x: Scale, y: Scale, values: list[float], name: str) -> h.Node:
    polyline, circle = h.Element("polyline"), h.Element("circle")
    # A value below the axis would be drawn on its edge, which would be a lie: the line starts where it enters.
    shown = [(epoch, value) for epoch, value in enumerate(values) if value >= y.low]
    if not shown:
        return None
    xs, ys = [float(epoch) for epoch, _ in shown], [value for _, value in shown]
    return [
        polyline(f".hl-curve.hl-curve-{name}", points=curve(x, y, xs, ys)),
        [
            circle(f".hl-dot.hl-dot-{name}", cx=f"{x(a):g}", cy=f"{y(b):g}", r="2.6")
            for a, b in zip(xs, ys, strict=True)
        ],
    ]


def legend() -> h.Element:
    """What the two lines are."""
    return h.div(".hl-legend")[
        h.span(".hl-key.hl-key-train")["training images"], h.span(".hl-key.hl-key-test")["test images"]
    ]
