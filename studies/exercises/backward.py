"""Exercise: fill in the lines that carry the error back through a hidden layer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlp_core.checks import Array
from mlp_core.network import MLP
from studies.exercises.report import Refused, Report, as_numbers, call, find_function, named, same, until_one_fails


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


def situation(points: int, sizes: tuple[int, ...], seed: int) -> Situation:
    """A network of tanh and sigmoid neurons with random weights, data and targets."""
    rng = np.random.default_rng(seed)
    net = MLP(sizes, ("tanh",) * (len(sizes) - 2) + ("sigmoid",), bias=False, rng=rng)
    trace = net.forward(rng.uniform(-1, 1, (points, sizes[0])))
    Y = rng.uniform(0, 1, (points, sizes[-1]))
    back = net.backward(trace, Y)
    return Situation(
        tuple(trace.layers), tuple(trace.derivatives), tuple(trace.weights), Y, tuple(back.weight_gradients)
    )


def grade_backward(program: Mapping[str, Any]) -> Report:
    """The program defines backward(layers, derivatives, weights, Y), which returns [gradient0, gradient1]."""
    # Four different sizes betray a missing transpose at once; four equal ones let it run, so that it can be named.
    cases = (
        ("the gradients for 5 data points in a 3-4-2 network", situation(5, (3, 4, 2), 1), False),
        ("the gradients where all sizes are equal", situation(3, (3, 3, 3), 2), True),
        ("the gradients for a single data point", situation(1, (2, 3, 1), 3), True),
    )
    return until_one_fails(cases, lambda case: _compare(program, case))


def _compare(program: Mapping[str, Any], case: Situation) -> str:
    try:
        given = case.arguments()
        answer = call(find_function(program, "backward"), *given)
        gradients = _two(answer)
    except Refused as refused:
        said = _slip_when_square(program) if "matmul" in str(refused) or "broadcast" in str(refused) else ""
        return f"{said} {refused}".strip()
    changed = [not same(a, b) for a, b in zip(given[2], case.weights, strict=True)]
    if any(changed):
        return "backward changes the weights. It should only compute the gradients; the update comes later."
    return _say(gradients, case) or ("" if _right(gradients, case) else _plain(gradients, case))


def _two(answer: object) -> tuple[Array, Array]:
    if not isinstance(answer, list | tuple) or len(answer) != 2:
        as_numbers(answer, "What backward gives back")
        raise Refused("backward should give back two gradients, [gradient0, gradient1].")
    return as_numbers(answer[0], "gradient0"), as_numbers(answer[1], "gradient1")


def _right(gradients: tuple[Array, Array], case: Situation) -> bool:
    return same(gradients[0], case.gradients[0]) and same(gradients[1], case.gradients[1])


def _slip_when_square(program: Mapping[str, Any]) -> str:
    """A program whose shapes do not fit can still be read where all sizes are equal."""
    case = situation(3, (3, 3, 3), 2)
    try:
        return _say(_two(call(find_function(program, "backward"), *case.arguments())), case)
    except Refused:
        return ""


def _say(gradients: tuple[Array, Array], case: Situation) -> str:
    """The slip in these gradients, "" if it is none of the known ones or they are right."""
    if _right(gradients, case):
        return ""
    if same(gradients[0], case.gradients[1]) and same(gradients[1], case.gradients[0]):
        return "Both gradients are right, but in the wrong order: [gradient0, gradient1]."
    if not same(gradients[1], case.gradients[1]):
        return "gradient1 is no longer right. Its line was given; only the two lines with dots are yours."
    return named(gradients[0], _slips(case)) or _factor(gradients[0], case.gradients[0])


def _slips(case: Situation) -> Iterator[tuple[Array, str]]:
    (x, hidden, outputs), (f0, f1), (w0, w1) = case.layers, case.derivatives, case.weights
    scaled = (outputs - case.Y) * f1
    right = case.gradients[0]
    yield (
        x.T @ (scaled @ w1.T),
        "f⁰′ is forgotten: δ¹ has to be multiplied by derivatives[0] before it is multiplied by L⁰ᵀ.",
    )
    yield (
        x.T @ (((outputs - case.Y) @ w1.T) * f0),
        "f¹′ is forgotten in δ¹: what is carried back is delta2 * derivatives[1], not delta2 alone.",
    )
    yield x.T @ ((outputs - case.Y) @ w1.T), "Both derivatives are forgotten, f¹′ in δ¹ and f⁰′ in the gradient."
    yield -right, "The sign is wrong. The gradient points uphill; the minus comes with the update."
    yield (
        right / len(x),
        "You divide by the number of data points. This loss is a sum over them, so its gradient is a sum as well.",
    )
    yield x.T @ ((scaled @ w1.T) * f0 * f0), "f⁰′ is multiplied in twice, once in δ¹ and once in the gradient."
    yield x.T @ ((scaled @ w1.T) * hidden), "You multiply by the activation H itself. Its derivative is derivatives[0]."
    yield right.T, "gradient0 is transposed: it has to have the shape of w⁰, (M, Q)."
    yield (
        hidden.T @ ((scaled @ w1.T) * f0),
        "The gradient of w⁰ takes layers[0], the layer that w⁰ multiplies, not layers[1].",
    )
    yield (
        x.T @ (((case.Y * f1) @ w1.T) * f0),
        "The error is taken from Y alone. It starts as delta2 = Ỹ − Y, as in the line above.",
    )
    if scaled.shape[1] == w1.shape[0]:
        yield x.T @ ((scaled @ w1) * f0), "w¹ is not transposed: the error goes back through w¹ᵀ, weights[1].T."
        yield x.T @ ((scaled @ w1.T) * f1), "You multiply by derivatives[1] where derivatives[0] belongs."
        yield (
            x.T @ ((scaled @ w0.T) * f0),
            "The error is carried back through w⁰. It has to go through w¹, which it came from.",
        )
        yield x.T @ ((scaled * w1.T) * f0), "* multiplies entry by entry. The step back is a matrix product, @."
    if x.shape[0] == x.shape[1] == w0.shape[0]:
        yield x @ ((scaled @ w1.T) * f0), "L⁰ is not transposed: the gradient is L⁰ᵀ · (δ¹ ∘ f⁰′)."
        yield (
            x.T @ ((scaled @ w1.T) @ f0),
            "f⁰′ is multiplied in as a matrix, @. The derivative acts entry by entry, *.",
        )
        yield (
            x.T * ((scaled @ w1.T) * f0),
            "* multiplies entry by entry. The gradient is a matrix product, layers[0].T @ …",
        )


def _factor(given: Array, right: Array) -> str:
    if given.shape != right.shape or not right.any():
        return ""
    factor = float((given * right).sum() / (right * right).sum())
    return f"gradient0 is {factor:.4g} times the right one." if factor and same(given, factor * right) else ""


def _plain(gradients: tuple[Array, Array], case: Situation) -> str:
    given, right = gradients[0], case.gradients[0]
    if given.shape != right.shape:
        return f"gradient0 should have the shape of w⁰, {right.shape}; yours has {given.shape}."
    return f"gradient0 starts with {given.flat[0]:.4f}; the slope of the loss for that weight is {right.flat[0]:.4f}."
