"""*Better steps*: optimizers in bowls and valleys and on networks, the edge 2/λ, scaled inputs, noise and schedules."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlp_core.checks import Array
from mlp_core.datasets import moons, xor
from mlp_core.optimizers import OPTIMIZERS
from mlp_core.sweeps import sweep
from studies.claims.spread import rates_between, spread
from studies.training.steps import (
    RULES,
    SCALINGS,
    SCHEDULES,
    TURN,
    best_rate,
    books_bowl,
    scaled_neuron,
    walk,
)

WALKERS = 20
SHARE = 1e-4
DESCENT = OPTIMIZERS["sgd"]


def walks(
    walkers: int = WALKERS, rates: Sequence[float] = rates_between(1e-4, 10), steps: int = 3000
) -> dict[str, Any]:
    """Steps until a ten-thousandth of the excess loss is left, each walker and optimizer at its own best rate.

    Walkers start at random places around the lowest point, which are turned with the valley; steps + 1 stands for
    never.
    """
    found: dict[str, Any] = {}
    for name, valley in {
        "bowl": books_bowl(),
        "valley 10": books_bowl(10.0),
        "valley 30": books_bowl(30.0),
        "valley 30, turned": books_bowl(30.0, turned=True),
    }.items():
        away = np.random.default_rng(0).normal(size=(walkers, 2))
        starts = valley.lowest + (away @ TURN if name.endswith("turned") else away)
        found[name] = {"condition": valley.condition}
        for label, rule in RULES.items():
            best = [best_rate(valley, rule, rates, steps, start=start, share=SHARE).steps for start in starts]
            found[name][label] = spread(best)
    return found


def networks(
    seeds: Sequence[int] = tuple(range(10)), updates: int = 300, rates: Sequence[float] = rates_between(0.001, 10, 4)
) -> dict[str, Any]:
    """The loss of 2-8-1 networks after so many updates, for each seed at the best of `rates`, by task and optimizer."""
    half_moons = moons(60, rng=0)
    wide = half_moons.X * np.array([1.0, 100.0])
    found: dict[str, Any] = {}
    for task, X, Y in (
        ("xor", xor().X, xor().Y),
        ("moons", half_moons.X, half_moons.Y),
        ("moons, x₂ · 100", wide, half_moons.Y),
        ("moons, standardised", (wide - wide.mean(axis=0)) / wide.std(axis=0), half_moons.Y),
    ):
        found[task] = {}
        for label, rule in RULES.items():
            losses = sweep(
                (2, 8, 1),
                ("tanh", "sigmoid"),
                X,
                Y,
                learning_rates=rates,
                seeds=seeds,
                iterations=updates + 1,
                loss="bce",
                optimizer=rule,
                init="xavier",
            )
            found[task][label] = spread(losses[:, -1].reshape(len(rates), len(seeds)).min(axis=0))
    return found


def edges(walkers: int = WALKERS, steps: int = 500) -> dict[str, Any]:
    """For each scaling: both curvatures, 2/λ, and how many walkers just below and just above it end lower or higher."""
    found = {}
    for scaling in SCALINGS:
        valley = scaled_neuron(scaling)
        starts = valley.lowest + np.random.default_rng(0).normal(size=(walkers, 2)) * np.abs(valley.lowest)
        below, above = (
            valley.excess(walk(valley, DESCENT, share * valley.edge, steps, start=starts)) for share in (0.99, 1.01)
        )
        found[scaling] = {
            "curvatures": valley.curvatures.tolist(),
            "condition": valley.condition,
            "edge": valley.edge,
            "walkers": walkers,
            "below goes down": int((np.diff(below, axis=0) <= 0).all(axis=0).sum()),
            "above ends higher": int((above[-1] > above[0]).sum()),
        }
    return found


def scaled_steps(walkers: int = WALKERS, most: int = 40_000) -> dict[str, Any]:
    """Steps of gradient descent until 1 % of the excess is left, at each walker's own best share of 2/λ."""
    found = {}
    for scaling in SCALINGS:
        valley = scaled_neuron(scaling)
        starts = valley.lowest + np.random.default_rng(0).normal(size=(walkers, 2)) * np.abs(valley.lowest)
        rates = (valley.edge * np.linspace(0.3, 0.99, 24)).tolist()
        found[scaling] = spread([_steps(valley, rates, start, most) for start in starts])
    return found


def _steps(valley: Any, rates: list[float], start: Array, most: int) -> int:
    """The fewest steps to 1 % of the excess, at the best of the rates.

    In the axes of the Hessian each component is multiplied by 1 − ηλ in each step, which gives the excess after n
    steps without making them: ½ Σ λ c² (1 − ηλ)²ⁿ, and it never rises. So the first n is found by bisection.
    """
    values, axes = np.linalg.eigh(valley.inputs.T @ valley.inputs)
    parts = 0.5 * values * np.square((start - valley.lowest) @ axes)

    def needed(rate: float) -> int:
        low, high = 0, most + 1
        while low < high:
            middle = (low + high) // 2
            left = float((parts * np.square(1 - rate * values) ** middle).sum())
            low, high = (low, middle) if left < 0.01 * parts.sum() else (middle + 1, high)
        return low

    return min(needed(rate) for rate in rates)


def noise(
    seeds: Sequence[int] = tuple(range(20)), steps: int = 400, rates: Sequence[float] = rates_between(0.01, 3, 6)
) -> dict[str, Any]:
    """The excess over the last 50 of 400 steps, by batch size and schedule, at the first rate that is best for each."""
    valley, found = books_bowl(), {}
    for batch_size in (4, 1):
        for name, schedule in SCHEDULES.items():
            left = np.array(
                [
                    [
                        valley.excess(walk(valley, DESCENT, schedule(rate), steps, batch_size=batch_size, rng=seed))[
                            -50:
                        ].mean()
                        for seed in seeds
                    ]
                    for rate in rates
                ]
            )
            left = np.nan_to_num(left, nan=np.inf)
            best = int(np.median(left, axis=1).argmin())
            found[f"{batch_size}, {name}"] = {"rate": rates[best], "excess": spread(left[best])}
    return found
