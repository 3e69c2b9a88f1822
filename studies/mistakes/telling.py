"""Which wrong answers can be told from the right one, when answers may be rounded."""

from collections.abc import Mapping

import numpy as np

from mlp_core.checks import Array

Place = tuple[int, int]


def told(right: Array, slack: Array, wrong: Mapping[str, Array]) -> Array:
    """For each entry how many of the wrong matrices are told from the right one there, and ½ if it is not nearly 0.

    All are shaped like right; slack is how far an answer may be from it.
    """
    # An answer smaller than the rounding of what it is made of tells nothing about the reader.
    count: Array = np.where(abs(right) > 2 * slack, 0.5, 0.0)
    for values in wrong.values():
        count = count + (np.abs(values - right) > 2 * slack)
    return count


def told_apart(right: Array, slack: Array, wrong: Mapping[str, Array], place: Place) -> dict[str, float]:
    """The wrong answers at one place by the names of their mistakes, without those that might be the right one."""
    far = 2 * slack[place]
    return {name: float(values[place]) for name, values in wrong.items() if abs(values[place] - right[place]) > far}


def allowance(right: Array, slack: Array, place: Place) -> float:
    """How far an answer at one place may be off. However small the right one: neither 0 nor the other sign is right."""
    answer, near = float(right[place]), float(slack[place])
    return min(near, 0.45 * abs(answer)) if answer else near
