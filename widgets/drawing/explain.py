"""Matrices of a forward pass whose entries explain themselves: the row, the column, the products and their sum.

What is said of an entry is written as a string at once and kept: a large network has hundreds of entries, each of them
is needed twice, and the page waits for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import htpy as h
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from mlp_core import ACTIVATIONS, ForwardTrace
from studies.forwards.shapes import explain_product
from widgets.drawing.matrix import Axis, Cell, axis, matrix
from widgets.kit import theme

Array = NDArray[np.floating]
Attributes = dict[str, str]

ABREAST = 18  # columns of all matrices side by side, set small, in the width of the text
FEW_TERMS = 4  # up to here the values of the single products are printed too
ROUNDING = 1e-12  # below this a weighted sum of tenths is 0 up to the computer's rounding


class Explained:
    """The matrices of one forward pass, drawn so that each entry can be chosen and says how it comes about.

    abreast: how many matrices are to be side by side. Of wide ones only the first columns and the last are drawn then,
    so that a product's factors and its result are seen together.
    """

    def __init__(self, trace: ForwardTrace, *, abreast: int = 1) -> None:
        self.trace = trace
        widest = max(values.shape[1] for values in (*trace.inputs, *trace.layers))
        self.crowded = abreast * widest > ABREAST
        self._most = (theme.MOST_ROWS, ABREAST // abreast if self.crowded else theme.MOST_COLUMNS)
        self.last = len(trace.weights)
        self._sums_said: dict[tuple[int, int, int], Markup] = {}

    def layer_matrix(self, layer: int, *, extra: Attributes | None = None) -> h.Element:
        """L^(layer), each entry with its weighted sum and activation. extra: see `matrix`."""
        values = self.trace.layers[layer]
        return matrix(
            f"L{theme.superscript(layer)} = {theme.layer_name(layer, self.last)}",
            values,
            self._points(),
            self._neurons(layer),
            tag=f"L{layer}",
            cell=self._input_cell(layer, first=1) if layer == 0 else self._layer_cell(layer),
            entry=_nearly_zero(values),
            extra=extra,
            most=self._most,
        )

    def input_matrix(self, step: int, *, echo: bool = False, extra: Attributes | None = None) -> h.Element:
        """What w^(step) is multiplied with: L^(step), with its column of ones if there is a bias.

        echo: the figure shows this layer before; its entries then say where they came from instead of where they go.
        """
        number, name = f"L{theme.superscript(step)}", theme.layer_name(step, self.last)
        values = self.trace.inputs[step]
        return matrix(
            " = ".join(theme.with_ones(one, self.trace.bias) for one in (number, name)),
            values,
            self._points(),
            self._neurons(step, ones=True),
            tag=f"L{step}",
            cell=None if echo else self._input_cell(step, first=0 if self.trace.bias else 1),
            echo=echo,
            entry=_nearly_zero(values),
            extra=extra,
            most=self._most,
        )

    def weight_matrix(self, step: int, *, extra: Attributes | None = None) -> h.Element:
        """w^(step), (fan_in + bias, fan_out)."""
        return matrix(
            f"w{theme.superscript(step)}",
            self.trace.weights[step],
            self._neurons(step, ones=True),
            self._neurons(step + 1),
            tag=f"w{step}",
            cell=self._weight_cell(step),
            extra=extra,
            most=self._most,
        )

    def sums_matrix(self, step: int, *, extra: Attributes | None = None) -> h.Element:
        """S^(step), each entry with its sum of products."""
        values = self.trace.sums[step]
        return matrix(
            f"S{theme.superscript(step)}",
            values,
            self._points(),
            self._neurons(step + 1),
            tag=f"S{step}",
            cell=self._sum_cell(step),
            entry=_nearly_zero(values),
            extra=extra,
            most=self._most,
        )

    def sum_said(self, step: int, row: int, column: int) -> Markup:
        """How an entry of S^(step) and the neuron's value come about. row and column count from 0."""
        place = (step, row, column)
        if place not in self._sums_said:
            self._sums_said[place] = self._say_sum(step, row, column)
        return self._sums_said[place]

    def _say_sum(self, step: int, row: int, column: int) -> Markup:
        trace, neuron = self.trace, self._neuron(step + 1, column)
        name, raised = trace.activations[step], theme.superscript(step)
        of = f" with all sums of row {row + 1}" if not ACTIVATIONS[name].elementwise else ""
        argument = theme.number(float(trace.sums[step][row, column]))
        value = theme.number(float(trace.layers[step + 1][row, column]))
        products = sum_of_products(trace.inputs[step][row], trace.weights[step][:, column])
        return Markup(
            f'<div>Data point <b class="hl-dim-n">{row + 1}</b> at neuron {neuron}: row {row + 1} of '
            f"{self._input_name(step)} times column {column + 1} of w{raised}.</div>"
            f'<div class="hl-formula">{_entry("s", step, row, column)} = {products}</div>'
            f'<div class="hl-formula">{neuron} = {name}({argument}){of} = <b>{value}</b></div>'
        )

    def _sum_cell(self, step: int) -> Cell:
        def cell(i: int, j: int) -> tuple[Iterable[str], h.Node]:
            return (*_met(step, i, j), f"L{step + 1}.{i + 1}.{j + 1}"), self.sum_said(step, i, j)

        return cell

    def _layer_cell(self, layer: int) -> Cell:
        def cell(i: int, j: int) -> tuple[Iterable[str], h.Node]:
            own = (f"S{layer - 1}.{i + 1}.{j + 1}", f"L{layer}.{i + 1}.{j + 1}")
            return (*_met(layer - 1, i, j), *own), self.sum_said(layer - 1, i, j)

        return cell

    def _input_cell(self, layer: int, *, first: int) -> Cell:
        """first: the number of the first column, 0 if there is a column of ones."""
        raised = theme.superscript(layer)

        def cell(i: int, j: int) -> tuple[Iterable[str], h.Node]:
            unit = j + first
            lit = (f"w{layer}.r{unit}", f"S{layer}.r{i + 1}", f"n{layer}.{unit}", f"v{layer}.{i + 1}.{unit}")
            if unit == 0:
                return lit, Markup(f"The <b>column of ones</b>: it is multiplied by row 0 of w{raised}, the biases.")
            value = theme.number(float(self.trace.layers[layer][i, unit - 1]))
            return lit, Markup(
                f'Data point <b class="hl-dim-n">{i + 1}</b>, {self._neuron(layer, unit - 1)} = {value}. It is '
                f"multiplied by row {unit} of w{raised} and counts in every sum of row {i + 1} of S{raised}."
            )

        return cell

    def _weight_cell(self, step: int) -> Cell:
        first = 0 if self.trace.bias else 1

        def cell(i: int, j: int) -> tuple[Iterable[str], h.Node]:
            unit, column = i + first, j + 1
            lit = (
                *(f"L{step}.c{unit}", f"S{step}.c{column}", f"n{step}.{unit}", f"n{step + 1}.{column}"),
                *(f"w{step}.{unit}.{column}", f"vw{step}.{unit}.{column}"),
            )
            value = theme.number(float(self.trace.weights[step][i, j]))
            source = "the bias" if unit == 0 else self._neuron(step, unit - 1)
            return lit, Markup(
                f"Weight {_entry('w', step, unit - 1, j)} = <b>{value}</b>: from {source} to "
                f"{self._neuron(step + 1, j)}. It multiplies column {unit} of {self._input_name(step)}."
            )

        return cell

    def _points(self) -> Axis:
        return axis("N", len(self.trace.layers[0]))

    def _neurons(self, layer: int, *, ones: bool = False) -> Axis:
        """The neurons of a layer; ones: with the bias first, where the network has one."""
        letter = theme.layer_letter(layer, self.last)
        index = layer if letter == "Q" and self.last > 2 else None
        return axis(letter, self.trace.layers[layer].shape[1], bias=ones and self.trace.bias, index=index)

    def _neuron(self, layer: int, index: int) -> str:
        """x₁, h₂, ỹ₁ in its layer's colour; with several hidden layers h⁽¹⁾₂. index counts from 0."""
        letter = theme.layer_letter(layer, self.last)
        raised = theme.superscript(layer) if letter == "Q" and self.last > 2 else ""
        name = {"M": "x", "Q": "h", "P": "ỹ"}[letter]
        return f'<span class="hl-dim-{letter.lower()}"><i>{name}</i>{raised}<sub>{index + 1}</sub></span>'

    def _input_name(self, step: int) -> str:
        return theme.with_ones(theme.layer_name(step, self.last), self.trace.bias)


