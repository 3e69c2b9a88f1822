"""Runs over seeds and learning rates, and how a list of results is summed up."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from mlp_core.checks import Array
from mlp_core.sweeps import sweep

SEEDS = tuple(range(10))


@dataclass(frozen=True)
class Spread:
    """The median of some results, with the least and the greatest of them."""

    median: float
    least: float
    most: float


def spread(values: Sequence[float] | Array) -> dict[str, float]:
    """The spread of values (seeds,) as a dictionary that JSON can hold."""
    numbers = np.asarray(values, dtype=float)
    return asdict(Spread(float(np.median(numbers)), float(numbers.min()), float(numbers.max())))


def rates_between(low: float, high: float, per_decade: int = 8) -> tuple[float, ...]:
    """Learning rates evenly spaced on a logarithmic axis, low and high among them."""
    count = round(per_decade * float(np.log10(high / low))) + 1
    return tuple(float(rate) for rate in np.geomspace(low, high, count))


def final_losses(
    sizes: Sequence[int],
    activations: Sequence[str],
    X: object,
    Y: object,
    *,
    rates: Sequence[float],
    updates: int,
    seeds: Sequence[int] = SEEDS,
    bias: bool = True,
    loss: str = "half_sse",
) -> Array:
    """The loss after so many updates of plain gradient descent, (rates, seeds); ∞ where a run diverged."""
    losses = sweep(
        sizes, activations, X, Y, learning_rates=rates, seeds=seeds, iterations=updates + 1, loss=loss, bias=bias
    )
    return losses[:, -1].reshape(len(rates), len(seeds))
