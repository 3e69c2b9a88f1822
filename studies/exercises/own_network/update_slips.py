"""Steps of backpropagation with a slip in them, each with what to say of it."""

# ruff: noqa: E741 (l is the book's letter for the layer)

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from mlp_core.checks import Array
from studies.exercises.bug import RATE
from studies.exercises.own_network.case import Case, Function, slope_of

Slips = Iterator[tuple[list[Array], str]]
Scaled = Callable[[int, Array], Array]
"""delta ∘ f′ of layer l, from l and delta."""


def slips(one: Case) -> Slips:
    """The weights after a step with a slip in it, and what to say of it; the slips of other parts are in `bug`."""
    yield from _of_places(one)
    if one.square:
        yield from _square(one)
    yield from _of_functions(one)
    yield from _of_scaled(one)
    yield from _of_steps(one)


def _of_places(one: Case) -> Slips:
    """Slips in what f′ is taken of: it belongs at the weighted sums, layers[l] @ weights[l]."""
    layers = one.right.layers
    yield (
        _walk(one, lambda l: layers[l + 1]),
        "f′ is taken of the activation, layers[l + 1]. It belongs at the weighted "
        "sums: slopes[l](layers[l] @ weights[l]).",
    )
    if one.square:
        yield (
            _walk(one, lambda l: layers[l]),
            "f′ is taken of layers[l], before the product. It belongs at the weighted sums: "
            "slopes[l](layers[l] @ weights[l]).",
        )
        yield (
            _walk(one, lambda l: one.right.weights[l]),
            "f′ is taken of the weights. It belongs at the weighted sums: slopes[l](layers[l] @ weights[l]).",
        )
    yield (
        _step_with(one, scaled=lambda l, delta: delta * one.slopes[l](delta)),
        "f′ is taken of the error that comes in. It belongs at the weighted sums: slopes[l](layers[l] @ weights[l]).",
    )


def _of_functions(one: Case) -> Slips:
    """Slips in which function's slope is taken."""
    layers, last = one.right.layers, len(one.names) - 1
    several = len(set(one.names)) > 1
    for other in ("sigmoid", "relu", "tanh"):
        if other not in one.names or (several and other == one.names[0]):
            yield (
                _step_with(one, scaled=_at_sums(one, [slope_of(other)] * (last + 1))),
                f"The slope is that of {other} in every layer. Each layer has its own: slopes[l].",
            )
    if last:
        yield (
            _step_with(one, scaled=_at_sums(one, [*one.slopes[-1:], *one.slopes[:-1]])),
            "The slope is that of another layer: slopes[l] belongs to weights[l].",
        )
        yield (
            _step_with(one, scaled=_at_sums(one, one.slopes[-1:] * (last + 1))),
            "The slope is that of the last layer everywhere: slopes[l] belongs to weights[l].",
        )
    written = (
        "The slope of one activation is written into the loop, for every layer. The slopes to use are in the list "
        "slopes: slopes[l](layers[l] @ weights[l])."
    )
    yield _step_with(one, scaled=lambda l, delta: delta * layers[l + 1] * (1 - layers[l + 1])), written
    yield _step_with(one, scaled=lambda l, delta: delta * (1 - layers[l + 1] ** 2)), written
    yield (
        _walk(one, None),
        "The activation f is where its slope f′ belongs: slopes[l], not activations[l].",
    )


def _at_sums(one: Case, functions: Sequence[Function]) -> Scaled:
    """delta ∘ f′ with these functions in the place of the slopes."""
    return lambda l, delta: delta * functions[l](one.right.layers[l] @ one.right.weights[l])


def _of_scaled(one: Case) -> Slips:
    """Slips in how error and slope are joined."""
    layers, weights = one.right.layers, one.right.weights
    yield (
        _step_with(one, scaled=lambda l, delta: delta + one.slopes[l](layers[l] @ weights[l])),
        "Error and slope are added. The chain rule multiplies them: delta * slopes[l](…).",
    )
    yield (
        _step_with(one, scaled=lambda l, delta: one.slopes[l](layers[l] @ weights[l])),
        "The error is missing: scaled is delta times the slope.",
    )


