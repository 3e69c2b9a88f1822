"""The network as a picture: neurons in columns, weights as lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import htpy as h
import numpy as np
from numpy.typing import NDArray

from widgets import theme
from widgets.drawing.figure import part
from widgets.drawing.matrix import shown

Array = NDArray[np.floating]

RADIUS = 19
ROW = 54
COLUMN = 210
MARGIN = 78
TOP = 62


@dataclass(frozen=True)
class Network:
    """What a diagram needs to know.

    weights: one matrix per step, (fan_in + bias, fan_out). activations: their names.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    bias: bool
    weights: Sequence[Array]

    @property
    def last(self) -> int:
        """The index of the output layer."""
        return len(self.sizes) - 1


@dataclass(frozen=True)
class Neuron:
    """One circle. unit: 0 for the bias, else counted from 1; None where neurons were left out."""

    layer: int
    unit: int | None
    x: float
    y: float


def diagram(network: Network, *, described: bool = True) -> h.Element:
    """The whole network as one SVG.

    Each part answers to the tags of the matrices it stands for: a neuron of layer l to its column `L1.c2`, a weight to
    its entry `w0.1.2`. described: whether parts can be chosen and then say what they are.
    """
    columns = [_column(network, layer) for layer in range(network.last + 1)]
    height = TOP + ROW * max(len(column) for column in columns) + 34
    for column in columns:  # centre each layer
        column[:] = [Neuron(n.layer, n.unit, n.x, n.y + (height - TOP - 34 - ROW * len(column)) / 2) for n in column]
    width = 2 * MARGIN + COLUMN * network.last
    svg = h.Element("svg")
    group = h.Element("g")
    roam = {"data-roam": ""} if described else {}
    arrows = " → ".join(str(size) for size in network.sizes)
    return h.div(".hl-scroll.hl-diagram")[
        svg(
            {"viewBox": f"0 0 {width} {height:g}", "role": "group", "width": str(width), **roam},
            aria_label=f"Diagram of a network with {arrows} neurons",
        )[
            [_edges(network, columns[i], columns[i + 1], i, described) for i in range(network.last)],
            [_weight_label(network, i, described) for i in range(network.last)],
            group(".hl-neurons")[[_neuron(network, n, described) for column in columns for n in column]],
            [_layer_label(network, layer, height, described) for layer in range(network.last + 1)],
        ]
    ]


def _column(network: Network, layer: int) -> list[Neuron]:
    """A layer's circles from the top: the bias first, if there is one, as its column of ones stands first."""
    units: list[int | None] = [None if i is None else i + 1 for i in shown(network.sizes[layer], theme.MOST_NEURONS)]
    if network.bias and layer < network.last:
        units = [0, *units]
    x = MARGIN + COLUMN * layer
    return [Neuron(layer, unit, x, TOP + ROW * (i + 0.5)) for i, unit in enumerate(units)]


def _edges(network: Network, left: list[Neuron], right: list[Neuron], step: int, described: bool) -> h.Element:
    weights = network.weights[step]
    largest = float(np.abs(weights).max(initial=0.0)) or 1.0
    group, line = h.Element("g"), h.Element("line")
    lines = []
    for source in left:
        for target in right:
            if source.unit is None or target.unit in (None, 0):
                continue
            assert target.unit is not None
            row = source.unit - (0 if network.bias else 1)
            value = float(weights[row, target.unit - 1])
            tags = (f"w{step}.r{source.unit}", f"w{step}.c{target.unit}", f"w{step}.{source.unit}.{target.unit}")
            lines.append(
                line(
                    ".hl-edge",
                    {
                        "class": "hl-edge " + ("hl-negative" if value < 0 else "hl-positive"),
                        "x1": f"{source.x + RADIUS:g}",
                        "y1": f"{source.y:g}",
                        "x2": f"{target.x - RADIUS:g}",
                        "y2": f"{target.y:g}",
                        "stroke-width": f"{0.8 + 2.6 * abs(value) / largest:.2f}",
                        **part(
                            tags,
                            lit=_edge_lights(step, source, target),
                            say=_edge_say(network, step, source, target, value) if described else None,
                        ),
                        **({"role": "img", "aria-label": f"weight {theme.number(value)}"} if described else {}),
                    },
                )
            )
    return group(".hl-edges")[lines]


