"""How the cost of training grows with the data points N, the hidden neurons Q and the iterations."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.measure import Clock, side_by_side
from mlp_core import MLP, fit


def growth(clock: Clock, rounds: int = 5) -> Iterator[dict[str, Any]]:
    """Rows: what grows, its size, and the microseconds that one training takes (of one iteration for N and Q)."""
    rng = np.random.default_rng(0)

    def one(points: int, hidden: int, iterations: int) -> float:
        X, Y = rng.normal(size=(points, 8)), rng.random((points, 1))

        def run(steps: int) -> None:
            fit(MLP((8, hidden, 1), ("tanh", "sigmoid")), X, Y, learning_rate=1e-3, iterations=steps)

        return side_by_side({"fast": run}, rounds, 0, clock, {"fast": iterations})["fast"].median

    for points in (1_000, 4_000, 16_000):
        yield {"what": "data points N, one iteration of 8-20-1", "size": points, "microseconds": one(points, 20, 50)}
    for hidden in (100, 400, 1_600):
        yield {
            "what": "hidden neurons Q, one iteration of 8-Q-1, 1000 points",
            "size": hidden,
            "microseconds": one(1_000, hidden, 10),
        }
    for iterations in (1_000, 10_000, 100_000):
        yield {
            "what": "iterations of 8-20-1, 20 points",
            "size": iterations,
            "microseconds": one(20, 20, iterations) * iterations,
        }