def _of_steps(one: Case) -> Slips:
    """Slips at the outputs and in the update."""
    weights = one.right.weights
    yield (
        _step_with(one, start=float(((one.right.layers[-1] - one.right.Y) ** 2).sum()) / 2),
        "The loss, a single number, is where its slope belongs: half_sse_slope(layers[-1], Y), one entry for each "
        "output.",
    )
    yield (
        [RATE * g for g in one.right.gradients],
        "The old weights are missing: each matrix becomes weights[l] - learning_rate * gradient.",
    )
    yield (
        [w * RATE * g for w, g in zip(weights, one.right.gradients, strict=True)],
        "The weights are multiplied by the step. It is subtracted: weights[l] - learning_rate * gradient.",
    )
    yield (
        [w - g / RATE for w, g in zip(weights, one.right.gradients, strict=True)],
        "The gradient is divided by the learning rate. It is multiplied by it.",
    )
    if len(weights) > 1:
        first = weights[0] - RATE * one.right.gradients[0]
        yield [first, *weights[1:]], "Only the first weight matrix is updated. All of them should be."


def _square(one: Case) -> Slips:
    """Slips that end with an error where the sizes differ."""
    layers, weights = one.right.layers, one.right.weights
    yield (
        _step_with(one, scaled=lambda l, delta: delta @ one.slopes[l](layers[l] @ weights[l])),
        "@ is the matrix product. Error and slope belong together entry by entry: delta * slopes[l](…).",
    )
    yield (
        _step_with(one, scaled=lambda l, delta: delta * one.slopes[l](one.X @ weights[l])),
        "f′ is taken of X @ weights[l] in every layer. The weighted sums of layer l are layers[l] @ weights[l].",
    )
    yield (
        _step_with(one, of=lambda l: one.X),
        "Every gradient is made of X. That of weights[l] takes the layer which these weights multiply, layers[l].",
    )
    yield (
        [*_step_with(one, skip=1)[:-1], weights[-1]],
        "The last weight matrix is left out: reversed(range(len(weights))) starts with len(weights) - 1.",
    )
    yield (
        _step_with(one, times=np.multiply),
        "* multiplies entry by entry. The gradient is a matrix product, layers[l].T @ scaled.",
    )


def _step_with(
    one: Case,
    *,
    scaled: Scaled | None = None,
    of: Callable[[int], Array] | None = None,
    start: float | None = None,
    skip: int = 0,
    times: Callable[[Array, Array], Array] | None = None,
) -> list[Array]:
    """One step in which a slip is made. scaled(l, delta): in the place of delta ∘ f′. of(l): of layers[l].

    start: of the slope of the loss. skip: matrices at the end that the loop leaves out. times: of the gradient's
    product, whose first factor is then not transposed.
    """
    weights, layers = one.weights(), one.right.layers
    delta: Array = layers[-1] - one.right.Y if start is None else np.asarray(start)
    for l in reversed(range(len(weights) - skip)):
        right = one.slopes[l](layers[l] @ weights[l])
        passed = delta * right if scaled is None else scaled(l, delta)
        layer = layers[l] if of is None else of(l)
        gradient = layer.T @ passed if times is None else times(layer, passed)
        delta = passed @ weights[l].T
        weights[l] = weights[l] - RATE * gradient
    return weights


def _walk(one: Case, at: Callable[[int], Array] | None) -> list[Array]:
    """One step with f′ taken at other numbers; None: with f in the place of f′."""
    weights, layers = one.weights(), one.right.layers
    delta = layers[-1] - one.right.Y
    for l in reversed(range(len(weights))):
        f = one.activations[l] if at is None else one.slopes[l]
        scaled = delta * f(layers[l] @ weights[l] if at is None else at(l))
        gradient = layers[l].T @ scaled
        delta = scaled @ weights[l].T
        weights[l] = weights[l] - RATE * gradient
    return weights
