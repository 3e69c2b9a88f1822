"""Derivatives measured by moving one number at a time, beside those that a way back has computed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array

EPSILON = 1e-5


def measured(loss: Callable[[Array], float], at: Array, epsilon: float = EPSILON) -> Array:
    """(loss(at + ε) − loss(at − ε)) / 2ε for each entry of `at`, whatever its shape."""
    slopes = np.empty_like(at)
    for place in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[place] = epsilon
        slopes[place] = (loss(at + step) - loss(at - step)) / (2 * epsilon)
    return slopes


@dataclass(frozen=True)
class Comparison:
    """Computed and measured derivatives by name."""

    computed: Mapping[str, Array]
    measured: Mapping[str, Array]

    @property
    def largest_difference(self) -> float:
        """Over all names and entries."""
        return max(float(np.abs(self.computed[name] - self.measured[name]).max()) for name in self.computed)


def compare(
    computed: Mapping[str, Array], loss: Callable[[Mapping[str, Array]], float], at: Mapping[str, Array]
) -> Comparison:
    """Measure each array of `computed` where the values are those of `at`; loss takes all of them by name."""
    slopes = {
        name: measured(lambda moved, name=name: loss({**at, name: moved}), at[name])  # type: ignore[misc]
        for name in computed
    }
    return Comparison(computed, slopes)
