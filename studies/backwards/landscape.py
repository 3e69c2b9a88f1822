"""The loss as a landscape over two weights of a network, and walking down in it."""

from typing import TypeAlias

import numpy as np

from mlp_core.backprop import feed
from mlp_core.checks import Array, as_array, as_count, as_number, as_tuple, fail
from mlp_core.losses import LOSSES
from mlp_core.network import MLP

Place: TypeAlias = tuple[int, int, int]
"""Where a weight stands: (l, row, column) is entry [row, column] of w^(l)."""


def loss_landscape(
    net: MLP, X: object, Y: object, first: Place, second: Place, firsts: object, seconds: object, loss: str = "half_sse"
) -> Array:
    """The loss for every pair of values of two weights, while all other weights stay as they are.

    firsts (A,) are the values of the weight at `first`, seconds (B,) those of the one at `second`. Returns (B, A): rows
    for the second weight, columns for the first.
    """
    a, b = as_array("firsts", firsts).ravel(), as_array("seconds", seconds).ravel()
    _check_places(net, first, second)
    inputs = net.checked_inputs(X)
    targets = net.checked_targets(Y, inputs, loss)
    count = a.size * b.size
    # One network for each point of the landscape, along the first axis: (count, fan_in + bias, fan_out).
    stacks = [np.repeat(w[None], count, axis=0) for w in net.weights]
    stacks[first[0]][:, first[1], first[2]] = np.tile(a, b.size)
    stacks[second[0]][:, second[1], second[2]] = np.repeat(b, a.size)
    layers, sums = feed(inputs, stacks, net.activations, net.bias)
    heights: Array = LOSSES[loss].value_of(sums[-1], layers[-1], targets, net.activations[-1])
    return heights.reshape(b.size, a.size)


def descend(
    net: MLP,
    X: object,
    Y: object,
    first: Place,
    second: Place,
    *,
    learning_rate: float,
    steps: int,
    loss: str = "half_sse",
) -> Array:
    """Walk down the landscape of two weights: gradient descent that moves these two only.

    Returns (steps + 1, 3): after each step the two weights and the loss. A walk that leaves the finite numbers ends
    there, with fewer rows.
    """
    rate, count = as_number("learning_rate", learning_rate, above=0), as_count("steps", steps)
    _check_places(net, first, second)
    walker = net.copy()
    value, gradients = walker.gradients(X, Y, loss)
    path: list[list[float]] = []
    for step in range(count + 1):
        weights = walker.weights
        path.append([float(weights[l][i, j]) for l, i, j in (first, second)] + [value])  # noqa: E741
        if step == count:
            break
        try:
            for l, i, j in (first, second):  # noqa: E741 (l is the book's letter for the layer)
                weights[l][i, j] -= rate * gradients[l][i, j]
            walker.weights = weights
            value, gradients = walker.gradients(X, Y, loss)
        except ValueError:  # the weights or the loss are too large for a float
            break
    return np.array(path)


def contour_levels(heights: Array, count: int = 8) -> Array:
    """Heights at which to draw contours, (≤ count,), so that about as much of the landscape lies between any two."""
    inner = np.quantile(heights, np.linspace(0, 1, as_count("count", count) + 2)[1:-1])
    return np.unique(inner[(inner > heights.min()) & (inner < heights.max())])


def _check_places(net: MLP, first: Place, second: Place) -> None:
    for name, place in (("first", first), ("second", second)):
        entries = as_tuple(name, place, "(l, row, column)")
        if len(entries) != 3:
            raise fail(name, "(l, row, column)", repr(place))
        layer, row, column = (as_count(f"{name}[{i}]", entry, 0) for i, entry in enumerate(entries))
        if layer >= net.lmax or row >= net.shapes[layer][0] or column >= net.shapes[layer][1]:
            raise fail(name, "the place of a weight", repr(place), f"the weight matrices have shapes {net.shapes}")
    if tuple(first) == tuple(second):
        raise fail("second", f"another weight than first, {first}", repr(second))