def sum_of_products(left: Array, right: Array) -> Markup:
    """`0·0.5 + 1·(−0.3) = 0 − 0.3 = −0.3`, in bold the result. left, right: (k,)."""
    products = explain_product(left[None, :], right[:, None])[0, 0]
    total = float(products.sum())
    first, *others = (
        (theme.number(float(a)), theme.factor(float(a)), theme.factor(float(b)))
        for a, b in zip(left, right, strict=True)
    )
    written = " + ".join([f"{first[0]}·{first[2]}", *(f"{a}·{b}" for _, a, b in others)])
    between = f" = {_signed(products)}" if 1 < len(products) <= FEW_TERMS else ""
    rounded = " (0, but for the computer's rounding)" if 0 < abs(total) < ROUNDING else ""
    return Markup(f"{theme.unbroken(written + between)} = <b>{theme.number(total)}</b>{rounded}")


def _signed(terms: Iterable[float]) -> str:
    """A sum without brackets: 0.1 − 0.3 + 0.2."""
    first, *others = map(float, terms)
    signed = (f" {theme.MINUS if term < 0 else '+'} {theme.number(abs(term))}" for term in others)
    return theme.number(first) + "".join(signed)


def _nearly_zero(values: Array) -> Callable[[int, int], h.Node]:
    """Print what rounding has left of a 0 as such: tenths have no exact form in a computer."""
    return lambda i, j: "≈ 0" if 0 < abs(values[i, j]) < ROUNDING else None


def _met(step: int, row: int, column: int) -> tuple[str, ...]:
    """The tags of all that meets in one entry: the row, the column, their neurons, lines and values."""
    n, q = row + 1, column + 1
    matrices = (f"L{step}.r{n}", f"w{step}.c{q}")
    return (*matrices, f"n{step}", f"n{step + 1}.{q}", f"v{step}.r{n}", f"vw{step}.c{q}", f"v{step + 1}.{n}.{q}")


def _entry(letter: str, step: int, row: int, column: int) -> str:
    return f"<i>{letter}</i>{theme.superscript(step)}<sub>{row + 1},{column + 1}</sub>"
