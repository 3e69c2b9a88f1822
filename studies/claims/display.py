"""*Two assignments*: what becomes of each activation at each rate, and what a hidden layer is worth on the display."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlp_core.checks import Array
from mlp_core.datasets import seven_segment
from mlp_core.metrics import labels_of
from mlp_core.network import MLP
from mlp_core.training import fit
from studies.claims.spread import SEEDS, spread

RATES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
UPDATES = 1000


def multiples_of_three() -> Array:
    """The targets (10, 1) of the second question about the display: 1 for 0, 3, 6 and 9."""
    return (np.arange(10) % 3 == 0).astype(float)[:, None]


def _trained(
    sizes: Sequence[int], activations: Sequence[str], Y: Array, rate: float, seeds: Sequence[int]
) -> list[tuple[float, int]]:
    """For each seed the last loss and how many of the ten displays are answered correctly."""
    data = seven_segment()
    found = []
    for seed in seeds:
        run = fit(MLP(sizes, activations, rng=seed), data.X, Y, learning_rate=rate, iterations=UPDATES)
        outputs = run.net.predict(data.X)
        right = (labels_of(outputs) == labels_of(Y)) if Y.shape[1] > 1 else ((outputs > 0.5) == (Y > 0.5))[:, 0]
        found.append((run.final_loss, int(right.sum())))
    return found


def _best(sizes: Sequence[int], activations: Sequence[str], Y: Array, seeds: Sequence[int]) -> dict[str, Any]:
    """The rate of RATES with the least median loss: the spread of its losses, and how many seeds read all ten."""
    tried = {rate: _trained(sizes, activations, Y, rate, seeds) for rate in RATES}
    rate = min(tried, key=lambda one: float(np.median([loss for loss, _ in tried[one]])))
    losses, rights = zip(*tried[rate], strict=True)
    return {"rate": rate, "loss": spread(losses), "all ten": sum(right == 10 for right in rights), "rights": rights}


def solved_by_rate(seeds: Sequence[int] = SEEDS, rates: Sequence[float] = (0.05, 0.1, 0.2, 0.5, 1.0)) -> dict[str, Any]:
    """Assignment A with 20 neurons: for how many seeds each activation reads all ten digits, at each rate."""
    Y = seven_segment().Y
    return {
        activation: {
            f"{rate:g}": sum(right == 10 for _, right in _trained((7, 20, 10), (activation, "sigmoid"), Y, rate, seeds))
            for rate in rates
        }
        for activation in ("sigmoid", "relu", "tanh")
    }


def ten_digits(seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """Which digit is it? Without a hidden layer, with linear ones, and with 20 sigmoids, each at its best rate."""
    Y = seven_segment().Y
    return {
        "no hidden layer": _best((7, 10), ("sigmoid",), Y, seeds),
        "no hidden layer, softmax": _best((7, 10), ("softmax",), Y, seeds),
        "two linear layers, softmax": _best((7, 10, 10, 10), ("linear", "linear", "softmax"), Y, seeds),
        "two sigmoid layers": _best((7, 10, 10, 10), ("sigmoid", "sigmoid", "sigmoid"), Y, seeds),
        "two tanh layers": _best((7, 10, 10, 10), ("tanh", "tanh", "sigmoid"), Y, seeds),
    }


def threes(seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """Is the digit a multiple of three? Without a hidden layer, with a linear one, and with ten tanh neurons."""
    Y = multiples_of_three()
    return {
        "no hidden layer": _best((7, 1), ("sigmoid",), Y, seeds),
        "ten linear": _best((7, 10, 1), ("linear", "sigmoid"), Y, seeds),
        "ten tanh": _best((7, 10, 1), ("tanh", "sigmoid"), Y, seeds),
    }
