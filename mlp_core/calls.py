"""Calls that work in place: the vocabulary in which activations, losses and optimizers are written for training.

Nothing allocates when it is replayed. Constants are 0-d arrays of the dtype in use: NumPy takes these faster than
Python numbers. Overflow is harmless where it can occur (e^1000 = ∞ makes the sigmoid 0) and is silenced by whoever
replays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from mlp_core.checks import Array

Call: TypeAlias = tuple[Callable[..., object], tuple[Any, ...]]
"""A function and its arguments, to be replayed as function(*arguments)."""

Back: TypeAlias = Callable[[Array], list[Call]]
"""Given the buffer of an error δ = ∂L/∂a, the calls that overwrite it with ∂L/∂s."""


def constant(value: float, like: Array) -> Array:
    """A 0-d array of the dtype of `like`."""
    return np.array(value, dtype=like.dtype)


def one_for_each_point(s: Array, axis: int) -> Array:
    """A buffer like s, but with one entry along `axis`."""
    shape = list(s.shape)
    shape[axis] = 1
    return np.empty(shape, s.dtype)


def by_formula(formula: Callable[..., Array], axis: int, out: Array, *arrays: Array) -> Call:
    """The call that writes formula(*arrays) into out, with one data point along the last axis. It allocates.

    axis says along which axis of out and of the arrays the neurons lie.
    """
    rows, *given = (np.moveaxis(array, axis, -1) for array in (out, *arrays))
    return lambda: np.copyto(rows, formula(*given)), ()


@dataclass(frozen=True)
class Head:
    """The end of a network: from the weighted sums of the last layer to the loss and ∂L/∂S.

    s            buffer that the last product writes into
    y            buffer for the targets, of the same shape; replay `refresh` whenever it was filled anew
    delta        buffer of the same shape for the error
    terms, signs two arrays of one shape, neurons along the same axis: the loss is factor · Σ terms ∘ signs
    forward      calls from s to the outputs and to these two arrays
    error        calls that fill delta, after forward

    As a loss writes it (see losses.InPlace), forward begins at what the loss is a function of, and the derivative there
    is slope · delta. In the Head that Loss.on_buffers makes of it, forward begins at the weighted sums, and delta is
    left as ∂L/∂S times the scale that it was asked for.
    """

    s: Array
    y: Array
    delta: Array
    terms: Array
    signs: Array
    factor: float
    slope: float
    forward: Sequence[Call]
    error: Sequence[Call] = ()
    refresh: Sequence[Call] = ()


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


def scaled(delta: Array, scale: float | Array, share: float) -> list[Call]:
    """The calls that multiply delta by scale · share, if that is not 1."""
    factor = np.asarray(np.multiply(scale, share), dtype=delta.dtype)
    return [] if factor.ndim == 0 and factor == 1 else [(np.multiply, (delta, factor, delta))]
