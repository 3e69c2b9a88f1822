"""The tape: one training step, recorded once as a flat list of calls on fixed buffers, then replayed.

The mathematics is that of `backprop`, to which tests hold it equal; only the layout differs. Layers are stored as
units × points with the ones of the bias as row 0, so that S = wᵀ·L, the bias costs nothing, every product is written
straight into the buffer it is needed in, and nothing is allocated while training.
"""

from collections.abc import Callable, Sequence

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.calls import Back, Call, Layout
from mlp_core.checks import Array, pieces
from mlp_core.fast.products import HAS_BLAS, product
from mlp_core.losses import LOSSES
from mlp_core.network import MLP


class Parameters:
    """All weights of a network in one flat vector, and the same for their gradients.

    weights[l] and gradients[l] are views of shape (fan_in + bias, fan_out), so an optimizer updates everything at once.
    """

    def __init__(self, shapes: Sequence[tuple[int, int]], dtype: str) -> None:
        count = sum(rows * columns for rows, columns in shapes)
        self.flat = np.zeros(count, dtype)
        self.flat_gradients = np.zeros(count, dtype)
        # Plain loops, where there is no BLAS, are quicker if the weights into one neuron lie side by side.
        as_matrices = pieces if HAS_BLAS else by_neuron
        self.weights = as_matrices(self.flat, shapes)
        self.gradients = as_matrices(self.flat_gradients, shapes)


def by_neuron(flat: Array, shapes: Sequence[tuple[int, int]]) -> list[Array]:
    """Consecutive pieces of a flat vector with these shapes, but each stored column by column (views, not copies)."""
    return [piece.T for piece in pieces(flat, [(columns, rows) for rows, columns in shapes])]


class Tape:
    """One step for a fixed number of data points.

    net, loss   the network, whose own weights are not looked at, and the name of its loss
    parameters  the weights that the step uses, and where it leaves the gradients
    points      how many data points a step looks at
    scale       multiplies every gradient that the step leaves (see optimizers)

    Fill `inputs` (points, M + bias) and `targets` (P, points), replay `refresh`, then for each step replay `forward`,
    call `value` for the loss, and replay `backward`, which leaves the gradients in the parameters.
    """

    def __init__(self, net: MLP, loss: str, parameters: Parameters, points: int, scale: float) -> None:
        sizes, activations, bias, dtype = net.sizes, net.activations, net.bias, net.dtype
        head = LOSSES[loss].on_buffers(activations[-1], Layout((sizes[-1], points), 0, points, dtype), scale)
        self.inputs = np.ones((points, sizes[0] + bias), dtype)
        self.targets = head.y
        self.refresh = head.refresh
        self.value: tuple[Callable[..., float], tuple[Array]] = (head.terms.reshape(-1).dot, (head.signs.reshape(-1),))
        self.factor = head.factor
        self.forward: list[Call] = []
        self.backward: list[Call] = list(head.error)

        layers: list[Array] = [self.inputs.T]
        backs: list[Back] = []
        for l, (w, width) in enumerate(zip(parameters.weights[:-1], sizes[1:-1], strict=True)):  # noqa: E741
            layer = np.ones((width + bias, points), dtype)
            sums = layer[1:] if bias else layer  # rows in a block, so the product can be written into them
            apply, back = ACTIVATIONS[activations[l]].on_buffer(sums, axis=0)
            self.forward += [product(w.T, layers[-1], sums), *apply]
            layers.append(layer)
            backs.append(back)
        self.forward += [product(parameters.weights[-1].T, layers[-1], head.s), *head.forward]

        delta = head.delta
        for l in range(len(sizes) - 2, -1, -1):  # noqa: E741
            self.backward.append(product(layers[l], delta.T, parameters.gradients[l]))
            if l > 0:
                without_biases = parameters.weights[l][1:] if bias else parameters.weights[l]
                earlier = np.empty((sizes[l], points), dtype)
                self.backward += [product(without_biases, delta, earlier), *backs[l - 1](earlier)]
                delta = earlier


def replay(calls: Sequence[Call]) -> None:
    """Make the recorded calls, one after the other."""
    for function, arguments in calls:
        function(*arguments)
