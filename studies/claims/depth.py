"""What stalls: gradients layer by layer in a deep network, and one saturated neuron with two losses."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlp_core.datasets import xor
from mlp_core.network import MLP
from studies.claims.spread import SEEDS, spread


def gradient_ratio(activation: str, layers: int = 8, width: int = 8, seeds: Sequence[int] = SEEDS) -> dict[str, float]:
    """How many times larger ‖∂L/∂w‖ is at the last weights than at the first, at random starts on XOR."""
    data, ratios = xor(), []
    for seed in seeds:
        net = MLP((2, *(width,) * (layers - 1), 1), activation, rng=seed)
        _, gradients = net.gradients(data.X, data.Y)
        ratios.append(float(np.linalg.norm(gradients[-1]) / np.linalg.norm(gradients[0])))
    return spread(ratios)


def saturated(rates: Sequence[float] = (0.1, 1.0, 10.0), start: float = -6.0, limit: int = 100_000) -> dict[str, Any]:
    """One sigmoid neuron with a bias alone, target 1, that starts at the weighted sum `start`.

    For each loss the slope by the weighted sum there, and how many updates it takes until the output is above ½.
    """
    found: dict[str, Any] = {}
    for loss in ("half_sse", "bce"):
        net = MLP((1, 1), ("sigmoid",), bias=False)
        net.weights = [np.array([[start]])]
        slope = float(net.gradients([[1.0]], [[1.0]], loss)[1][0][0, 0])
        found[loss] = {
            "slope": slope,
            "updates": {f"{rate:g}": _updates(net.copy(), loss, rate, limit) for rate in rates},
        }
    return found


def _updates(net: MLP, loss: str, rate: float, limit: int) -> int | None:
    for update in range(limit):
        if net.weights[0][0, 0] > 0:
            return update
        net.weights = [net.weights[0] - rate * net.gradients([[1.0]], [[1.0]], loss)[1][0]]
    return None
