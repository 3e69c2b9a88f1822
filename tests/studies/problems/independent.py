"""A program that solves problems in its own way: no backpropagation, only the loss and its measured slopes.

It reads X, the weights and the targets alone. Errors and gradients come from complex steps and small differences of the
loss, and in exact problems everything up to the gradients from fractions.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from math import exp, tanh

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

FUNCTIONS: dict[str, Callable[[float], float]] = {
    "linear": lambda s: s,
    "relu": lambda s: max(0.0, s),
    "leaky_relu": lambda s: s if s > 0 else 0.01 * s,
    "sigmoid": lambda s: 1 / (1 + exp(-s)),
    "tanh": tanh,
}


def onward(layer: Array, weights: list[Array], names: tuple[str, ...], bias: bool, begin: int = 0) -> list[Array]:
    """Sums and layers from a layer on, in turn, entry by entry."""
    found = []
    for w, name in list(zip(weights, names, strict=True))[begin:]:
        rows = [[1.0, *row] if bias else list(row) for row in layer]
        sums = np.array([[sum(a * b for a, b in zip(row, column, strict=True)) for column in w.T] for row in rows])
        layer = np.vectorize(FUNCTIONS[name], otypes=[float])(sums)
        found += [sums, layer]
    return found


def loss_of(outputs: Array, targets: Array, loss: str) -> float:
    """By its definition."""
    squares = [float(a - b) ** 2 for a, b in zip(outputs.ravel(), targets.ravel(), strict=True)]
    return sum(squares) / 2 if loss == "half_sse" else sum(squares) / len(squares)


def slopes(function: Callable[[Array], float], at: Array, step: float = 1e-5) -> Array:
    """The measured slope of a function of a matrix, entry by entry, by four points."""
    found = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        values = []
        for by in (-2, -1, 1, 2):
            moved = at.copy()
            moved[place] += by * step
            values.append(function(moved))
        found[place] = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step)
    return found


def slope_of(name: str, s: float) -> float:
    """The measured slope of an activation."""
    return float(slopes(lambda at: FUNCTIONS[name](at.item()), np.array([s]))[0])


def solve(
    X: Array, weights: list[Array], targets: Array, names: tuple[str, ...], bias: bool, loss: str, rate: float
) -> dict[tuple[str, int], Array]:
    """Every matrix of the key by its kind and index, as studies.backwards.iteration numbers them."""
    chain = onward(X, weights, names, bias)
    sums, layers, last = chain[::2], [X, *chain[1::2]], len(weights)
    found = {("loss", last): np.array([[loss_of(layers[-1], targets, loss)]])}
    for l in range(last):  # noqa: E741
        found["sums", l], found["layer", l + 1] = sums[l], layers[l + 1]
        found["slope", l] = np.vectorize(partial(slope_of, names[l]), otypes=[float])(sums[l])

        def by_weight(w: Array, l: int = l) -> float:  # noqa: E741
            return loss_of(onward(X, [*weights[:l], w, *weights[l + 1 :]], names, bias)[-1], targets, loss)

        def by_layer(layer: Array, l: int = l) -> float:  # noqa: E741
            after = onward(layer, weights, names, bias, l + 1)
            return loss_of(after[-1] if after else layer, targets, loss)

        def by_sums(s: Array, l: int = l) -> float:  # noqa: E741
            layer = np.vectorize(FUNCTIONS[names[l]], otypes=[float])(s)
            return by_layer(layer, l)

        found["gradient", l] = slopes(by_weight, weights[l])
        found["delta", l + 1] = slopes(by_layer, layers[l + 1])
        found["scaled", l] = slopes(by_sums, sums[l])
        found["update", l] = weights[l] - rate * found["gradient", l]
    return found


def exact_forward(X: Array, weights: list[Array], names: tuple[str, ...], bias: bool) -> list[list[list[Fraction]]]:
    """Sums and layers in turn, in fractions; of linear and relu only."""
    layer = [[Fraction(str(x)) for x in row] for row in X]
    found = []
    for w, name in zip(weights, names, strict=True):
        entries = [[Fraction(str(round(x, 6))) for x in row] for row in w]
        rows = [[Fraction(1), *row] if bias else row for row in layer]
        sums = [[sum((a * r[j] for a, r in zip(row, entries, strict=True)), Fraction()) for j in range(len(entries[0]))]
                for row in rows]  # fmt: skip
        layer = [[max(s, Fraction()) if name == "relu" else s for s in row] for row in sums]
        found += [sums, layer]
    return found
