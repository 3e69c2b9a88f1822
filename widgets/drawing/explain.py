"""Matrices of a forward pass whose entries explain themselves: the row, the column, the products and their sum."""

from __future__ import annotations

from collections.abc import Iterable

import htpy as h
import numpy as np
from numpy.typing import NDArray

from mlp_core import ForwardTrace, explain_product
from widgets import theme
from widgets.drawing.matrix import Axis, Cell, axis, matrix

Array = NDArray[np.floating]

FEW_TERMS = 4  # up to here the values of the single products are printed too
ROUNDING = 1e-12  # below this a weighted sum of tenths is 0 up to the computer's rounding


def last_layer(trace: ForwardTrace) -> int:
    """The index of the output layer."""
    return len(trace.weights)


def points_axis(trace: ForwardTrace) -> Axis:
    """The data points, n₁ … n_N."""
    return axis("N", len(trace.layers[0]))


def layer_axis(trace: ForwardTrace, layer: int, *, ones: bool = False) -> Axis:
    """The neurons of a layer; ones: with the bias in front, where the network has one."""
    last = last_layer(trace)
    letter = theme.layer_letter(layer, last)
    index = layer if letter == "Q" and last > 2 else None
    return axis(letter, trace.layers[layer].shape[1], bias=ones and trace.bias, index=index)


def layer_matrix(trace: ForwardTrace, layer: int, **options: dict[str, str]) -> h.Element:
    """L^(layer), each entry with its weighted sum and activation. options: see `matrix`."""
    return matrix(
        _named(f"L{theme.superscript(layer)}", theme.layer_name(layer, last_layer(trace))),
        trace.layers[layer],
        points_axis(trace),
        layer_axis(trace, layer),
        tag=f"L{layer}",
        cell=_input_cell(trace, layer, ones=False) if layer == 0 else _layer_cell(trace, layer),
        **options,  # type: ignore[arg-type]
    )


def input_matrix(trace: ForwardTrace, step: int, *, echo: bool = False, **options: dict[str, str]) -> h.Element:
    """What w^(step) is multiplied with: L^(step), with its column of ones if there is a bias.

    echo: the figure shows this layer before; its entries then say where they came from instead of where they go.
    """
    name = f"L{theme.superscript(step)}"
    known = theme.layer_name(step, last_layer(trace))
    return matrix(
        _named(f"[1 {name}]", f"[1 {known}]") if trace.bias else _named(name, known),
        trace.inputs[step],
        points_axis(trace),
        layer_axis(trace, step, ones=True),
        tag=f"L{step}",
        cell=None if echo else _input_cell(trace, step, ones=trace.bias),
        echo=echo,
        **options,  # type: ignore[arg-type]
    )


def weight_matrix(trace: ForwardTrace, step: int, **options: dict[str, str]) -> h.Element:
    """w^(step), (fan_in + bias, fan_out)."""
    return matrix(
        f"w{theme.superscript(step)}",
        trace.weights[step],
        layer_axis(trace, step, ones=True),
        layer_axis(trace, step + 1),
        tag=f"w{step}",
        cell=_weight_cell(trace, step),
        **options,  # type: ignore[arg-type]
    )


def sums_matrix(trace: ForwardTrace, step: int, **options: dict[str, str]) -> h.Element:
    """S^(step), each entry with its sum of products."""
    return matrix(
        f"S{theme.superscript(step)}",
        trace.sums[step],
        points_axis(trace),
        layer_axis(trace, step + 1),
        tag=f"S{step}",
        cell=_sum_cell(trace, step),
        **options,  # type: ignore[arg-type]
    )


def explain_sum(trace: ForwardTrace, step: int, row: int, column: int) -> h.Node:
    """How an entry of S^(step) and the neuron's value come about. row and column count from 0."""
    return h.fragment[
        h.div[
            "Data point ",
            h.b(".hl-dim-n")[str(row + 1)],
            " at neuron ",
            _neuron(trace, step + 1, column),
            f": row {row + 1} of {_input_name(trace, step)} times column {column + 1} of w{theme.superscript(step)}.",
        ],
        h.div(".hl-formula")[
            _entry("s", step, row, column),
            " = ",
            sum_of_products(trace.inputs[step][row], trace.weights[step][:, column]),
        ],
        h.div(".hl-formula")[_neuron(trace, step + 1, column), " = ", _activated(trace, step, row, column)],
    ]


def sum_of_products(left: Array, right: Array) -> h.Node:
    """`0·0.5 + 1·(−0.3) = 0 − 0.3 = −0.3`, in bold what comes of it. left, right: (k,)."""
    products = explain_product(left[None, :], right[:, None])[0, 0]
    total = float(products.sum())
    written = " + ".join(
        f"{theme.number(float(a)) if k == 0 else theme.factor(float(a))}·{theme.factor(float(b))}"
        for k, (a, b) in enumerate(zip(left, right, strict=True))
    )
    between = f" = {_signed(products)}" if 1 < len(products) <= FEW_TERMS else ""
    rounded = " (0, but for the computer's rounding)" if 0 < abs(total) < ROUNDING else ""
    return h.fragment[f"{written}{between} = ", h.b[theme.number(total)], rounded]


