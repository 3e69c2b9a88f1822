"""A computation as a graph of single numbers: what each operation made, and how its result changes with what it read.

A node keeps its value, the nodes that it was made of (its parents) and its slope by each of them. That is all that is
needed to find derivatives, in either direction:

    reverse   one walk from the result to the leaves: the derivative of the result by every node
    forward   one walk from one leaf to the result: the derivative of every node by that leaf
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from mlp_core.losses import LOSSES
from mlp_core.network import MLP

Rule = Literal["given", "add", "multiply", "divide", "max", "function", "loss"]
Rows = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Node:
    """One number of a computation.

    rule: what made it; "given" for a leaf. name: the leaf's letter or the operation as it is written.
    parents: the numbers of the nodes it was made of; slopes: its derivative by each of them, the others held fixed.
    """

    rule: Rule
    name: str
    value: float
    parents: tuple[int, ...] = ()
    slopes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Nodes in an order in which parents come before what is made of them; the last one is the result."""

    nodes: tuple[Node, ...]

    @property
    def edges(self) -> int:
        """How many arrows the graph has: each is one multiplication in a pass, in either direction."""
        return sum(len(node.parents) for node in self.nodes)

    @property
    def leaves(self) -> tuple[int, ...]:
        """The nodes that are given."""
        return tuple(i for i, node in enumerate(self.nodes) if node.rule == "given")

    def uses(self, index: int) -> tuple[tuple[int, float], ...]:
        """The nodes that read node `index`, with their slopes by it; one that reads it twice comes twice."""
        return tuple(
            (user, slope)
            for user, node in enumerate(self.nodes)
            for parent, slope in zip(node.parents, node.slopes, strict=True)
            if parent == index
        )

    def reverse(self) -> tuple[float, ...]:
        """The derivative of the result by every node: one pass from the result back, adding where a node forks."""
        gradients = [0.0] * len(self.nodes)
        gradients[-1] = 1.0
        for index in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[index]
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                gradients[parent] += slope * gradients[index]
        return tuple(gradients)

    def forward(self, leaf: int) -> tuple[float, ...]:
        """The derivative of every node by one leaf: one pass from the leaves to the result."""
        rates: list[float] = []
        for index, node in enumerate(self.nodes):
            made = sum(slope * rates[parent] for parent, slope in zip(node.parents, node.slopes, strict=True))
            rates.append(1.0 if index == leaf else made)
        return tuple(rates)


class Builder:
    """Collects nodes; each method adds one and returns its number."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def put(self, rule: Rule, name: str, value: float, edges: Sequence[tuple[int, float]] = ()) -> int:
        """A node of any kind. edges: the parents, each with the slope by it."""
        parents, slopes = tuple(parent for parent, _ in edges), tuple(float(slope) for _, slope in edges)
        self.nodes.append(Node(rule, name, float(value), parents, slopes))
        return len(self.nodes) - 1

    def value(self, index: int) -> float:
        """A node's value."""
        return self.nodes[index].value

    def given(self, name: str, value: float) -> int:
        """A leaf."""
        return self.put("given", name, value)

    def multiply(self, left: int, right: int) -> int:
        """left · right; each one's slope is the other's value."""
        a, b = self.value(left), self.value(right)
        return self.put("multiply", "·", a * b, [(left, b), (right, a)])

    def add(self, terms: Sequence[int]) -> int:
        """The sum of some nodes; every slope is 1."""
        return self.put("add", "+", sum(self.value(term) for term in terms), [(term, 1.0) for term in terms])

    def graph(self) -> Graph:
        """What was collected."""
        return Graph(tuple(self.nodes))


@dataclass(frozen=True)
class NetworkGraph:
    """A network's computation for one data point: where its numbers are in the graph.

    layers[l][j], sums[l][j]: node of neuron j of L^(l), and of its entry of S^(l). weights[l][i][j]: node of w^(l),
    with a bias as row 0. products[l][i][j]: the weight times what it reads; a bias has none, and stands for itself.
    """

    graph: Graph
    layers: Rows
    sums: Rows
    weights: tuple[Rows, ...]
    products: tuple[Rows, ...]

    @property
    def loss(self) -> int:
        """The node of the loss."""
        return len(self.graph.nodes) - 1


def network_graph(net: MLP, x: Array, y: Array, loss: str = "half_sse") -> NetworkGraph:
    """The graph of the loss of one data point x (1, M) with targets y (1, P)."""
    trace = net.forward(x)
    build = Builder()
    layers = [tuple(build.given(f"x{i + 1}", value) for i, value in enumerate(trace.layers[0][0]))]
    sums, weights, products = [], [], []
    for l, w in enumerate(trace.weights):  # noqa: E741 (l is the book's letter for the layer)
        leaves = tuple(tuple(build.given(f"w{l}", value) for value in row) for row in w)
        made = []
        for i, row in enumerate(leaves):
            if trace.bias and i == 0:
                made.append(row)
            else:
                made.append(tuple(build.multiply(layers[l][i - trace.bias], leaf) for leaf in row))
        sums.append(tuple(build.add(column) for column in zip(*made, strict=True)))
        weights.append(leaves)
        products.append(tuple(made))
        layers.append(_activated(build, trace.activations[l], sums[l], trace.sums[l], trace.layers[l + 1]))
    slopes = LOSSES[loss].derivative(trace.outputs, y)[0]
    value = LOSSES[loss].value_of(trace.sums[-1], trace.outputs, y, trace.activations[-1])
    build.put("loss", "L", value, list(zip(layers[-1], slopes, strict=True)))
    return NetworkGraph(build.graph(), tuple(layers), tuple(sums), tuple(weights), tuple(products))


def _activated(build: Builder, name: str, sums: tuple[int, ...], s: Array, a: Array) -> tuple[int, ...]:
    """The neurons after an activation: each of its own sum, or for softmax each of all sums."""
    f = ACTIVATIONS[name]
    slopes = f.derivative(s, a)[0]
    if f.elementwise:
        rule: Rule = "max" if name == "relu" else "function"
        return tuple(
            build.put(rule, name, value, [(node, slope)]) for node, value, slope in zip(sums, a[0], slopes, strict=True)
        )
    return tuple(
        build.put("function", name, value, list(zip(sums, row, strict=True)))
        for value, row in zip(a[0], slopes, strict=True)
    )


@dataclass(frozen=True)
class Passes:
    """What all derivatives of one loss by all weights cost in a graph, counted as multiplications along arrows.

    weights: how many derivatives are wanted. arrows: multiplications of one pass, in either direction.
    """

    weights: int
    arrows: int

    @property
    def reverse(self) -> int:
        """One pass back gives all of them."""
        return self.arrows

    @property
    def forward(self) -> int:
        """Forwards each weight needs a pass of its own."""
        return self.weights * self.arrows


def passes(sizes: Sequence[int], bias: bool) -> Passes:
    """Count the arrows of `network_graph` for a network of these sizes, without softmax, and without building it."""
    pairs = list(pairwise(sizes))
    weights = sum((a + bias) * b for a, b in pairs)
    # A weight and what it reads go into a product, the product into a sum, the sum into f; a bias goes into the sum.
    arrows = sum(3 * a * b + bias * b + b for a, b in pairs) + sizes[-1]
    return Passes(weights, arrows)