def _edge_lights(step: int, source: Neuron, target: Neuron) -> tuple[str, ...]:
    return (f"L{step}.c{source.unit}", f"L{step + 1}.c{target.unit}", f"w{step}.{source.unit}.{target.unit}")


def _edge_say(network: Network, step: int, source: Neuron, target: Neuron, value: float) -> h.Node:
    start = "the bias" if source.unit == 0 else neuron_name(network, source.layer, source.unit)
    number = theme.number(value)
    return h.fragment[
        "One weight, ",
        h.b[f"w{theme.superscript(step)}", h.sub[f"{source.unit},{target.unit}"], f" = {number}"],
        ": how strongly ",
        start,
        " counts in the weighted sum of ",
        neuron_name(network, target.layer, target.unit),
        ".",
    ]


def neuron_name(network: Network, layer: int, unit: int | None) -> h.Node:
    """x₁, h₂, ỹ₁; with several hidden layers h¹₂."""
    if unit == 0:
        return "1"
    letter = "x" if layer == 0 else "ỹ" if layer == network.last else "h"
    raised = theme.superscript(layer) if letter == "h" and network.last > 2 else ""
    return h.fragment[h.i[letter], raised, h.sub[str(unit)]]


def _neuron_text(network: Network, layer: int, unit: int) -> str:
    letter = "x" if layer == 0 else "ỹ" if layer == network.last else "h"
    return f"{letter}{str(unit).translate(theme.SUBSCRIPTS)}"


def _neuron(network: Network, neuron: Neuron, described: bool) -> h.Element:
    group, text = h.Element("g"), h.Element("text")
    if neuron.unit is None:
        return text(".hl-more", x=f"{neuron.x:g}", y=f"{neuron.y + 6:g}")["⋮"]
    letter = theme.layer_letter(neuron.layer, network.last).lower()
    is_bias = neuron.unit == 0
    label = "1" if is_bias else _neuron_text(network, neuron.layer, neuron.unit)
    kind = "hl-bias" if is_bias else f"hl-fill-{letter}"
    lit = [f"L{neuron.layer}.c{neuron.unit}"]
    if neuron.layer and not is_bias:
        lit.append(f"w{neuron.layer - 1}.c{neuron.unit}")
    attributes = part(
        (f"L{neuron.layer}.c{neuron.unit}", f"n{neuron.layer}.{neuron.unit}"),
        lit=lit,
        say=_neuron_say(network, neuron) if described else None,
    )
    if described:
        attributes |= {"role": "img", "aria-label": "bias, always 1" if is_bias else f"neuron {label}"}
    return group(".hl-neuron", attributes, {"class": f"hl-neuron {kind}"})[
        _neuron_shape(network, neuron, is_bias),
        text(".hl-neuron-label", x=f"{neuron.x:g}", y=f"{neuron.y + 5:g}")[label],
    ]


def _neuron_shape(network: Network, neuron: Neuron, is_bias: bool) -> h.Node:
    """A circle; a square for what is given and not computed (inputs and the bias)."""
    x, y = neuron.x, neuron.y
    if neuron.layer == 0 or is_bias:
        size = RADIUS - 3
        return h.Element("rect")(
            x=f"{x - size:g}", y=f"{y - size:g}", width=f"{2 * size}", height=f"{2 * size}", rx="5"
        )
    return h.Element("circle")(cx=f"{x:g}", cy=f"{y:g}", r=str(RADIUS))