def _signed(terms: Iterable[float]) -> str:
    """A sum without brackets: 0.1 − 0.3 + 0.2."""
    parts = []
    for k, term in enumerate(map(float, terms)):
        text = theme.number(abs(term))
        minus = term < 0
        parts.append((theme.MINUS if minus else "") + text if k == 0 else f" {theme.MINUS if minus else '+'} {text}")
    return "".join(parts)


def _activated(trace: ForwardTrace, step: int, row: int, column: int) -> h.Node:
    """relu(−0.2) = 0; softmax looks at the whole row."""
    name = trace.activations[step]
    argument = theme.number(float(trace.sums[step][row, column]))
    of = f" with all sums of row {row + 1}" if name == "softmax" else ""
    value = theme.number(float(trace.layers[step + 1][row, column]))
    return h.fragment[f"{name}({argument}){of} = ", h.b[value]]


def _sum_cell(trace: ForwardTrace, step: int) -> Cell:
    def cell(i: int, j: int) -> tuple[Iterable[str], h.Node]:
        return (*_met(step, i, j), f"L{step + 1}.{i + 1}.{j + 1}"), explain_sum(trace, step, i, j)

    return cell


def _layer_cell(trace: ForwardTrace, layer: int) -> Cell:
    def cell(i: int, j: int) -> tuple[Iterable[str], h.Node]:
        own = (f"S{layer - 1}.{i + 1}.{j + 1}", f"L{layer}.{i + 1}.{j + 1}")
        return (*_met(layer - 1, i, j), *own), explain_sum(trace, layer - 1, i, j)

    return cell


def _met(step: int, row: int, column: int) -> tuple[str, ...]:
    """The tags of all that meets in one entry: the row, the column, their neurons, lines and values."""
    n, q = row + 1, column + 1
    return (
        f"L{step}.r{n}",
        f"w{step}.c{q}",
        f"n{step}",
        f"n{step + 1}.{q}",
        f"v{step}.r{n}",
        f"vw{step}.c{q}",
        f"v{step + 1}.{n}.{q}",
    )


def _input_cell(trace: ForwardTrace, layer: int, *, ones: bool) -> Cell:
    first = 0 if ones else 1

    def cell(i: int, j: int) -> tuple[Iterable[str], h.Node]:
        unit = j + first
        lit = (f"w{layer}.r{unit}", f"S{layer}.r{i + 1}", f"n{layer}.{unit}", f"v{layer}.{i + 1}.{unit}")
        if unit == 0:
            return lit, h.fragment[
                "The ", h.b["column of ones"], f": it meets row 0 of w{theme.superscript(layer)}, the biases."
            ]
        value = theme.number(float(trace.layers[layer][i, unit - 1]))
        return lit, h.fragment[
            "Data point ",
            h.b(".hl-dim-n")[str(i + 1)],
            ", ",
            _neuron(trace, layer, unit - 1),
            f" = {value}. It meets row {unit} of w{theme.superscript(layer)} and counts in every sum of row {i + 1} of "
            f"S{theme.superscript(layer)}.",
        ]

    return cell


def _weight_cell(trace: ForwardTrace, step: int) -> Cell:
    first = 0 if trace.bias else 1

    def cell(i: int, j: int) -> tuple[Iterable[str], h.Node]:
        unit = i + first
        lit = (
            f"L{step}.c{unit}",
            f"S{step}.c{j + 1}",
            f"n{step}.{unit}",
            f"n{step + 1}.{j + 1}",
            f"w{step}.{unit}.{j + 1}",
            f"vw{step}.{unit}.{j + 1}",
        )
        value = theme.number(float(trace.weights[step][i, j]))
        source: h.Node = "the bias" if unit == 0 else _neuron(trace, step, unit - 1)
        return lit, h.fragment[
            "Weight ", _entry("w", step, unit - 1, j), " = ", h.b[value], ": from ", source, " to ",
            _neuron(trace, step + 1, j), f". It multiplies column {unit} of {_input_name(trace, step)}.",
        ]  # fmt: skip

    return cell


def _neuron(trace: ForwardTrace, layer: int, index: int) -> h.Node:
    last = last_layer(trace)
    letter = theme.layer_letter(layer, last)
    raised = theme.superscript(layer) if letter == "Q" and last > 2 else ""
    name = {"M": "x", "Q": "h", "P": "ỹ"}[letter]
    return h.span(f".hl-dim-{letter.lower()}")[h.i[name], raised, h.sub[str(index + 1)]]


def _entry(letter: str, step: int, row: int, column: int) -> h.Node:
    return h.fragment[h.i[letter], theme.superscript(step), h.sub[f"{row + 1},{column + 1}"]]


def _input_name(trace: ForwardTrace, step: int) -> str:
    name = theme.layer_name(step, last_layer(trace))
    return f"[1 {name}]" if trace.bias else name


def _named(number: str, name: str) -> str:
    return f"{number} = {name}"
