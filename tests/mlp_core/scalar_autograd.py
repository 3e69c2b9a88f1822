"""An autograd of single numbers, independent of mlp_core: it knows no matrices, no layers and no δ.

A Value remembers which Values it was made of and the partial derivative by each; `backward` multiplies and adds them
up along every path.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


class Value:
    """One number of a computation, with its gradient after `backward`."""

    def __init__(self, number: float, parents: Sequence[tuple[Value, float]] = ()) -> None:
        self.number, self.parents, self.gradient = number, tuple(parents), 0.0

    def __add__(self, other: Value) -> Value:
        return Value(self.number + other.number, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other: Value) -> Value:
        return Value(self.number * other.number, [(self, other.number), (other, self.number)])

    def apply(self, name: str) -> Value:
        s = self.number
        if name == "linear":
            return Value(s, [(self, 1.0)])
        if name == "relu":
            return Value(max(s, 0.0), [(self, 1.0 if s > 0 else 0.0)])
        if name == "leaky_relu":
            return Value(s if s > 0 else 0.01 * s, [(self, 1.0 if s > 0 else 0.01)])
        if name == "softplus":
            return Value(math.log(1 + math.exp(s)), [(self, 1 / (1 + math.exp(-s)))])
        if name == "tanh":
            return Value(math.tanh(s), [(self, 1 / math.cosh(s) ** 2)])
        if name == "sigmoid":
            return Value(1 / (1 + math.exp(-s)), [(self, math.exp(-s) / (1 + math.exp(-s)) ** 2)])
        if name == "exp":
            return Value(math.exp(s), [(self, math.exp(s))])
        if name == "inverse":
            return Value(1 / s, [(self, -1 / s**2)])
        if name == "log":
            return Value(math.log(s), [(self, 1 / s)])
        raise ValueError(f"{name}: a new activation is written here once more, by hand, as its value and slope at s")


def backward(result: Value) -> None:
    """Give every Value that result was made of its gradient ∂result/∂value."""
    order: list[Value] = []
    seen: set[int] = set()

    def visit(value: Value) -> None:
        if id(value) not in seen:
            seen.add(id(value))
            for parent, _ in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    result.gradient = 1.0
    for value in reversed(order):
        for parent, slope in value.parents:
            parent.gradient += slope * value.gradient


Grid = list[list[Value]]


def grid(numbers: Sequence[Sequence[float]]) -> Grid:
    """A matrix of Values."""
    return [[Value(float(number)) for number in row] for row in numbers]


def total(values: Sequence[Value]) -> Value:
    """The sum of some Values."""
    result = Value(0.0)
    for value in values:
        result = result + value
    return result


def product(left: Grid, right: Grid) -> Grid:
    """The matrix product, entry by entry."""
    columns = list(zip(*right, strict=True))
    return [[total([a * b for a, b in zip(row, column, strict=True)]) for column in columns] for row in left]


def activate(sums: Grid, name: str) -> Grid:
    """The activation of every entry; softmax of every row."""
    if name != "softmax":
        return [[s.apply(name) for s in row] for row in sums]
    rows = [[s.apply("exp") for s in row] for row in sums]
    return [[e * total(row).apply("inverse") for e in row] for row in rows]


def loss(outputs: Grid, targets: Sequence[Sequence[float]], name: str) -> Value:
    """The loss as one Value."""
    pairs = [(o, float(t)) for row, goal in zip(outputs, targets, strict=True) for o, t in zip(row, goal, strict=True)]
    minus = Value(-1.0)
    if name not in ("half_sse", "mse", "bce", "softmax_cross_entropy"):
        raise ValueError(f"{name}: a new loss is written here once more, by hand, as a Value made of the pairs")
    if name in ("half_sse", "mse"):
        squares = [(o + Value(-t)) * (o + Value(-t)) for o, t in pairs]
        return Value(0.5 if name == "half_sse" else 1 / len(pairs)) * total(squares)
    logs = [Value(-t) * o.apply("log") for o, t in pairs]
    if name == "softmax_cross_entropy":
        return Value(1 / len(outputs)) * total(logs)
    logs += [Value(t - 1) * (Value(1.0) + minus * o).apply("log") for o, t in pairs]
    return Value(1 / len(pairs)) * total(logs)
