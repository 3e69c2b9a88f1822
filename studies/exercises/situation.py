"""One call of a reader's program: a network fed forward, and the gradients that are right for it."""

from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array
from mlp_core.network import MLP


@dataclass(frozen=True)
class Situation:
    """One call of backward(layers, derivatives, weights, Y), for a network without bias, and its right answer."""

    layers: tuple[Array, ...]
    derivatives: tuple[Array, ...]
    weights: tuple[Array, ...]
    Y: Array
    gradients: tuple[Array, ...]

    def arguments(self) -> tuple[list[Array], list[Array], list[Array], Array]:
        """Copies, because a reader's program may change what it is given."""
        parts = ([entry.copy() for entry in part] for part in (self.layers, self.derivatives, self.weights))
        layers, derivatives, weights = parts
        return layers, derivatives, weights, self.Y.copy()


def situation(
    points: int, sizes: tuple[int, ...], seed: int, hidden: str = "tanh", output: str = "sigmoid"
) -> Situation:
    """A network with random weights, data and targets; hidden, output: its activations."""
    rng = np.random.default_rng(seed)
    net = MLP(sizes, (hidden,) * (len(sizes) - 2) + (output,), bias=False, rng=rng)
    trace = net.forward(rng.uniform(-1, 1, (points, sizes[0])))
    Y = rng.uniform(0, 1, (points, sizes[-1]))
    back = net.backward(trace, Y)
    return Situation(
        tuple(trace.layers), tuple(trace.derivatives), tuple(trace.weights), Y, tuple(back.weight_gradients)
    )
