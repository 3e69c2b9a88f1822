"""Heads: the end of a network as calls on fixed buffers, from the last weighted sums to the loss and the error there.

The arrays may have any layout; `axis` says along which axis the neurons of a layer lie. A loss without a head of its
own here is taken by its formulas, which allocate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.calls import Back, Call, constant, one_for_each_point
from mlp_core.checks import Array
from mlp_core.losses import LOSSES, Loss


def activation_calls(name: str, s: Array, axis: int) -> tuple[list[Call], Back]:
    """Calls that overwrite the weighted sums s with f(s), and those that overwrite an error at f(s) with that at s."""
    f = ACTIVATIONS[name]
    if f.in_place is not None:
        return f.in_place(s, axis)
    # By the formulas, with the neurons along the last axis; the sums are kept for the derivative.
    kept, values = np.empty_like(s), np.moveaxis(s, axis, -1)
    sums = np.moveaxis(kept, axis, -1)

    def apply() -> None:
        kept[...] = s
        values[...] = f.apply(sums)

    def back(delta: Array) -> list[Call]:
        error = np.moveaxis(delta, axis, -1)
        return [(lambda: np.copyto(error, f.carry_back(error, sums, values)), ())]

    return [(apply, ())], back


@dataclass(frozen=True)
class Head:
    """The end of a network: from the weighted sums of the last layer to the loss and ∂L/∂S.

    s            buffer that the last product writes into
    y            buffer for the targets, of the same shape; replay `refresh` whenever it was filled anew
    delta        buffer of the same shape in which `error` leaves ∂L/∂S times the scale it was recorded with
    forward      calls from s to the outputs and to the two arrays below
    terms, signs two arrays of one shape, neurons along the same axis: the loss is factor · Σ terms ∘ signs
    error        calls that fill delta, after forward
    """

    s: Array
    y: Array
    delta: Array
    refresh: list[Call]
    forward: list[Call]
    terms: Array
    signs: Array
    factor: float
    error: list[Call]


@dataclass(frozen=True)
class Layout:
    """How the outputs are stored: shape, axis of the neurons, how many data points the loss is over, dtype."""

    shape: tuple[int, ...]
    axis: int
    points: int
    dtype: str

    @property
    def width(self) -> int:
        """The number of outputs, P."""
        return self.shape[self.axis]

    def empty(self) -> Array:
        """A fresh buffer."""
        return np.empty(self.shape, self.dtype)

    def stacked(self, first: int) -> tuple[Array, Array, Array]:
        """A buffer for `first` + P neurons, and its two parts as views."""
        shape = list(self.shape)
        shape[self.axis] += first
        whole = np.ones(shape, self.dtype)
        upper, lower = np.split(whole, [first], axis=self.axis)
        return whole, upper, lower


def record_head(loss: str, activation: str, layout: Layout, scale: float | Array) -> Head:
    """The recorded end of a network. scale multiplies the error; an array of scales must broadcast with the shape."""
    rule = LOSSES[loss]
    pair = rule.pair_with(activation, layout.width)
    make = _PAIRS.get((loss, activation)) if pair else _HEADS.get(loss)
    return _by_formulas(rule, activation, layout, scale) if make is None else make(activation, layout, scale)


def _by_formulas(rule: Loss, activation: str, layout: Layout, scale: float | Array) -> Head:
    """Any loss, by its terms and slopes, which allocate."""
    s, kept, y, delta, terms = (layout.empty() for _ in range(5))
    apply, back = activation_calls(activation, s, layout.axis)
    share = 1 / rule.count(layout.points, layout.width)
    pair = rule.pair_with(activation, layout.width)

    def rows(array: Array) -> Array:
        """As (…, width), and for softmax and its like one data point along the last axis."""
        return np.moveaxis(array, layout.axis, -1)

    def measure() -> None:
        rows(terms)[...] = rule.terms_of(rows(kept), rows(s), rows(y), activation)

    def differentiate() -> None:
        at_sums = pair and pair.errors(rows(kept), rows(s), rows(y))
        rows(delta)[...] = rule.slopes(rows(s), rows(y)) if at_sums is None else at_sums

    return Head(
        s=s,
        y=y,
        delta=delta,
        refresh=[],
        forward=[(np.copyto, (kept, s)), *apply, (measure, ())],
        terms=terms,
        signs=np.ones_like(terms),
        factor=share,
        error=[
            (differentiate, ()),
            *_scaled(delta, scale, share),
            *([] if pair else back(delta)),
        ],
    )


def _half_sse(activation: str, layout: Layout, scale: float | Array) -> Head:
    return _squared(activation, layout, scale, 0.5)


def _mse(activation: str, layout: Layout, scale: float | Array) -> Head:
    return _squared(activation, layout, scale, 1 / (layout.width * layout.points))


def _squared(activation: str, layout: Layout, scale: float | Array, share: float) -> Head:
    """share · Σ (ỹ − y)², whose derivative is 2 · share · (ỹ − y)."""
    s, y, delta = layout.empty(), layout.empty(), layout.empty()
    apply, back = activation_calls(activation, s, layout.axis)
    return Head(
        s=s,
        y=y,
        delta=delta,
        refresh=[],
        forward=[*apply, (np.subtract, (s, y, delta))],
        terms=delta,
        signs=delta,
        factor=share,
        error=[*_scaled(delta, scale, 2 * share), *back(delta)],
    )


MANY = 128
"""Of more outputs than this ln(1 + e^s) is quicker from its parts; of fewer, one call that does it all."""


def _bce_of_sigmoid(activation: str, layout: Layout, scale: float | Array) -> Head:
    """Σ ln(1 + e^s) − y s: the terms are (ln(1 + e^s), s), the signs (1, −y)."""
    terms, softplus, s = layout.stacked(layout.width)
    signs, _, minus_y = layout.stacked(layout.width)
    y, a, delta = layout.empty(), layout.empty(), layout.empty()
    share = 1 / (layout.width * layout.points)
    return Head(
        s=s,
        y=y,
        delta=delta,
        refresh=[(np.negative, (y, minus_y))],
        # ỹ = e^s / (1 + e^s) = e^(s − ln(1 + e^s))
        forward=[*_softplus_calls(s, softplus), (np.subtract, (s, softplus, a)), (np.exp, (a, a))],
        terms=terms,
        signs=signs,
        factor=share,
        error=[(np.subtract, (a, y, delta)), *_scaled(delta, scale, share)],
    )


def _softplus_calls(s: Array, out: Array) -> list[Call]:
    """Calls that write ln(1 + e^s) into out."""
    if s.size <= MANY:
        return [(np.logaddexp, (s, constant(0, s), out))]
    zeros, rest = np.zeros_like(s), np.empty_like(s)
    return [
        (np.absolute, (s, rest)),
        (np.negative, (rest, rest)),
        (np.exp, (rest, rest)),
        (np.log1p, (rest, rest)),
        (partial(np.maximum, out=out), (s, zeros)),
        (np.add, (out, rest, out)),
    ]


def _cross_entropy_of_softmax(activation: str, layout: Layout, scale: float | Array) -> Head:
    """Σ over points of ln Σ e^s − Σ y s: the terms are (ln Σ e^s, s), the signs (1, −y), with s less its maximum."""
    terms, log_of_sum, s = layout.stacked(1)
    signs, _, minus_y = layout.stacked(1)
    y, a, delta = layout.empty(), layout.empty(), layout.empty()
    of_point = one_for_each_point(a, layout.axis)
    return Head(
        s=s,
        y=y,
        delta=delta,
        refresh=[(np.negative, (y, minus_y))],
        forward=[
            (np.maximum.reduce, (s, layout.axis, None, of_point, True)),
            (np.subtract, (s, of_point, s)),
            (np.exp, (s, a)),
            (np.add.reduce, (a, layout.axis, None, of_point, True)),
            (np.divide, (a, of_point, a)),
            (np.log, (of_point, log_of_sum)),
        ],
        terms=terms,
        signs=signs,
        factor=1 / layout.points,
        error=[(np.subtract, (a, y, delta)), *_scaled(delta, scale, 1 / layout.points)],
    )


def _bce(activation: str, layout: Layout, scale: float | Array) -> Head:
    """−Σ y ln ỹ + (1 − y) ln(1 − ỹ) for outputs that are no sigmoid: the terms are the logarithms."""
    terms, log, log_of_rest = layout.stacked(layout.width)
    signs, y, rest = layout.stacked(layout.width)
    s, p, t, delta = layout.empty(), layout.empty(), layout.empty(), layout.empty()
    one = constant(1, s)
    apply, back = activation_calls(activation, s, layout.axis)
    return Head(
        s=s,
        y=y,
        delta=delta,
        refresh=[(np.subtract, (one, y, rest))],
        forward=[
            *apply,
            *_clip(s, p),
            (np.log, (p, log)),
            (np.negative, (p, t)),
            (np.log1p, (t, log_of_rest)),
        ],
        terms=terms,
        signs=signs,
        factor=-1 / (layout.width * layout.points),
        error=[
            (np.subtract, (one, p, t)),
            (np.multiply, (p, t, t)),
            (np.subtract, (p, y, delta)),
            (np.divide, (delta, t, delta)),
            *_scaled(delta, scale, 1 / (layout.width * layout.points)),
            *back(delta),
        ],
    )


def _cross_entropy(activation: str, layout: Layout, scale: float | Array) -> Head:
    """−Σ y ln ỹ for outputs that are no softmax."""
    s, y, p, log, delta = (layout.empty() for _ in range(5))
    apply, back = activation_calls(activation, s, layout.axis)
    return Head(
        s=s,
        y=y,
        delta=delta,
        refresh=[],
        forward=[*apply, *_clip(s, p), (np.log, (p, log))],
        terms=log,
        signs=y,
        factor=-1 / layout.points,
        error=[
            (np.divide, (y, p, delta)),
            *_scaled(delta, scale, -1 / layout.points),
            *back(delta),
        ],
    )


def _scaled(delta: Array, scale: float | Array, share: float) -> list[Call]:
    factor = np.asarray(np.multiply(scale, share), dtype=delta.dtype)
    return [] if factor.ndim == 0 and factor == 1 else [(np.multiply, (delta, factor, delta))]


def _clip(a: Array, out: Array) -> list[Call]:
    info = np.finfo(a.dtype)
    return [
        (partial(np.maximum, out=out), (a, constant(float(info.tiny), a))),
        (partial(np.minimum, out=out), (out, constant(1 - float(info.epsneg), a))),
    ]


Maker = Callable[[str, Layout, float | Array], Head]
_HEADS: dict[str, Maker] = {
    "half_sse": _half_sse,
    "mse": _mse,
    "bce": _bce,
    "softmax_cross_entropy": _cross_entropy,
}
_PAIRS: dict[tuple[str, str], Maker] = {
    ("bce", "sigmoid"): _bce_of_sigmoid,
    ("softmax_cross_entropy", "softmax"): _cross_entropy_of_softmax,
}
