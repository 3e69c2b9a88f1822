"""History: the well-known classroom version of this network, with its three bugs, each to be switched off by itself.

Nothing else in the book uses this module. It exists for the lesson that asks what each bug does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.backprop import with_ones
from mlp_core.checks import Array, as_choice, as_count, as_generator, as_matrix, as_number, fail


@dataclass(frozen=True)
class Bugs:
    """Which of the three bugs are present.

    stale_deltas      the error is carried back through weights that were already updated in the same iteration
    overwritten_bias  a hidden layer's column of ones is a neuron like the others, so the first forward pass overwrites
                      it: Q + 1 hidden neurons, and no bias after the inputs
    growing_layers    the list of layers that the caller passed in is extended by a column of ones at every call
    """

    stale_deltas: bool = True
    overwritten_bias: bool = True
    growing_layers: bool = True


NO_BUGS = Bugs(stale_deltas=False, overwritten_bias=False, growing_layers=False)


@dataclass(frozen=True)
class ClassroomRun:
    """weights after the last update; losses (iterations,), half_sse before each update; the first update's gradients.

    outputs (N, P) are those of the last forward pass, hence, as in the original, of before the last update.
    """

    weights: tuple[Array, ...]
    losses: Array
    outputs: Array
    first_gradients: tuple[Array, ...]


def classroom_layers(X: object, sizes: Sequence[int]) -> list[Array]:
    """The list of layers that the classroom code starts from: X (N, M), then zeros (N, width) for every other layer."""
    inputs = as_matrix("X", X, columns=sizes[0], because=f"sizes is {tuple(sizes)}")
    return [inputs, *(np.zeros((len(inputs), as_count("sizes", width))) for width in sizes[1:])]


def classroom_fit(
    layers: list[Array],
    Y: object,
    activations: Sequence[str],
    *,
    learning_rate: float = 0.1,
    iterations: int = 1000,
    rng: int | np.random.Generator = 0,
    bugs: Bugs | None = None,
) -> ClassroomRun:
    """Draw weights 2·rand − 1 and train them on layers (see classroom_layers) and targets Y (N, P) by half_sse.

    layers is changed, as it was in the classroom, unless bugs.growing_layers is off. With NO_BUGS the numbers are those
    of MLP and fit. bugs None means all three.
    """
    bugs = bugs or Bugs()
    elementwise = [name for name, activation in ACTIVATIONS.items() if activation.elementwise]
    names = [as_choice(f"activations[{i}]", name, elementwise) for i, name in enumerate(activations)]
    if len(names) != len(layers) - 1:
        raise fail("activations", f"{len(layers) - 1} names", str(len(names)), f"there are {len(layers)} layers")
    targets = as_matrix("Y", Y, rows=len(layers[0]), columns=layers[-1].shape[1], because="layers decides it")
    rate = as_number("learning_rate", learning_rate, above=0)
    if not bugs.growing_layers:
        layers = list(layers)
    for l in range(len(layers) - 1):  # noqa: E741 (l is the book's letter for the layer)
        layers[l] = with_ones(layers[l])

    # A layer's own neurons come after its ones, unless the ones are taken for a neuron, too.
    first = [0 if bugs.overwritten_bias or l == len(layers) - 1 else 1 for l in range(len(layers))]  # noqa: E741
    draw = as_generator("rng", rng)
    weights = [
        2 * draw.random((layers[l].shape[1], layers[l + 1].shape[1] - first[l + 1])) - 1
        for l in range(len(layers) - 1)  # noqa: E741
    ]
    losses = np.empty(as_count("iterations", iterations))
    first_gradients: tuple[Array, ...] = ()
    for i in range(len(losses)):
        derivatives = _forward(layers, weights, names, first)
        delta = layers[-1] - targets
        losses[i] = 0.5 * np.square(delta).sum()
        gradients = _backward_and_update(layers, weights, derivatives, delta, rate, first, bugs)
        first_gradients = first_gradients or gradients
    return ClassroomRun(tuple(weights), losses, layers[-1], first_gradients)


def _forward(layers: list[Array], weights: list[Array], names: list[str], first: list[int]) -> list[Array]:
    """Fill the layers after the first one; the derivatives f'(S) on the way."""
    derivatives = []
    for l, (w, name) in enumerate(zip(weights, names, strict=True)):  # noqa: E741
        sums = layers[l] @ w
        values = ACTIVATIONS[name].apply(sums)
        derivatives.append(ACTIVATIONS[name].derivative(sums, values))
        layers[l + 1] = np.hstack([layers[l + 1][:, : first[l + 1]], values])
    return derivatives


def _backward_and_update(
    layers: list[Array],
    weights: list[Array],
    derivatives: list[Array],
    delta: Array,
    rate: float,
    first: list[int],
    bugs: Bugs,
) -> tuple[Array, ...]:
    """Update the weights, last layer first; the gradients that were used."""
    gradients: list[Array] = []
    for l in range(len(weights) - 1, -1, -1):  # noqa: E741
        scaled = delta * derivatives[l]
        gradients.insert(0, layers[l].T @ scaled)
        old = weights[l]
        weights[l] = old - rate * gradients[0]
        delta = scaled @ (weights[l] if bugs.stale_deltas else old)[first[l] :].T
    return tuple(gradients)
