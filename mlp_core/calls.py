"""Calls that work in place: the vocabulary in which activations and optimizers are written down for training.

Nothing allocates when it is replayed. Constants are 0-d arrays of the dtype in use: NumPy takes these faster than
Python numbers. Overflow is harmless where it can occur (e^1000 = ∞ makes the sigmoid 0) and is silenced by whoever
replays.
"""

from collections.abc import Callable
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
