"""One number for each layer of a deep network, for several seeds: their median and span, and what was derived."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import htpy as h
import numpy as np
from numpy.typing import NDArray

from widgets.drawing.film import Film
from widgets.drawing.plot import Scale, axes, curve

Array = NDArray[np.floating]


def median(values: Array, axis: int | None = None) -> Array:
    """As np.median, which imports numpy.ma: a page would wait for that."""
    return np.asarray(np.quantile(values, 0.5, axis=axis))


def layer_plot(
    film: Film,
    name: str,
    measured: Array,
    over: Sequence[int],
    *,
    y: Scale,
    title: str,
    x_title: str = "layer",
    first: int = 0,
    derived: Array | None = None,
) -> h.Element:
    """A plot over the layers that follows the dials `over`.

    measured (…, seeds, layers), one leading axis for each dial: a disc at the median of the seeds and a bar from the
    least to the greatest. derived (…, layers): a dashed line. first: the number of the first layer. What is beyond
    the scale is drawn at its edge.
    """
    layers = [first + i for i in range(measured.shape[-1])]
    x = Scale(layers[0] - 0.3, layers[-1] + 0.3, 58, 330)

    def line(values: Array) -> str:
        return curve(x, y, layers, values.tolist())

    def dots(values: Array) -> str:
        return "".join(_dot(x(layer), y(value)) for layer, value in zip(layers, values.tolist(), strict=True))

    def spans(values: Array) -> str:
        ends = zip(layers, values.min(axis=0).tolist(), values.max(axis=0).tolist(), strict=True)
        return "".join(_span(x(layer), y(low), y(high)) for layer, low, high in ends)

    middle = median(measured, axis=-2)
    film.channel(f"{name}-line", _each(line, middle, 1), over)
    film.channel(f"{name}-dots", _each(dots, middle, 1), over)
    film.channel(f"{name}-spans", _each(spans, measured, 2), over)
    path, polyline = h.Element("path"), h.Element("polyline")
    if derived is not None:
        film.channel(f"{name}-derived", _each(line, derived, 1), over)
    return h.Element("svg")(
        ".hl-plot.hl-layer-plot", {"viewBox": f"0 0 340 {y.start + 38:g}", "role": "img"}, aria_label=title
    )[
        axes(x, y, x_title, title),
        path(".hl-span", film.bind(d=f"{name}-spans")),
        polyline(".hl-curve", film.bind(points=f"{name}-line")),
        path(".hl-layer-dots", film.bind(d=f"{name}-dots")),
        derived is not None and polyline(".hl-derived", film.bind(points=f"{name}-derived")),
    ]


def _each(draw: Callable[[Array], str], values: Array, inner: int) -> NDArray[np.object_]:
    """draw of each block of the last `inner` axes, in an array of the leading axes' shape."""
    texts = np.empty(values.shape[: values.ndim - inner], dtype=object)
    for place in np.ndindex(*texts.shape):
        texts[place] = draw(values[place])
    return texts


def _dot(x: float, y: float) -> str:
    return f"M{x - 4:g} {y:g}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0"


def _span(x: float, low: float, high: float) -> str:
    return f"M{x - 4:g} {low:g}h8M{x:g} {low:g}V{high:g}M{x - 4:g} {high:g}h8"
