"""Axes, curves and their scales as SVG, for the figures that move; charts that do not move are Altair's."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import htpy as h
import numpy as np
from numpy.typing import NDArray

from widgets.kit import theme


@dataclass(frozen=True)
class Scale:
    """From a number to a place in pixels; with log, from its logarithm. Numbers outside are drawn at the edge."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """The place of a value, in pixels with one decimal."""
        zero, slope = self._line
        return round(zero + slope * self._inner(min(max(value, self.low), self.high)), 1)

    def places(self, values: NDArray[np.floating]) -> NDArray[np.floating]:
        """The places of many values at once."""
        inside = np.clip(values, self.low, self.high)
        zero, slope = self._line
        return np.round(zero + slope * (np.log10(inside) if self.log else inside), 1)

    @cached_property
    def _line(self) -> tuple[float, float]:
        """Where the inner value 0 is drawn, and pixels for each 1 of it: a scale is used thousands of times."""
        low = self._inner(self.low)
        slope = (self.end - self.start) / (self._inner(self.high) - low)
        return self.start - slope * low, slope

    def _inner(self, value: float) -> float:
        return math.log10(value) if self.log else value

    def ticks(self, count: int = 4) -> list[float]:
        """Round numbers inside the scale: powers of ten on a logarithmic one, else steps of 1, 2 or 5."""
        if self.log:
            first, last = math.ceil(self._inner(self.low) - 1e-9), math.floor(self._inner(self.high) + 1e-9)
            stride = max(1, math.ceil((last - first + 1) / (count + 1)))
            return [10.0**power for power in range(first, last + 1, stride)]
        rough = (self.high - self.low) / count
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough * 0.999)
        first = math.ceil(self.low / step - 1e-9)
        return [place * step for place in range(first, math.floor(self.high / step + 1e-9) + 1)]

    def labelled_ticks(self, count: int = 4) -> list[tuple[float, str]]:
        """The ticks with their labels."""
        ticks = self.ticks(count)
        if self.log:
            return list(zip(ticks, theme.powers_of_ten([round(math.log10(tick)) for tick in ticks]), strict=True))
        return [(tick, theme.number(tick, 6)) for tick in ticks]


def axes(x: Scale, y: Scale, x_title: str, y_title: str) -> h.Node:
    """Both axes with their ticks, titles and faint grid lines. y runs upwards: y.start is its lower edge."""
    line, text, group = h.Element("line"), h.Element("text"), h.Element("g")
    across, up = x.labelled_ticks(), y.labelled_ticks()
    return group(".hl-axes", {"aria-hidden": "true"})[
        (
            group[
                line(".hl-grid", x1=f"{x(tick):g}", x2=f"{x(tick):g}", y1=f"{y.start:g}", y2=f"{y.end:g}"),
                text(".hl-tick", x=f"{x(tick):g}", y=f"{y.start + 15:g}")[label],
            ]
            for tick, label in across
        ),
        (
            group[
                line(".hl-grid", x1=f"{x.start:g}", x2=f"{x.end:g}", y1=f"{y(tick):g}", y2=f"{y(tick):g}"),
                text(".hl-tick.hl-end", x=f"{x.start - 6:g}", y=f"{y(tick) + 4:g}")[label],
            ]
            for tick, label in up
        ),
        text(".hl-axis-title", x=f"{(x.start + x.end) / 2:g}", y=f"{y.start + 33:g}")[x_title],
        text(".hl-axis-title.hl-start", x="2", y=f"{y.end - 8:g}")[y_title],
    ]


def path_of(points: Iterable[tuple[float, float]]) -> str:
    """The `points` of an SVG polyline."""
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def curve(x: Scale, y: Scale, xs: Sequence[float], ys: Sequence[float]) -> str:
    """A curve as the `points` of a polyline."""
    return path_of((x(a), y(b)) for a, b in zip(xs, ys, strict=True))
