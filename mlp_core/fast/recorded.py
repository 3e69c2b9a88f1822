"""The activations and losses again, as lists of calls that write into given buffers: the fast path's vocabulary.

The arrays may have any layout; `axis` says along which axis the neurons of a layer lie. Nothing here allocates when it
is replayed. Constants are 0-d arrays of the dtype in use: NumPy takes these faster than Python numbers. Overflow is
harmless where it can occur (e^1000 = ∞ makes the sigmoid 0) and is silenced by whoever replays the calls.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from mlp_core.checks import Array
from mlp_core.fast.products import Call


def constant(value: float, like: Array) -> Array:
    """A 0-d array of the dtype of `like`."""
    return np.array(value, dtype=like.dtype)


def _maximum(out: Array) -> Callable[..., object]:
    # NumPy ≥ 2.4 deprecates a positional `out` for maximum and minimum, so it is bound by name.
    return partial(np.maximum, out=out)


def _minimum(out: Array) -> Callable[..., object]:
    return partial(np.minimum, out=out)


# ---- activations: the weighted sums are overwritten by f(s), the error δ by δ ∘ f', taken from the value a = f(s) ----


def apply_calls(activation: str, s: Array, axis: int) -> list[Call]:
    """Calls that overwrite the weighted sums s with f(s)."""
    match activation:
        case "linear":
            return []
        case "sigmoid":
            return [(np.negative, (s, s)), (np.exp, (s, s)), (np.add, (s, constant(1, s), s)), (np.reciprocal, (s, s))]
        case "tanh":
            return [(np.tanh, (s, s))]
        case "relu":
            return [(_maximum(s), (s, constant(0, s)))]
        case "softmax":
            of_point = _one_for_each_point(s, axis)
            return [
                (np.maximum.reduce, (s, axis, None, of_point, True)),
                (np.subtract, (s, of_point, s)),
                (np.exp, (s, s)),
                (np.add.reduce, (s, axis, None, of_point, True)),
                (np.divide, (s, of_point, s)),
            ]
    raise NotImplementedError(activation)


def back_calls(activation: str, delta: Array, a: Array, axis: int) -> list[Call]:
    """Calls that overwrite the error delta = ∂L/∂a with ∂L/∂s, taking f' from the values a = f(s)."""
    slope = np.empty(a.shape, a.dtype)
    times_slope: Call = (np.multiply, (delta, slope, delta))
    match activation:
        case "linear":
            return []
        case "sigmoid":
            return [(np.subtract, (constant(1, a), a, slope)), (np.multiply, (slope, a, slope)), times_slope]
        case "tanh":
            return [(np.multiply, (a, a, slope)), (np.subtract, (constant(1, a), slope, slope)), times_slope]
        case "relu":
            # a ≥ 0, so its sign is exactly the slope: 0 or 1, and in the right dtype at once.
            return [(np.sign, (a, slope)), times_slope]
        case "softmax":
            # δ · Jacobian = a ∘ (δ − Σ δ a)
            of_point = _one_for_each_point(a, axis)
            return [
                (np.multiply, (delta, a, slope)),
                (np.add.reduce, (slope, axis, None, of_point, True)),
                (np.subtract, (delta, of_point, delta)),
                (np.multiply, (delta, a, delta)),
            ]
    raise NotImplementedError(activation)


def _one_for_each_point(s: Array, axis: int) -> Array:
    shape = list(s.shape)
    shape[axis] = 1
    return np.empty(shape, s.dtype)


# ---- losses: the last layer's activation, the loss and the error at it ----


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
    match loss, activation:
        case "half_sse", _:
            return _squared(activation, layout, scale, 0.5)
        case "mse", _:
            return _squared(activation, layout, scale, 1 / (layout.width * layout.points))
        case "bce", "sigmoid":
            return _bce_of_sigmoid(layout, scale)
        case "bce", _:
            return _bce(activation, layout, scale)
        case "softmax_cross_entropy", "softmax":
            return _cross_entropy_of_softmax(layout, scale)
        case "softmax_cross_entropy", _:
            return _cross_entropy(activation, layout, scale)
    raise NotImplementedError(loss)


def _squared(activation: str, layout: Layout, scale: float | Array, share: float) -> Head:
    """share · Σ (ỹ − y)², whose derivative is 2 · share · (ỹ − y)."""
    s, y, delta = layout.empty(), layout.empty(), layout.empty()
    return Head(
        s=s,
        y=y,
        delta=delta,
        refresh=[],
        forward=[*apply_calls(activation, s, layout.axis), (np.subtract, (s, y, delta))],
        terms=delta,
        signs=delta,
        factor=share,
        error=[*_scaled(delta, scale, 2 * share), *back_calls(activation, delta, s, layout.axis)],
    )


def _bce_of_sigmoid(layout: Layout, scale: float | Array) -> Head:
    """Σ ln(1 + e^s) − y s: the terms are (ln(1 + e^s), s), the signs (1, −y)."""
    terms, softplus, s = layout.stacked(layout.width)
    signs, _, minus_y = layout.stacked(layout.width)
    y, a, delta = layout.empty(), layout.empty(), layout.empty()
    return Head(
        s=s,
        y=y,
        delta=delta,
        refresh=[(np.negative, (y, minus_y))],
        # ỹ = e^s / (1 + e^s) = e^(s − ln(1 + e^s))
        forward=[(np.logaddexp, (s, constant(0, s), softplus)), (np.subtract, (s, softplus, a)), (np.exp, (a, a))],
        terms=terms,
        signs=signs,
        factor=1 / (layout.width * layout.points),
        error=[(np.subtract, (a, y, delta)), *_scaled(delta, scale, 1 / (layout.width * layout.points))],
    )


def _cross_entropy_of_softmax(layout: Layout, scale: float | Array) -> Head:
    """Σ over points of ln Σ e^s − Σ y s: the terms are (ln Σ e^s, s), the signs (1, −y), with s less its maximum."""
    terms, log_of_sum, s = layout.stacked(1)
    signs, _, minus_y = layout.stacked(1)
    y, a, delta = layout.empty(), layout.empty(), layout.empty()
    of_point = _one_for_each_point(a, layout.axis)
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
    return Head(
        s=s,
        y=y,
        delta=delta,
        refresh=[(np.subtract, (one, y, rest))],
        forward=[
            *apply_calls(activation, s, layout.axis),
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
            *back_calls(activation, delta, s, layout.axis),
        ],
    )


def _cross_entropy(activation: str, layout: Layout, scale: float | Array) -> Head:
    """−Σ y ln ỹ for outputs that are no softmax."""
    s, y, p, log, delta = (layout.empty() for _ in range(5))
    return Head(
        s=s,
        y=y,
        delta=delta,
        refresh=[],
        forward=[*apply_calls(activation, s, layout.axis), *_clip(s, p), (np.log, (p, log))],
        terms=log,
        signs=y,
        factor=-1 / layout.points,
        error=[
            (np.divide, (y, p, delta)),
            *_scaled(delta, scale, -1 / layout.points),
            *back_calls(activation, delta, s, layout.axis),
        ],
    )


def _scaled(delta: Array, scale: float | Array, share: float) -> list[Call]:
    factor = np.asarray(np.multiply(scale, share), dtype=delta.dtype)
    return [] if factor.ndim == 0 and factor == 1 else [(np.multiply, (delta, factor, delta))]


def _clip(a: Array, out: Array) -> list[Call]:
    info = np.finfo(a.dtype)
    return [
        (_maximum(out), (a, constant(float(info.tiny), a))),
        (_minimum(out), (out, constant(1 - float(info.epsneg), a))),
    ]
