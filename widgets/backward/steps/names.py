"""The names, tags and axes of every matrix of an iteration, as the book writes them."""

from __future__ import annotations

from dataclasses import dataclass

import htpy as h

from studies.backwards.iteration import Iteration, Operation
from widgets.drawing.matrix import Axis, axis
from widgets.kit import theme

# The letter of a matrix's tags, see widgets/drawing/figure.py: d1.2.1 is the entry of δ⁽¹⁾ in row 2, column 1.
TAGS = {
    "data": "L",
    "sums": "S",
    "layer": "L",
    "loss": "E",
    "delta": "d",
    "slope": "f",
    "scaled": "e",
    "gradient": "g",
    "update": "u",
    "weights": "w",
    "targets": "Y",
}
JOINED = "\N{WORD JOINER}"  # no line ends within a product: after the bracket of ⁽¹⁾ one might


@dataclass(frozen=True)
class Names:
    """What the matrices of a network are called. sizes: neurons per layer; points: N.

    whole_rows: the last activation is softmax, whose derivative is a matrix for each data point. Each row of the error
    is multiplied by its own, which is no product entry by entry.
    """

    sizes: tuple[int, ...]
    bias: bool
    points: int
    whole_rows: bool = False

    @property
    def last(self) -> int:
        """The index of the output layer."""
        return len(self.sizes) - 1

    def times_slope(self, index: int) -> str:
        """The sign between an error and the derivative f^(index)′."""
        return "·" if self.whole_rows and index == self.last - 1 else "∘"

    def matrix(self, kind: str, index: int) -> str:
        """A matrix in plain text: S⁽⁰⁾, δ⁽¹⁾, f⁽⁰⁾′, δ⁽¹⁾∘f⁽⁰⁾′, ∂L/∂w⁽⁰⁾."""
        raised = theme.superscript(index)
        if kind in ("data", "layer"):
            return theme.layer_name(index, self.last)
        if kind == "scaled":
            return f"δ{theme.superscript(index + 1)}{JOINED}{self.times_slope(index)}{JOINED}f{raised}{JOINED}′"
        return {
            "sums": f"S{raised}",
            "weights": f"w{raised}",
            "loss": "E",
            "delta": f"δ{raised}",
            "slope": f"f{raised}′",
            "gradient": f"∂L/∂w{raised}",
            "update": f"new w{raised}",
            "targets": "Y",
        }[kind]

    def read(self, index: int) -> str:
        """A layer as its weights multiply it: H, or [1 H] if there are biases."""
        return theme.with_ones(self.matrix("layer", index), self.bias)

    def entry(self, kind: str, index: int, row: int, column: int) -> h.Node:
        """One entry, row and column as they are counted in tags: s⁽⁰⁾₁,₂."""
        raised = theme.superscript(index)
        if kind in ("data", "layer"):
            letter = "x" if index == 0 else "ỹ" if index == self.last else f"h{raised if self.last > 2 else ''}"
        else:
            letter = {
                "sums": f"s{raised}",
                "weights": f"w{raised}",
                "loss": "e",
                "delta": f"δ{raised}",
                "slope": f"f{raised}′",
                "scaled": f"({self.matrix('scaled', index)})",
                "gradient": f"∂L/∂w{raised}",
                "update": f"new w{raised}",
                "targets": "y",
            }[kind]
        return h.fragment[letter, h.sub[f"{row},{column}"]]

    def tag(self, kind: str, index: int) -> str:
        """The tag of a matrix."""
        return f"{TAGS[kind]}{index}"

    def data_points(self) -> Axis:
        """The axis of the N data points."""
        return axis("N", self.points)

    def neurons(self, layer: int, *, bias: bool = False) -> Axis:
        """The axis of a layer's neurons; bias: with the column of ones first."""
        letter = theme.layer_letter(layer, self.last)
        index = layer if letter == "Q" and self.last > 2 else None
        return axis(letter, self.sizes[layer], bias=bias, index=index)

    def axes(self, kind: str, index: int) -> tuple[Axis, Axis]:
        """Rows and columns of a matrix; of the layers as they are without the ones."""
        if kind in ("weights", "gradient", "update"):
            return self.neurons(index, bias=self.bias), self.neurons(index + 1)
        layer = index + 1 if kind in ("sums", "slope", "scaled") else self.last if kind == "targets" else index
        return self.data_points(), self.neurons(layer)


def names_of(iteration: Iteration) -> Names:
    """The names that fit an iteration's network."""
    forward = iteration.forward
    whole_rows = iteration.backward.derivatives[-1].ndim == 3
    return Names(tuple(layer.shape[1] for layer in forward.layers), forward.bias, len(iteration.targets), whole_rows)


def title(names: Names, operation: Operation) -> str:
    """A step in a few words, for the slider: 'Weighted sums S⁽⁰⁾ = X·w⁽⁰⁾'."""
    kind, l = operation.kind, operation.index  # noqa: E741 (l is the book's letter for the layer)
    name = names.matrix(kind, l)
    if kind == "data":
        return "What is given: the data and the weights"
    if kind == "sums":
        return theme.unbroken(
            f"Forwards: weighted sums {name} = {names.matrix('layer', l)}·{names.matrix('weights', l)}"
        )
    if kind == "layer":
        return f"Forwards: {name} = f{theme.superscript(l - 1)}({names.matrix('sums', l - 1)})"
    if kind == "loss":
        return "The loss"
    if kind == "slope":
        return f"Backwards: the derivative {name} at the weighted sums"
    if kind == "scaled":
        return f"Backwards: the error before the activation, {name}"
    if kind == "gradient":
        return f"Backwards: the gradient {name}"
    if kind == "update":
        return f"Update: {name}"
    layer = "output" if l == names.last else "layer"
    return f"Backwards: the error {name} at the {layer} {names.matrix('layer', l)}"
