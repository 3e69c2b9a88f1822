"""Sweeps: many networks trained at once, one for each size, learning rate and seed, without a loop over networks.

Runs are stacked as a middle axis: layers are (N, runs, width). The first layer's weights lie side by side as
(M + bias, runs · Q), so that one single product serves every run; further weights are (runs, Q + bias, P) and go
through stacked products.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from itertools import product as combinations
from typing import Required, TypeAlias, TypedDict, TypeVar, Unpack

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.calls import Back, Call, Layout
from mlp_core.checks import Array, as_count, as_number, as_tuple, fail, pieces
from mlp_core.fast.tape import replay
from mlp_core.losses import LOSSES
from mlp_core.network import MLP
from mlp_core.optimizers import Optimizer, as_optimizer

T = TypeVar("T")
Sizes: TypeAlias = Sequence[int] | Sequence[Sequence[int]]
"""The widths of one network's layers, or of several networks'."""


@dataclass(frozen=True, eq=False)
class SweepRun:
    """One run of a sweep: what it was made with, and what it ended with.

    losses (iterations,) as in TrainingRun, over all data points. diverged_at is None or, as in Divergence, the update
    (counted from 0) that could not be made; from there on losses are ∞, and net is None.
    """

    sizes: tuple[int, ...]
    learning_rate: float
    seed: int
    losses: Array
    diverged_at: int | None
    net: MLP | None

    def __str__(self) -> str:
        run = f"SweepRun: {'-'.join(map(str, self.sizes))}, learning rate {self.learning_rate:g}, seed {self.seed}"
        end = f"{self.losses[-1]:.4g}" if self.diverged_at is None else f"diverged at iteration {self.diverged_at}"
        return f"{run}: loss {self.losses[0]:.4g} -> {end}"

    __repr__ = __str__


def sweep_runs(
    sizes: Sizes,
    activations: Sequence[str] | str,
    X: object,
    Y: object,
    *,
    learning_rates: Iterable[float],
    seeds: Iterable[int] = (0,),
    iterations: int = 1000,
    loss: str = "half_sse",
    optimizer: str | Optimizer = "sgd",
    bias: bool = True,
    init: str = "uniform",
    dtype: str = "float64",
) -> tuple[SweepRun, ...]:
    """A network for every combination of sizes, learning rate and seed, in that order, all trained at once.

    sizes is one network's sizes, or a list of several of the same depth. X: (N, M), Y: (N, P). Each run gives what fit
    gives for MLP(sizes, activations, bias, rng=seed, init, dtype) on all data points. Errors: ValueError naming the
    argument.
    """
    several = as_tuple("sizes", sizes, "layer widths such as (3, 4, 1), or a list of such")
    if not several or not all(isinstance(entry, Sequence | np.ndarray) for entry in several):
        several = (several,)
    rates = _each("learning_rates", learning_rates, "learning rates", lambda name, rate: as_number(name, rate, above=0))
    numbers = _each("seeds", seeds, "whole numbers", lambda name, seed: as_count(name, seed, 0))
    count, rule = as_count("iterations", iterations), as_optimizer(optimizer)
    runs: list[SweepRun] = []
    for widths in several:
        starts = {seed: MLP(widths, activations, bias, seed, init, dtype) for seed in numbers}
        pairs = tuple(combinations(rates, numbers))
        nets = [starts[seed].copy() for _, seed in pairs]
        stack = Stack(nets, X, Y, loss, rule, np.array([rate for rate, _ in pairs]))
        losses, final = stack.train(count), stack.losses_now()
        for (rate, seed), net, *ended in zip(pairs, nets, losses, final, stack.weights, strict=True):
            runs.append(_finished(net, rate, seed, *ended))
    return tuple(runs)


class SweepOptions(TypedDict, total=False):
    """What sweep_runs takes by name; what is left out has the default that it has there."""

    learning_rates: Required[Iterable[float]]
    seeds: Iterable[int]
    iterations: int
    loss: str
    optimizer: str | Optimizer
    bias: bool
    init: str
    dtype: str


def sweep(
    sizes: Sizes, activations: Sequence[str] | str, X: object, Y: object, **options: Unpack[SweepOptions]
) -> Array:
    """The losses (runs, iterations) of a network for every combination of sizes, learning rate and seed, in that order.

    The arguments are those of sweep_runs: sizes is one network's sizes, or a list of several of the same depth; by name
    come learning_rates, and seeds, iterations, loss, optimizer, bias, init and dtype where they are not to be (0,),
    1000, "half_sse", "sgd", True, "uniform" and "float64". A run that diverges has ∞ from the update that could not be
    made, so that the best run is losses[:, -1].argmin(). Errors: ValueError naming the argument.
    """
    return np.array([run.losses for run in sweep_runs(sizes, activations, X, Y, **options)])


def _each(name: str, values: object, expected: str, checked: Callable[[str, object], T]) -> tuple[T, ...]:
    """The values, of which there must be one at least, each checked under its own name."""
    clean = tuple(checked(f"{name}[{i}]", value) for i, value in enumerate(as_tuple(name, values, expected)))
    if not clean:
        raise fail(name, "at least one value", "none")
    return clean


def _finished(net: MLP, rate: float, seed: int, losses: Array, final: float, weights: list[Array]) -> SweepRun:
    wild = not all(np.isfinite(w).all() for w in weights)
    diverged_at = divergence_in(losses, np.inf if wild else final)
    if diverged_at is None:
        net.weights = weights
    return SweepRun(net.sizes, rate, seed, losses, diverged_at, net if diverged_at is None else None)


def divergence_in(losses: Array, final: float) -> int | None:
    """The update (counted from 0) that made a loss no number, or None. The losses from there on are set to ∞.

    losses (iterations,) are those before each update, final is the one after the last.
    """
    bad = np.flatnonzero(~np.isfinite(np.append(losses, final)))
    if not bad.size:
        return None
    first = max(0, int(bad[0]) - 1)
    losses[first:] = np.inf
    return first


class Stack:
    """Networks of one shape, trained together on the same data: R runs with a learning rate each."""

    def __init__(self, nets: Sequence[MLP], X: object, Y: object, loss: str, rule: Optimizer, rates: Array) -> None:
        first = nets[0]
        inputs = first.checked_inputs(X)
        targets = first.checked_targets(Y, inputs, loss)
        self.sizes, self.bias, self.activations = first.sizes, int(first.bias), first.activations
        self.runs, self.points, self.dtype = len(nets), len(inputs), first.dtype
        self.inputs = np.hstack([np.ones((self.points, self.bias), self.dtype), inputs])
        self._allocate(nets)
        flat_rates = np.empty_like(self._flat)
        for piece in by_run(self._pieces(flat_rates)):
            piece[:] = rates[:, None, None]
        update = rule.on_buffers(self._flat, self._flat_gradients, flat_rates)
        self._before_update = update.before_update
        self._updates_made = 0
        scale = rates[:, None] if update.rate_in_gradients else 1.0
        layout = Layout((self.points, self.runs, self.sizes[-1]), 2, self.points, self.dtype)
        self._head = LOSSES[loss].on_buffers(self.activations[-1], layout, scale)
        self._head.y[:] = targets[:, None, :]
        replay(self._head.refresh)
        self._products = np.empty_like(self._head.terms)
        self._terms_and_signs = (self._head.terms, self._head.signs, self._products)
        self._forward, self._backward = self._record()
        self._backward += update.calls

    def train(self, iterations: int) -> Array:
        """Make that many updates more; the losses (R, iterations), not a number where a run had diverged."""
        losses = np.empty((iterations, self.runs))
        with np.errstate(all="ignore"):
            for i in range(iterations):
                for function, arguments in self._forward:
                    function(*arguments)
                np.multiply(*self._terms_and_signs)
                np.add.reduce(self._products, (0, 2), None, losses[i])
                if self._before_update:
                    self._before_update(self._updates_made + i + 1)
                for function, arguments in self._backward:
                    function(*arguments)
            losses *= self._head.factor
        self._updates_made += iterations
        return np.ascontiguousarray(losses.T)

    def losses_now(self) -> Array:
        """The losses with the weights as they are now, (R,)."""
        with np.errstate(all="ignore"):
            replay(self._forward)
            np.multiply(*self._terms_and_signs)
            losses: Array = self._products.sum(axis=(0, 2)) * self._head.factor
        return losses

    @property
    def weights(self) -> list[list[Array]]:
        """For each run the list of its weight matrices, as in MLP (copies)."""
        return [[w[run].copy() for w in by_run(self._weights)] for run in range(self.runs)]

    def _allocate(self, nets: Sequence[MLP]) -> None:
        self._flat = np.empty(self.runs * nets[0].parameter_count, self.dtype)
        self._flat_gradients = np.empty_like(self._flat)
        self._weights, self._gradients = self._pieces(self._flat), self._pieces(self._flat_gradients)
        for index, w in enumerate(by_run(self._weights)):
            w[:] = np.stack([net.weights[index] for net in nets])

    def _pieces(self, flat: Array) -> list[Array]:
        """The flat vector as (M + bias, R, Q) for the first layer and (R, fan_in + bias, fan_out) for the others."""
        sizes, bias, runs = self.sizes, self.bias, self.runs
        shapes: list[tuple[int, ...]] = [(sizes[0] + bias, runs, sizes[1])]
        shapes += [(runs, fan_in + bias, fan_out) for fan_in, fan_out in pairwise(sizes[1:])]
        return pieces(flat, shapes)

    def _record(self) -> tuple[list[Call], list[Call]]:
        """The calls of one forward and one backward pass of all runs, up to the gradients."""
        bias, sizes, last = self.bias, self.sizes, len(self.sizes) - 2
        forward: list[Call] = []
        layers: list[Array] = [self.inputs]
        backs: list[Back] = []
        for l, w in enumerate(self._weights):  # noqa: E741 (l is the book's letter for the layer)
            sums = self._head.s if l == last else np.empty((self.points, self.runs, sizes[l + 1]), self.dtype)
            if l == 0:
                side_by_side = np.empty((self.points, self.runs * sizes[1]), self.dtype)
                forward.append((self.inputs.dot, (w.reshape(len(w), -1), side_by_side)))
                if l == last:  # the head's buffer need not be one block, as this product wants it
                    forward.append((np.copyto, (sums, side_by_side.reshape(sums.shape))))
                else:
                    sums = side_by_side.reshape(sums.shape)
            else:
                forward.append((np.matmul, (runs_first(layers[l]), w[:, bias:], runs_first(sums))))
                if bias:
                    forward.append((np.add, (sums, w[:, 0], sums)))
            if l == last:
                forward += self._head.forward
            else:
                apply, back = ACTIVATIONS[self.activations[l]].on_buffer(sums, axis=2)
                forward += apply
                backs.append(back)
            layers.append(sums)

        delta, backward = self._head.delta, list(self._head.error)
        for l in range(last, 0, -1):  # noqa: E741
            g, w, values = self._gradients[l], self._weights[l], layers[l]
            backward.append((np.matmul, (values.transpose(1, 2, 0), runs_first(delta), g[:, bias:])))
            if bias:
                backward.append((np.add.reduce, (delta, 0, None, g[:, 0])))
            earlier = np.empty(values.shape, self.dtype)
            if sizes[l + 1] == 1:
                # One output: its error times each weight, which needs no product.
                backward.append((np.multiply, (delta, w[:, bias:, 0], earlier)))
            else:
                backward.append((np.matmul, (runs_first(delta), w[:, bias:].transpose(0, 2, 1), runs_first(earlier))))
            backward += backs[l - 1](earlier)
            delta = earlier
        g = self._gradients[0]
        backward.append((self.inputs.T.dot, (delta.reshape(self.points, -1), g.reshape(len(g), -1))))
        return forward, backward


def runs_first(layer: Array) -> Array:
    """(N, R, width) as (R, N, width), for a stacked product (a view)."""
    return layer.transpose(1, 0, 2)


def by_run(pieces: list[Array]) -> list[Array]:
    """All pieces with the runs as their first axis (views): only the first layer's has it in the middle."""
    return [pieces[0].transpose(1, 0, 2), *pieces[1:]]