def _neuron_say(network: Network, neuron: Neuron) -> h.Node:
    layer, unit = neuron.layer, neuron.unit
    if unit == 0:
        return h.fragment[
            "The ",
            h.b["bias"],
            ": a column of ones in front of the layer. Its weights are row 0 of ",
            _weights(layer),
            ".",
        ]
    name = h.b[neuron_name(network, layer, unit)]
    if layer == 0:
        return h.fragment["The ", h.b["input "], name, ": one column of X, one number for each data point."]
    kind = "output neuron " if layer == network.last else "hidden neuron "
    return h.fragment[
        "The ",
        kind,
        name,
        ": first the ",
        h.b["weighted sum"],
        f" s of layer {layer - 1} with column {unit} of ",
        _weights(layer - 1),
        ", then the ",
        h.b["activation"],
        f" f{theme.superscript(layer - 1)} = {network.activations[layer - 1]}.",
    ]


def _weights(step: int) -> h.Node:
    return f"w{theme.superscript(step)}"


def _weight_label(network: Network, step: int, described: bool) -> h.Element:
    """Above the lines: the weight matrix; in front of the next layer: the weighted sums and the activation."""
    group, text, tspan = h.Element("g"), h.Element("text"), h.Element("tspan")
    left = MARGIN + COLUMN * step
    raised = theme.superscript(step)
    rows, columns = network.weights[step].shape
    weights_say = h.fragment[
        "The weight matrix ",
        h.b[f"w{raised}"],
        f": {rows} rows, one for each neuron on its left",
        " (with the bias)" if network.bias else "",
        f", and {columns} columns, one for each neuron on its right.",
    ]
    sums_say = h.fragment[
        "Between the lines and the layer two things happen: the ",
        h.b[f"weighted sums S{raised} = L{raised}·w{raised}"],
        ", then the activation ",
        h.b[f"f{raised} = {network.activations[step]}"],
        f" of each of them: L{theme.superscript(step + 1)} = f{raised}(S{raised}).",
    ]

    def label(tag: str, x: float, content: h.Node, say: h.Node, lit: tuple[str, ...]) -> h.Element:
        attributes = part((tag,), lit=lit, say=say if described else None)
        if described:
            attributes["role"] = "img"
            attributes["aria-label"] = tag
        return group(".hl-diagram-label", attributes)[text(x=f"{x:g}", y="30")[content]]

    return group[
        label(
            f"label-w{step}",
            left + COLUMN * 0.36,
            tspan(".hl-it")[f"w{raised}"],
            weights_say,
            (f"w{step}", *(f"w{step}.c{j + 1}" for j in range(columns))),
        ),
        label(
            f"label-f{step}",
            left + COLUMN * 0.74,
            tspan(".hl-it")[f"S{raised}, f{raised}"],
            sums_say,
            tuple(f"L{step + 1}.c{j + 1}" for j in range(columns)),
        ),
    ]


def _layer_label(network: Network, layer: int, height: float, described: bool) -> h.Element:
    group, text = h.Element("g"), h.Element("text")
    x = MARGIN + COLUMN * layer
    letter = theme.layer_letter(layer, network.last)
    kind = {"M": "inputs", "Q": "hidden neurons", "P": "outputs"}[letter]
    size = network.sizes[layer]
    name = theme.layer_name(layer, network.last)
    say = h.fragment[
        "Layer ",
        h.b[f"L{theme.superscript(layer)} = {name}"],
        f": {size} {kind if size > 1 else kind.removesuffix('s')}. ",
        "As a matrix it has one row for each data point and one column for each neuron.",
    ]
    attributes = part(
        (f"label-L{layer}",),
        lit=(f"L{layer}", *(f"L{layer}.c{j + 1}" for j in range(size))),
        say=say if described else None,
    )
    if described:
        attributes |= {"role": "img", "aria-label": f"layer {layer}, {name}"}
    return group(".hl-diagram-label", attributes)[
        text(".hl-layer-name", {"class": f"hl-layer-name hl-dim-{letter.lower()}"}, x=f"{x:g}", y="30")[name],
        text(".hl-layer-size", {"class": f"hl-layer-size hl-dim-{letter.lower()}"}, x=f"{x:g}", y=f"{height - 12:g}")[
            f"{letter} = {size}"
        ],
    ]
