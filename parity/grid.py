"""Trainings of every kind that a page can reach, drawn from a seed, many of them with outputs that are saturated."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cache, partial

import numpy as np

from mlp_core import ACTIVATIONS, INITIALIZERS, LOSSES, MLP, OPTIMIZERS
from mlp_core.checks import Array
from mlp_core.export.programs import Training
from studies.training.programs import losses_of
from studies.training.rounding import nudged

ENDS = [(loss, last) for loss in LOSSES for last in LOSSES[loss].last_activations]
HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.elementwise]
SATURATING = (1.0, 1.0, 20.0, 300.0, 1500.0)
"""What the last weights are multiplied by: with 300 a sigmoid is 0 or 1 to the last digit, with 1500 e^s overflows."""
DIGITS = 1e-12
COUNT = 96


@cache
def trainings(count: int = COUNT, plain: bool = False) -> tuple[Training, ...]:
    """That many trainings that reach their end; every end of a network among them. plain: as Keras can make them."""
    drawn = _drawn(plain)
    found: list[Training] = []
    while len(found) < count:
        training = next(drawn)
        if len(losses_of(training)) == training.iterations:
            found.append(training)
    return tuple(found)


def _drawn(plain: bool) -> Iterator[Training]:
    rng = np.random.default_rng(2026)
    number = 0
    while True:
        loss, last = ENDS[number % len(ENDS)]
        number += 1
        sizes = (3, *rng.integers(2, 8, rng.integers(0, 3)).tolist(), int(rng.integers(1 + (last == "softmax"), 5)))
        hidden = [str(name) for name in rng.choice(HIDDEN, len(sizes) - 2)]
        init = str(rng.choice(list(INITIALIZERS)))
        seed, times = int(rng.integers(1000)), float(rng.choice(SATURATING))
        net = MLP(sizes, (*hidden, last), bias=bool(rng.integers(2)), rng=seed, init=init)
        if times > 1:
            net.weights = [*net.weights[:-1], times * net.weights[-1]]
        X = rng.normal(size=(8, 3))
        Y = np.eye(sizes[-1])[rng.integers(sizes[-1], size=8)]
        if loss != "softmax_cross_entropy":
            Y = np.where(rng.random(Y.shape) < 0.3, rng.random(Y.shape), Y)
        rate = float(10 ** rng.uniform(-3, -1)) / (times if last == "linear" else 1)
        training = Training(
            net,
            X,
            Y,
            loss,
            str(rng.choice(list(OPTIMIZERS))),
            learning_rate=rate,
            iterations=25,
            seed=None if times > 1 else seed,
            init=init,
        )
        if not plain:
            training = replace(
                training,
                batch_size=[None, 3, 4][rng.integers(3)],
                l1=float(rng.choice([0.0, 0.01])),
                l2=float(rng.choice([0.0, 0.02])),
                shuffling=int(rng.integers(100)),
                learning_rate=tuple(rate * 0.9**i for i in range(25)) if rng.integers(4) == 0 else rate,
            )
        yield training


@contextmanager
def _rounded_towards_0() -> Iterator[None]:
    """Every activation's value is the next float towards 0.

    Where a tanh is 1 here and 1 − 10⁻¹⁶ in another library, its slope is 0 here and not there; Adam divides by how
    large a slope is, so what such a slope brings is a step. Nudged weights do not show that: their tanh is 1, too.
    """
    kept = dict(ACTIVATIONS)
    for name, f in kept.items():
        ACTIVATIONS[name] = replace(f, apply=partial(_towards_0, f.apply), in_place=None)
    try:
        yield
    finally:
        ACTIVATIONS.update(kept)


def _towards_0(apply: Callable[[Array], Array], s: Array) -> Array:
    return np.nextafter(apply(s), 0.0, dtype=s.dtype)


def ours_and_uncertainty(training: Training) -> tuple[Array, Array]:
    """The losses of fit, and by how much rounding alone may move them: 12 digits, and what trainings nearby show."""
    ours = losses_of(training)
    apart = np.zeros_like(ours)
    for number in range(4):
        net = training.net.copy()
        net.weights = nudged(net.weights, number)
        with _rounded_towards_0() if number == 3 else nullcontext():
            nearby = losses_of(replace(training, net=net, seed=None))
        if len(nearby) < len(ours):  # it diverges next door
            return ours, np.full_like(ours, np.inf)
        apart = np.maximum(apart, np.abs(nearby - ours))
    return ours, DIGITS * np.maximum(np.abs(ours), 1.0) + 30 * np.maximum.accumulate(apart)
