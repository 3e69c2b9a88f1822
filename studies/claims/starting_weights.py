"""*Where to start*: equal weights, the mean squares layer by layer, gradients in depth, and how many relus are dead."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlp_core.datasets import xor
from mlp_core.sweeps import sweep
from mlp_core.training import fit
from studies.claims.spread import rates_between, spread
from studies.training.starts import EQUAL_STARTS, SCALES, dead_after, equal_network, layer_gradients, passage

SOLVED_BELOW = 0.125
STARTS = tuple(range(20))
RATES = rates_between(0.001, 1, per_decade=2)
UPDATES = 1000


def equal(updates: int = 20_000) -> dict[str, Any]:
    """From each start: the loss and the outputs at the end, how far apart the hidden neurons are, when it is solved.

    "solved after" is None where the loss never falls below ⅛.
    """
    data, found = xor(), {}
    for start in EQUAL_STARTS:
        run = fit(equal_network(start), data.X, data.Y, learning_rate=1.0, iterations=updates)
        solved = np.flatnonzero(run.losses < SOLVED_BELOW)
        found[start] = {
            "loss": run.final_loss,
            "outputs": run.net.predict(data.X)[:, 0].tolist(),
            "apart": float(np.ptp(run.net.weights[0], axis=1).max()),
            "solved after": int(solved[0]) if solved.size else None,
        }
    return found


def factors(layers: int = 10, width: int = 100, seeds: Sequence[int] = tuple(range(10))) -> dict[str, Any]:
    """The factor of one layer, derived and measured (the growth of the mean square over all layers, for each layer)."""
    found: dict[str, Any] = {}
    for activation in ("linear", "relu", "tanh"):
        for start in SCALES:
            one = passage(activation, start, layers=layers, width=width, seeds=seeds)
            found[f"{activation}, {start}"] = {
                "derived": one.factor,
                "forwards": spread(one.forwards[:, -1] ** (1 / layers)),
                "backwards": spread(one.backwards[:, 0] ** (1 / layers)),
                "flat": spread(one.flat[:, 0]),
            }
    return found


def depth(seeds: Sequence[int] = STARTS) -> dict[str, Any]:
    """Eight layers of eight on XOR: ‖∂L/∂w‖ of the last weights by that of the first, at the start; both later."""
    found = {}
    for activation in ("sigmoid", "tanh", "relu"):
        one = layer_gradients(activation, "uniform", iterations=(0, 300), seeds=seeds)
        first, last = one.norms[:, :, 0], one.norms[:, :, -1]
        found[activation] = {
            "ratio at the start": spread(last[:, 0] / first[:, 0]),
            "last after 300": spread(last[:, 1]),
            "loss after 300": spread(one.losses[:, 1]),
        }
    return found


def solved_deep(
    layers: int, width: int, hidden: str, start: str, seeds: Sequence[int] = STARTS, rates: Sequence[float] = RATES
) -> dict[str, Any]:
    """Of 20 starts on XOR, how many a deep network solves at the best of `rates`, and that rate."""
    data = xor()
    sizes, names = (2, *(width,) * (layers - 1), 1), (hidden,) * (layers - 1) + ("sigmoid",)
    losses = sweep(sizes, names, data.X, data.Y, learning_rates=rates, seeds=seeds, iterations=UPDATES + 1, init=start)
    counts = (losses[:, -1].reshape(len(rates), len(seeds)) < SOLVED_BELOW).sum(axis=1)
    best = int(counts.argmax())
    return {"solved": int(counts[best]), "rate": round(rates[best], 4), "starts": len(seeds)}


def deep() -> dict[str, Any]:
    """solved_deep for 8 layers of 8 with each activation, and for 12 and 24 layers of 16 with relu, by start."""
    eight = {
        f"{hidden}, {start}": solved_deep(8, 8, hidden, start, rates=rates_between(0.01, 10, per_decade=2))
        for hidden in ("sigmoid", "tanh", "relu")
        for start in ("uniform", "xavier", "he")
    }
    deeper = {
        f"{layers}, {start}": solved_deep(layers, 16, "relu", start)
        for layers in (12, 24)
        for start in ("uniform", "xavier", "he")
    }
    return {"eight": eight, "relu": deeper}


def dead(rates: Sequence[float] = (0.1, 1.0, 3.0, 10.0), networks: int = 200) -> dict[str, Any]:
    """Of 8 relus in each of 200 networks on XOR: dead ones at the start and after 300 updates, in all, by rate."""
    found = {}
    for start in ("uniform", "he"):
        before, after = dead_after((0, 300), rates, start=start, seeds=range(networks))
        found[start] = {
            "relus": int(before[0].size),
            "at the start": int(before[0].sum()),
            "after 300": {f"{rate:g}": int(one.sum()) for rate, one in zip(rates, after, strict=True)},
            "networks with none left": {
                f"{rate:g}": int(one.all(axis=1).sum()) for rate, one in zip(rates, after, strict=True)
            },
        }
    return found
