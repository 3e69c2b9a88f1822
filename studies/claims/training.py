"""*Training, watched*: the four networks at one learning rate and each at its own best; where the relu network dies."""

from itertools import pairwise
from typing import Any

import numpy as np

from mlp_core.checks import Array, pieces
from mlp_core.datasets import four_points
from mlp_core.network import MLP
from studies.claims.spread import SEEDS, final_losses, rates_between, spread
from studies.forwards.worked import hand_worked

CONTENDERS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "no hidden layer": ((3, 1), ("sigmoid",)),
    "4 hidden": ((3, 4, 1), ("sigmoid", "sigmoid")),
    "50 hidden": ((3, 50, 1), ("sigmoid", "sigmoid")),
    "50 with relu": ((3, 50, 1), ("relu", "sigmoid")),
}
UPDATES = 2000
RATES = rates_between(0.01, 100)


def race(seeds: tuple[int, ...] = SEEDS, rates: tuple[float, ...] = RATES) -> dict[str, Any]:
    """For each contender: the loss at η = 1, at the best of `rates` for each seed, and how many seeds stall at η = 10.

    A run has stalled if its loss is still above 0.4, with at least one of the four points wrong.

    single_not_worse: for how many seeds the single neuron, at its best rate, ends no higher than each other one at its.
    """
    data = four_points()
    at_one, at_best, stalled = {}, {}, {}
    for name, (sizes, activations) in CONTENDERS.items():
        options = {"updates": UPDATES, "seeds": seeds, "bias": False}
        at_one[name] = final_losses(sizes, activations, data.X, data.Y, rates=(1.0,), **options)[0]  # type: ignore[arg-type]
        at_best[name] = final_losses(sizes, activations, data.X, data.Y, rates=rates, **options).min(axis=0)  # type: ignore[arg-type]
        at_ten = final_losses(sizes, activations, data.X, data.Y, rates=(10.0,), **options)[0]  # type: ignore[arg-type]
        stalled[name] = int((at_ten > 0.4).sum())
    single = at_best["no hidden layer"]
    return {
        "seeds": len(seeds),
        "rates": [min(rates), max(rates), len(rates)],
        "at one": {name: spread(losses) for name, losses in at_one.items()},
        "at best": {name: spread(losses) for name, losses in at_best.items()},
        "stalled at ten": stalled,
        "single not worse": {name: int((single <= losses).sum()) for name, losses in at_best.items()},
    }


def curvature() -> dict[str, float]:
    """The largest curvature λ of the book's whole loss at its start, over all 8 weights, and the edge 2/λ."""
    net, data, loss = hand_worked()
    flat = np.concatenate([w.ravel() for w in net.weights])

    def gradient(weights: Array) -> Array:
        moved = net.copy()
        moved.weights = pieces(weights.copy(), net.shapes)
        return np.concatenate([g.ravel() for g in moved.gradients(data.X, data.Y, loss)[1]])

    step = 1e-6
    hessian = np.array([(gradient(flat + e) - gradient(flat - e)) / (2 * step) for e in step * np.eye(len(flat))])
    largest = float(np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1])
    return {"largest": largest, "edge": 2 / largest}


def relu_ends(rates: tuple[float, ...] = (0.3, 0.35, 0.4, 0.6, 1.0)) -> dict[str, Any]:
    """The book's network with relu after 1000 updates: its loss, and the hidden neurons that still have a slope."""
    net, data, loss = hand_worked()
    found = {}
    for rate in rates:
        learner, alive = net.copy(), []
        for _ in range(1000):
            back = learner.backward(learner.forward(data.X), data.Y, loss)
            learner.weights = [w - rate * g for w, g in zip(learner.weights, back.weight_gradients, strict=True)]
            alive.append(int(np.any(learner.forward(data.X).derivatives[0] > 0, axis=0).sum()))
        final = learner.backward(learner.forward(data.X), data.Y, loss).loss
        dead = alive.index(0) + 1 if 0 in alive else None
        found[f"{rate:g}"] = {"loss": final, "alive": alive[-1], "all dead after": dead}
    return found


def start_of_four(updates: tuple[int, ...] = (0, 6, 12, 18)) -> dict[str, Any]:
    """The 4-sigmoid network of the race, seed 0, η = 1: its loss and outputs after so many updates."""
    data, (sizes, activations) = four_points(), CONTENDERS["4 hidden"]
    net = MLP(sizes, activations, bias=False, rng=0)
    losses, outputs = [], []
    for _ in range(max(updates) + 1):
        trace = net.forward(data.X)
        back = net.backward(trace, data.Y)
        losses.append(back.loss)
        outputs.append([float(value) for value in trace.outputs[:, 0]])
        net.weights = [w - g for w, g in zip(net.weights, back.weight_gradients, strict=True)]
    return {
        "losses": [losses[i] for i in updates],
        "outputs": [outputs[i] for i in updates],
        "falls always": all(later < earlier for earlier, later in pairwise(losses)),
    }
