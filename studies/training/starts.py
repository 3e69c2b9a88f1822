"""Where to start: equal weights, the size of random ones, gradients layer by layer, and relus that are dead."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mlp_core.backprop import with_ones
from mlp_core.checks import Array, as_choice, as_count, as_number
from mlp_core.datasets import xor
from mlp_core.network import MLP
from mlp_core.optimizers import as_optimizer
from mlp_core.sweeps import Stack
from mlp_core.training import fit_frames

# ---- equal weights ---------------------------------------------------------------------------------------------------

EQUAL_STARTS = ("random", "all ½", "one weight 0.51", "one weight 0.6", "all 0")
HIDDEN = 4


def equal_network(start: str, seed: int = 0) -> MLP:
    """A 2-4-1 network of sigmoids before its first update; start is one of EQUAL_STARTS, seed is for "random"."""
    as_choice("start", start, EQUAL_STARTS)
    net = MLP((2, HIDDEN, 1), "sigmoid", rng=seed)
    if start == "random":
        return net
    weights = [np.full(shape, 0.0 if start == "all 0" else 0.5) for shape in net.shapes]
    if start.startswith("one weight"):
        weights[0][1, 0] = float(start.rpartition(" ")[2])  # from x₁ to the first hidden neuron
    net.weights = weights
    return net


def least_monotone_loss() -> tuple[float, float]:
    """The least ½ Σ (ỹ − y)² on XOR of an output that never falls along x₁ + x₂, and its answer where that is above 0.

    The points have x₁ + x₂ = 0, 1, 1, 2 and the targets 0, 1, 1, 0. The last three must not fall, so the best is one
    answer for all three, the mean of their targets.
    """
    targets = xor().Y[:, 0]
    answer = float(targets[1:].mean())
    return float(0.5 * np.square(answer - targets[1:]).sum()), answer


# ---- the size of random weights --------------------------------------------------------------------------------------

SCALES: dict[str, tuple[str, float]] = {
    "−1 … 1": ("uniform", 1.0),
    "−0.1 … 0.1": ("uniform", 0.1),
    "Xavier": ("xavier", 1.0),
    "He": ("he", 1.0),
}
"""The starts that are compared: the name of an initializer, and what its weights are multiplied by."""


@dataclass(frozen=True)
class Passage:
    """What becomes of a signal and of an error on their way through a deep network, for several seeds.

    forwards (seeds, layers + 1): the mean of the squared entries of L⁽⁰⁾ … L⁽ˡᵐᵃˣ⁾, divided by that of L⁽⁰⁾.
    backwards (seeds, layers + 1): the same of δ⁽⁰⁾ … δ⁽ˡᵐᵃˣ⁾, divided by that of δ⁽ˡᵐᵃˣ⁾.
    flat (seeds, layers): the share of slopes f⁽ˡ⁾′ that are below FLAT.
    factor: what the derivation says that one layer multiplies the mean square by.
    """

    forwards: Array
    backwards: Array
    flat: Array
    factor: float


FLAT = 0.1


def derived_factor(activation: str, start: str, width: int) -> float:
    """width · Var[w], the factor of one layer for linear neurons and for tanh near 0; half of it for relu.

    Sigmoids have no such factor: their outputs are never around 0. For them it is that of their slope, ¼ · ¼, on the
    way back.
    """
    name, scale = SCALES[start]
    variance = scale**2 * {"uniform": 1 / 3, "xavier": 1 / width, "he": 2 / width}[name]
    return width * variance * {"linear": 1.0, "tanh": 1.0, "relu": 0.5, "sigmoid": 1 / 16}[activation]


def passage(
    activation: str, start: str, *, layers: int = 10, width: int = 100, points: int = 50, seeds: Sequence[int] = (0, 1)
) -> Passage:
    """Send random points through a network of equal layers without biases, and a random error back through it.

    Entries of the points and of the error are drawn from N(0, 1). start is one of SCALES.
    """
    as_choice("start", start, tuple(SCALES))
    name, scale = SCALES[start]
    depth, forwards, backwards, flat = as_count("layers", layers), [], [], []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        net = MLP((as_count("width", width),) * (depth + 1), activation, bias=False, rng=rng, init=name)
        net.weights = [scale * w for w in net.weights]
        trace = net.forward(rng.normal(size=(points, width)))
        # With half the sum of squares the error at the outputs is Ỹ − Y: these targets make it the drawn one.
        back = net.backward(trace, trace.outputs - rng.normal(size=(points, width)))
        squares = np.array([np.mean(np.square(layer)) for layer in trace.layers])
        errors = np.array([np.mean(np.square(delta)) for delta in back.deltas])
        forwards.append(squares / squares[0])
        backwards.append(errors / errors[-1])
        flat.append([float(np.mean(slopes < FLAT)) for slopes in trace.derivatives])
    return Passage(
        np.array(forwards), np.array(backwards), np.array(flat), derived_factor(activation, start, int(width))
    )


# ---- gradients layer by layer, while a deep network learns -----------------------------------------------------------


@dataclass(frozen=True)
class LayerGradients:
    """norms (seeds, moments, layers): ‖∂L/∂w⁽ˡ⁾‖ at each of `iterations`; losses (seeds, moments).

    A run that diverges repeats its last moment.
    """

    iterations: tuple[int, ...]
    norms: Array
    losses: Array


def deep_network(activation: str, start: str, layers: int, seed: int, width: int = 8) -> MLP:
    """`layers` weight matrices with `width` neurons in each hidden layer, two inputs and a sigmoid at the output."""
    names = (activation,) * (layers - 1) + ("sigmoid",)
    return MLP((2, *(width,) * (layers - 1), 1), names, rng=seed, init=start)


def layer_gradients(
    activation: str,
    start: str,
    *,
    layers: int = 8,
    learning_rate: float = 0.3,
    iterations: Sequence[int] = (0, 1, 3, 10, 30, 100, 300),
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
) -> LayerGradients:
    """Train deep_network on XOR by plain gradient descent with half the sum of squares; keep the size of gradients."""
    data, norms, losses = xor(), [], []
    rate = as_number("learning_rate", learning_rate, above=0)
    for seed in seeds:
        net = deep_network(activation, start, as_count("layers", layers), seed)
        sizes, values = [], []
        for frame in fit_frames(
            net.copy(), data.X, data.Y, every=list(iterations), learning_rate=rate, iterations=max(iterations)
        ):
            net.weights = frame.weights
            value, gradients = net.gradients(data.X, data.Y)
            sizes.append([float(np.linalg.norm(g)) for g in gradients])
            values.append(value)
        missing = len(iterations) - len(sizes)
        norms.append(sizes[: len(iterations)] + sizes[-1:] * missing)
        losses.append(values[: len(iterations)] + values[-1:] * missing)
    return LayerGradients(tuple(iterations), np.array(norms), np.array(losses))


# ---- dead relus ------------------------------------------------------------------------------------------------------


def dead_after(
    updates: Sequence[int],
    rates: Sequence[float],
    *,
    start: str,
    width: int = 8,
    seeds: Sequence[int] = tuple(range(25)),
) -> Array:
    """Which relus of a 2-width-1 network are dead on XOR after so many updates, (updates, rates, seeds, width) of bool.

    updates rise. Dead: no data point gives a weighted sum above 0, so that the slope is 0 for all of them. The output
    is a sigmoid; start names an initializer. A run that diverged has no relu left.
    """
    data = xor()
    nets = [MLP((2, width, 1), ("relu", "sigmoid"), rng=seed, init=start) for _ in rates for seed in seeds]
    stack = Stack(nets, data.X, data.Y, "half_sse", as_optimizer("sgd"), np.repeat(rates, len(seeds)))
    found = []
    for before, count in pairwise((0, *updates)):
        stack.train(count - before)
        weights = stack.weights
        went_well = np.isfinite(stack.losses_now()) & [all(np.isfinite(w).all() for w in run) for run in weights]
        sums = with_ones(data.X) @ np.stack([first for first, _ in weights])
        alive = (sums > 0).any(axis=1) & went_well[:, None]
        found.append(~alive.reshape(len(rates), len(seeds), width))
    return np.array(found)
