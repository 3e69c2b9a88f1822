"""*Keras and PyTorch*: what a program that never clears its gradients does, with Adam and with plain descent."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlp_core.checks import Array
from mlp_core.datasets import xor
from mlp_core.network import MLP
from mlp_core.optimizers import as_optimizer
from studies.claims.spread import SEEDS, spread

UPDATES = 1000
RATES = {"adam": 0.01, "sgd": 0.5}


def losses(optimizer: str, seed: int, *, cleared: bool, updates: int = UPDATES) -> Array:
    """The losses (updates,) of the lesson's network; cleared False: each gradient is added to all those before."""
    data, rule = xor(), as_optimizer(optimizer)
    net = MLP((2, 20, 1), ("relu", "sigmoid"), rng=seed)
    states = [tuple(np.zeros_like(w) for _ in range(rule.slots)) for w in net.weights]
    sums, found = [np.zeros_like(w) for w in net.weights], []
    for t in range(1, updates + 1):
        value, gradients = net.gradients(data.X, data.Y, "bce")
        found.append(value)
        sums = gradients if cleared else [kept + g for kept, g in zip(sums, gradients, strict=True)]
        moved = [
            rule.update(w, g, state, t, RATES[optimizer], rule.settings)
            for w, g, state in zip(net.weights, sums, states, strict=True)
        ]
        net.weights = [w for w, _ in moved]
        states = [state for _, state in moved]
    return np.array(found)


def forgotten(optimizer: str, seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """The loss at update 100 and at the last, of a program that clears its gradients and of one that never does."""
    runs = {
        name: np.array([losses(optimizer, seed, cleared=cleared) for seed in seeds])
        for name, cleared in (("cleared", True), ("never cleared", False))
    }
    found: dict[str, Any] = {name: {"100": spread(r[:, 99]), "end": spread(r[:, -1])} for name, r in runs.items()}
    lower = runs["never cleared"][:, -1] < runs["cleared"][:, -1]
    return found | {"seeds": len(seeds), "never cleared ends lower": int(lower.sum())}
