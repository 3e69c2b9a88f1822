"""Training written out, with nothing but the readable path: what it is, and the yardstick for `fit`."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mlp_core.checks import Array, as_count, as_number, fail, pieces
from mlp_core.network import MLP
from mlp_core.optimizers import OPTIMIZERS, Optimizer, Schedule, as_optimizer


@dataclass(frozen=True, eq=False)
class Settings:
    """How a network is trained, as in fit. Errors: ValueError naming the field."""

    loss: str = "half_sse"
    optimizer: Optimizer = OPTIMIZERS["sgd"]
    learning_rate: float | Schedule = 0.1
    iterations: int = 1000
    batch_size: int | None = None
    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self) -> None:
        rate, size = self.learning_rate, self.batch_size
        if callable(rate):
            rate_at(rate, 0)
        clean = {
            "learning_rate": rate if callable(rate) else as_number("learning_rate", rate, above=0),
            "iterations": as_count("iterations", self.iterations),
            "batch_size": None if size is None else as_count("batch_size", size),
            "l1": as_number("l1", self.l1, at_least=0),
            "l2": as_number("l2", self.l2, at_least=0),
        }
        for name, value in clean.items():
            object.__setattr__(self, name, value)


def fit_readably(
    net: MLP, X: Array, Y: Array, *, optimizer: str | Optimizer = "sgd", rng: int = 0, **options: Any
) -> Array:
    """Train net in place, as fit does but several times slower; return the losses that the updates saw, (iterations,).

    X: (N, M), Y: (N, P). options are the other arguments of fit: loss, learning_rate, iterations, batch_size, l1, l2.
    """
    rule = as_optimizer(optimizer)
    settings = Settings(optimizer=rule, **options)
    state: tuple[Array, ...] = tuple(np.zeros(net.parameter_count) for _ in range(rule.slots))
    batches = Batches(len(X), settings.batch_size, np.random.default_rng(rng))
    losses = np.empty(settings.iterations)
    for i in range(settings.iterations):
        rows = batches.next()
        losses[i], gradients = net.gradients(X[rows], Y[rows], settings.loss)
        for w, g in zip(net.weights, gradients, strict=True):
            first = int(net.bias)  # row 0 holds the biases, which are not penalised
            g[first:] += settings.l2 * w[first:] + settings.l1 * np.sign(w[first:])
        flat_weights = np.concatenate([w.ravel() for w in net.weights])
        flat_gradients = np.concatenate([g.ravel() for g in gradients])
        rate = rate_at(settings.learning_rate, i)
        flat_weights, state = rule.update(flat_weights, flat_gradients, state, i + 1, rate, rule.settings)
        net.weights = pieces(flat_weights, net.shapes)
    return losses


def rate_at(learning_rate: float | Schedule, iteration: int) -> float:
    """The learning rate of an iteration, counted from 0: always the same, or what the function says."""
    if not callable(learning_rate):
        return learning_rate
    try:
        rate = learning_rate(iteration)
    except Exception as error:
        expected = "a number above 0, or a function from the iteration to one"
        raise fail("learning_rate", expected, f"one that fails for iteration {iteration}", str(error)) from error
    return as_number(f"learning_rate({iteration})", rate, at_least=0)


class Batches:
    """Endless batches of row numbers out of N: every epoch shuffles all rows anew and deals them out in order.

    The last batch of an epoch is smaller where batch_size does not divide N. With batch_size None (or ≥ N) every batch
    is all rows in their own order, and rng is never asked.
    """

    def __init__(self, points: int, batch_size: int | None, rng: np.random.Generator) -> None:
        self.whole = batch_size is None or batch_size >= points
        self.size = points if batch_size is None else min(batch_size, points)
        self._rng = rng
        self._order = np.arange(points)
        self._place = points

    def next(self) -> npt.NDArray[np.intp]:
        """The row numbers of the next batch: a view that is only valid until the call after."""
        if self.whole:
            return self._order
        if self._place >= len(self._order):
            self._rng.shuffle(self._order)
            self._place = 0
        batch = self._order[self._place : self._place + self.size]
        self._place += self.size
        return batch

    def save(self) -> tuple[object, ...]:
        """Where the dealing stands, for restore."""
        return self._rng.bit_generator.state, self._order.copy(), self._place

    def restore(self, saved: tuple[object, ...]) -> None:
        """Go back to a saved place."""
        self._rng.bit_generator.state, order, self._place = saved  # type: ignore[assignment]
        self._order[:] = order  # type: ignore[call-overload]


@dataclass(frozen=True)
class Divergence:
    """Why a run stopped early: the update (counted from 0) that could not be made, and the cause in words."""

    iteration: int
    cause: str

    def __str__(self) -> str:
        return f"diverged at iteration {self.iteration}: {self.cause}"
