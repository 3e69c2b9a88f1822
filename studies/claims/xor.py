"""*Solving XOR* and the bug museum: shares of random starts, each network at its own best learning rate."""

from typing import Any

import numpy as np

from mlp_core.datasets import xor
from mlp_core.network import MLP
from studies.claims.spread import final_losses, rates_between
from studies.mistakes.programs import buggy_training

STARTS, UPDATES, SOLVED_BELOW = 200, 600, 0.125
RATES = rates_between(0.1, 10, per_decade=4)
WIDTHS = (2, 3, 4, 8, 20)


def widths_at_their_best(hidden: str, starts: int = STARTS, widths: tuple[int, ...] = WIDTHS) -> dict[str, Any]:
    """For each width the rate of RATES that solves most starts, and how many of them it solves."""
    data, found = xor(), {}
    for width in widths:
        losses = final_losses(
            (2, width, 1), (hidden, "sigmoid"), data.X, data.Y, rates=RATES, updates=UPDATES, seeds=range(starts)
        )
        counts = (losses < SOLVED_BELOW).sum(axis=1)
        best = int(counts.argmax())
        found[str(width)] = {"rate": round(RATES[best], 3), "solved": int(counts[best]), "starts": starts}
    return found


def ends(hidden: str, width: int = 2, starts: int = STARTS) -> dict[str, int]:
    """How many starts end near each loss, η = 1: solved, at ¼, at ⅓, at ½, or elsewhere."""
    data = xor()
    losses = final_losses(
        (2, width, 1), (hidden, "sigmoid"), data.X, data.Y, rates=(1.0,), updates=UPDATES, seeds=range(starts)
    )[0]
    places = {"quarter": 0.25, "third": 1 / 3, "half": 0.5}
    near = {name: int((abs(losses - place) < 0.03).sum()) for name, place in places.items()}
    solved = int((losses < SOLVED_BELOW).sum())
    return {"solved": solved, **near, "elsewhere": starts - solved - sum(near.values())}


def updated_weights(rate: float, starts: int = 40, updates: int = 1000) -> dict[str, int]:
    """Exhibit 1 of the museum: of so many starts of a 2-4-1 network, how many the two programs bring below 0.01."""
    data, solved = xor(), {}
    for name, bug in (("right", "none"), ("museum", "updated_weights")):
        runs = [
            buggy_training(
                MLP((2, 4, 1), ("tanh", "sigmoid"), rng=seed),
                data.X,
                data.Y,
                bug,
                learning_rate=rate,
                iterations=updates,
            )
            for seed in range(starts)
        ]
        solved[name] = sum(bool(len(run) == updates and run[-1] < 0.01) for run in runs)
    return {"starts": starts, **solved}


def equal_weights(updates: int = 20_000, rate: float = 1.0) -> dict[str, float]:
    """A 2-4-1 network whose weights are all ½ at the start: its loss at the end, and how far its neurons come apart."""
    data = xor()
    net = MLP((2, 4, 1), ("sigmoid", "sigmoid"), rng=0)
    net.weights = [np.full(shape, 0.5) for shape in net.shapes]
    for _ in range(updates):
        back = net.backward(net.forward(data.X), data.Y)
        net.weights = [w - rate * g for w, g in zip(net.weights, back.weight_gradients, strict=True)]
    apart = float(np.ptp(net.weights[0], axis=1).max())
    return {"loss": net.backward(net.forward(data.X), data.Y).loss, "apart": apart}
