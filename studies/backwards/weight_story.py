"""One weight's derivative as the sum that the chain rule makes of it: one product for each data point and each path.

A path leads from the neuron that the weight feeds through one neuron of every later layer to an output. Backpropagation
never lists paths, because their number is multiplied by the width of every layer. Here they are, to be looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Literal

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.backprop import BackwardTrace, ForwardTrace
from mlp_core.checks import Array, as_count, as_tuple, fail
from mlp_core.losses import LOSSES
from mlp_core.network import MLP

Place = tuple[int, int, int]
"""(l, row, column): entry [row, column] of w^(l)."""

Kind = Literal["error", "joint", "slope", "weight", "input"]


@dataclass(frozen=True)
class Factor:
    """One factor of a product, and the entry of the matrix that it is.

    ("error", lmax)      δ^(lmax) = ∂L/∂Ỹ           [row: data point, column: output]
    ("joint", lmax − 1)  ∂L/∂S^(lmax−1)             the same, where loss and activation have one formula
    ("slope", l)         f^(l)'(S^(l))              [row: data point, column: neuron of layer l + 1]
    ("weight", l)        w^(l)                      [row: neuron of layer l with the ones first, if any; column]
    ("input", l)         what is multiplied by w^(l) [row: data point, column: as the rows of w^(l)]
    """

    kind: Kind
    index: int
    row: int
    column: int
    value: float


@dataclass(frozen=True)
class Path:
    """One product. point: the data point; neurons: one of each layer after the weight, the last one an output."""

    point: int
    neurons: tuple[int, ...]
    factors: tuple[Factor, ...]
    product: float


@dataclass(frozen=True, eq=False)
class WeightStory:
    """The derivative of the loss by one weight, taken apart. All counts are from 0.

    joined: whether the error at the outputs and the slope of the last activation are one factor, as for softmax and for
    pairs of loss and activation.
    """

    place: Place
    forward: ForwardTrace
    backward: BackwardTrace
    joined: bool

    @property
    def lmax(self) -> int:
        """The index of the output layer."""
        return len(self.forward.weights)

    @property
    def gradient(self) -> float:
        """∂L/∂w as backpropagation finds it."""
        layer, row, column = self.place
        return float(self.backward.weight_gradients[layer][row, column])

    @property
    def widths(self) -> tuple[int, ...]:
        """How many neurons a path can choose from, for each layer after the one that the weight feeds."""
        return tuple(layer.shape[1] for layer in self.forward.layers[self.place[0] + 2 :])

    @property
    def path_count(self) -> int:
        """How many paths there are from the weight to the outputs, for each data point."""
        return prod(self.widths)

    @cached_property
    def products(self) -> Array:
        """The product of every data point and every path, (N, path_count)."""
        layer, row, column = self.place
        bias = int(self.forward.bias)
        # Factor by factor from the weight on, with one more axis for each layer that a path goes through.
        made = self.forward.inputs[layer][:, row] * self._slope(layer)[:, column]
        for l in range(layer + 1, self.lmax):  # noqa: E741 (l is the book's letter for the layer)
            w = self.forward.weights[l][bias:]
            made = made[..., None] * (w[column] if l == layer + 1 else w)
            made = made * _spread(self._slope(l), made.ndim)
        if not self.joined:
            error = self.backward.deltas[-1]
            made = made * (error[:, column] if made.ndim == 1 else _spread(error, made.ndim))
        return made.reshape(len(made), -1)

    def path(self, point: int, number: int) -> Path:
        """One product with its factors, from the loss to the weight. number: of the path, as in `products`."""
        chosen = tuple(int(k) for k in np.unravel_index(number, self.widths)) if self.widths else ()
        neurons = (self.place[2], *chosen)
        return Path(point, neurons, tuple(self._factors(point, neurons)), float(self.products[point, number]))

    def largest(self, most: int) -> tuple[Path, ...]:
        """The products of the largest size, `most` of them at most, in the order of data points and paths."""
        flat = np.abs(self.products).ravel()
        kept = np.sort(np.argsort(-flat, kind="stable")[:most])
        return tuple(self.path(*map(int, divmod(int(place), self.path_count))) for place in kept)

    def _slope(self, l: int) -> Array:  # noqa: E741
        """f^(l)' (N, width); at the end ∂L/∂S if that is one factor."""
        return self.backward.scaled_deltas[l] if self.joined and l == self.lmax - 1 else self.forward.derivatives[l]

    def _factors(self, point: int, neurons: tuple[int, ...]) -> Iterator[Factor]:
        layer, row, _ = self.place
        bias, last = int(self.forward.bias), self.lmax - 1
        if not self.joined:
            yield Factor("error", self.lmax, point, neurons[-1], float(self.backward.deltas[-1][point, neurons[-1]]))
        for l in range(last, layer - 1, -1):  # noqa: E741
            neuron = neurons[l - layer]
            kind: Kind = "joint" if self.joined and l == last else "slope"
            yield Factor(kind, l, point, neuron, float(self._slope(l)[point, neuron]))
            if l > layer:
                before = neurons[l - layer - 1] + bias
                yield Factor("weight", l, before, neuron, float(self.forward.weights[l][before, neuron]))
        yield Factor("input", layer, point, row, float(self.forward.inputs[layer][point, row]))


def _spread(values: Array, ndim: int) -> Array:
    """(N, width) with axes of length 1 between, so that it meets the first and the last of ndim axes."""
    return values.reshape(len(values), *(1,) * (ndim - 2), values.shape[1])


def weight_story(net: MLP, X: object, Y: object, place: Place, loss: str = "half_sse") -> WeightStory:
    """Take ∂L/∂w apart for the weight at `place`, on the data points X (N, M) with targets Y (N, P).

    Errors: ValueError for a place that is none, and for data that do not fit.
    """
    entries = as_tuple("place", place, "(l, row, column)")
    if len(entries) != 3:
        raise fail("place", "(l, row, column)", repr(place))
    layer, row, column = (as_count(f"place[{i}]", entry, 0) for i, entry in enumerate(entries))
    if layer >= net.lmax or row >= net.shapes[layer][0] or column >= net.shapes[layer][1]:
        raise fail("place", "the place of a weight", repr(place), f"the weight matrices have shapes {net.shapes}")
    forward = net.forward(X)
    last = net.activations[-1]
    paired = LOSSES[loss].pair_with(last, net.sizes[-1]) is not None
    joined = paired or not ACTIVATIONS[last].elementwise
    return WeightStory((layer, row, column), forward, net.backward(forward, Y, loss), joined)
