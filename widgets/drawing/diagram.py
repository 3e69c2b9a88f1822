"""The network as a picture: neurons in columns, weights as lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import htpy as h
import numpy as np
from numpy.typing import NDArray

from mlp_core import MLP, ForwardTrace
from widgets.drawing.figure import part
from widgets.drawing.matrix import shown
from widgets.kit import theme
from widgets.kit.theme import counted

Array = NDArray[np.floating]

RADIUS = 19
MARGIN = 46
TOP = 54
BOTTOM = 34
# Drawn a little larger where there is room; on a narrow screen it shrinks to this and then moves inside its frame.
LARGEST, SMALLEST = 1.15, 0.82


@dataclass(frozen=True)
class Spacing:
    """How far apart rows and columns are, and how many neurons of a layer are drawn at most."""

    row: int = 58
    column: int = 168
    most: int = theme.MOST_NEURONS


ROOMY = Spacing()
# Beside other things a large network's letters would be too small to read: less space between them, and the same
# neurons that matrices of at most five rows show.
TIGHT = Spacing(row=41, column=100, most=5)


@dataclass(frozen=True)
class Network:
    """What a diagram needs to know.

    weights: one matrix per step, (fan_in + bias, fan_out). activations: their names.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    bias: bool
    weights: Sequence[Array]

    @classmethod
    def of(cls, net: MLP) -> Network:
        """What a diagram of this network shows."""
        return cls(net.sizes, net.activations, net.bias, net.weights)

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


def diagram(
    network: Network, *, described: bool = True, trace: ForwardTrace | None = None, spacing: Spacing = ROOMY
) -> h.Element:
    """The whole network as one SVG.

    Each part answers to the tags of the matrices it stands for: a neuron of layer l to its column `L1.c2` and, alone,
    to `n1.2`, all neurons of a layer to `n1`; a weight to its entry `w0.1.2`, all weights of a step to `w0`.
    described: whether parts can be chosen and then say what they are. trace: a forward pass; then each neuron carries
    its value for data point 3 under the tag `v1.r3`, and each weight its value under the tags of its entry with a v,
    `vw0.c2`; they are seen while lit. spacing: where it is tight, nothing is named between two layers.
    """
    columns = [_column(network, layer, spacing) for layer in range(network.last + 1)]
    height = TOP + spacing.row * max(len(column) for column in columns) + BOTTOM
    for column in columns:  # centre each layer
        column[:] = [
            Neuron(n.layer, n.unit, n.x, n.y + (height - TOP - BOTTOM - spacing.row * len(column)) / 2) for n in column
        ]
    width = 2 * MARGIN + spacing.column * network.last
    svg = h.Element("svg")
    group = h.Element("g")
    roam = {"data-roam": ""} if described else {}
    arrows = " → ".join(str(size) for size in network.sizes)
    return h.div(".hl-scroll.hl-diagram")[
        svg(
            {"viewBox": f"0 0 {width} {height:g}", "role": "group", "width": f"{LARGEST * width:.0f}", **roam},
            style=f"min-width: {SMALLEST * width:.0f}px" if spacing is ROOMY else None,
            aria_label=f"Diagram of a network with {arrows} neurons",
        )[
            [_edges(network, columns[i], columns[i + 1], i, described) for i in range(network.last)],
            [_step_labels(network, i, described) for i in range(network.last)] if spacing is ROOMY else None,
            group(".hl-neurons")[[_neuron(network, n, described) for column in columns for n in column]],
            [
                _layer_label(network, layer, (columns[layer][0].x, height), described)
                for layer in range(network.last + 1)
            ],
            [_values(network, trace, columns, layer) for layer in range(network.last + 1)] if trace else None,
        ]
    ]


def _column(network: Network, layer: int, spacing: Spacing) -> list[Neuron]:
    """A layer's circles from the top: the bias first, if there is one, as its column of ones stands first."""
    units: list[int | None] = [None if i is None else i + 1 for i in shown(network.sizes[layer], spacing.most)]
    if network.bias and layer < network.last:
        units = [0, *units]
    x = MARGIN + spacing.column * layer
    return [Neuron(layer, unit, x, TOP + spacing.row * (i + 0.5)) for i, unit in enumerate(units)]


def _edges(network: Network, left: list[Neuron], right: list[Neuron], step: int, described: bool) -> h.Element:
    weights = network.weights[step]
    largest = float(np.abs(weights).max(initial=0.0)) or 1.0
    group = h.Element("g")
    lines = []
    for source in left:
        for target in right:
            if source.unit is None or target.unit in (None, 0):
                continue
            assert target.unit is not None
            row = source.unit - (0 if network.bias else 1)
            value = float(weights[row, target.unit - 1])
            entry = f"w{step}.{source.unit}.{target.unit}"
            tags = (f"w{step}", f"w{step}.r{source.unit}", f"w{step}.c{target.unit}", entry)
            say = _edge_say(network, step, source, target, value) if described else None
            attributes = part(tags, lit=_edge_lights(step, source, target), say=say)
            if described:
                attributes |= {"role": "img", "aria-label": f"weight {theme.number(value)}"}
            sign = "hl-negative" if value < 0 else "hl-positive"
            lines.append(
                group(
                    attributes,
                    {"class": f"hl-edge {sign}", "stroke-width": f"{0.8 + 2.6 * abs(value) / largest:.2f}"},
                )[_line(source, target, ".hl-hit"), _line(source, target, ".hl-stroke")]
            )
    return group(".hl-edges")[lines]


def _line(source: Neuron, target: Neuron, kind: str) -> h.Element:
    """A weight is a thin stroke with a wide, unseen one (`.hl-hit`) for the finger."""
    ends = {"x1": source.x + RADIUS, "y1": source.y, "x2": target.x - RADIUS, "y2": target.y}
    return h.Element("line")(kind, {name: f"{value:g}" for name, value in ends.items()})


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
    """x₁, h₂, ỹ₁; with several hidden layers h⁽¹⁾₂."""
    if unit == 0:
        return "1"
    letter = "x" if layer == 0 else "ỹ" if layer == network.last else "h"
    raised = theme.superscript(layer) if letter == "h" and network.last > 2 else ""
    return h.fragment[h.i[letter], raised, h.sub[str(unit)]]


def _neuron_text(network: Network, layer: int, unit: int) -> str:
    letter = "x" if layer == 0 else "ỹ" if layer == network.last else "h"
    raised = theme.superscript(layer) if letter == "h" and network.last > 2 else ""
    return f"{letter}{raised}{str(unit).translate(theme.SUBSCRIPTS)}"


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
        lit += [f"{kind}{neuron.layer - 1}.c{neuron.unit}" for kind in ("w", "S", "vw")]
    attributes = part(
        (f"n{neuron.layer}", f"L{neuron.layer}.c{neuron.unit}", f"n{neuron.layer}.{neuron.unit}"),
        lit=lit,
        say=neuron_say(network, neuron.layer, neuron.unit) if described else None,
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


def neuron_say(network: Network, layer: int, unit: int) -> h.Node:
    """What a neuron, an input or the bias (unit 0) is, with its own weights."""
    if unit == 0:
        return h.fragment[
            "The ",
            h.b["bias"],
            ": a column of ones added to the layer. Its weights are row 0 of ",
            _weights(layer),
            ".",
        ]
    name = h.b[neuron_name(network, layer, unit)]
    if layer == 0:
        return h.fragment["The ", h.b["input "], name, ": one column of X, one number for each data point."]
    kind = "output neuron " if layer == network.last else "hidden neuron "
    raised = theme.superscript(layer - 1)
    return h.fragment[
        "The ",
        kind,
        name,
        ": first the ",
        h.b["weighted sum"],
        " ",
        h.span(".hl-formula")[h.i["s"], " = ", _weighted_sum(network, layer, unit)],
        f" (column {unit} of ",
        _weights(layer - 1),
        "), then the ",
        h.b["activation"],
        " ",
        h.span(".hl-formula")[
            name, " = ", f"f{raised}(", h.i["s"], f") = {network.activations[layer - 1]}(", h.i["s"], ")"
        ],
        ".",
    ]


def _weighted_sum(network: Network, layer: int, unit: int) -> h.Node:
    """A neuron's weighted sum in letters and weights: 0.5·x₁ − 0.3·x₂; long ones lose their middle."""
    column = network.weights[layer - 1][:, unit - 1]
    terms: list[h.Node] = []
    for index in shown(len(column), theme.MOST_NEURONS):
        if index is None:
            terms.append(" + …")
            continue
        value = float(column[index])
        sign = f" {theme.MINUS} " if value < 0 else " + "
        if not terms:
            sign = theme.MINUS if value < 0 else ""
        source = index + (0 if network.bias else 1)
        terms.append(
            h.fragment[theme.unbroken(f"{sign}{theme.number(abs(value))}·"), neuron_name(network, layer - 1, source)]
        )
    return h.fragment[terms]


def _weights(step: int) -> h.Node:
    return f"w{theme.superscript(step)}"


def _step_labels(network: Network, step: int, described: bool) -> h.Element:
    """Above the lines, what happens between two layers: the weights w, the weighted sums S, the activation f."""
    raised = theme.superscript(step)
    rows, columns = network.weights[step].shape
    bias = " (and for the bias)" if network.bias else ""
    names = {
        "w": h.fragment[
            "The ",
            h.b[f"weight matrix w{raised}"],
            f": {counted(rows, 'row')}, one for each neuron on its left{bias}, and {counted(columns, 'column')}, ",
            "one for each neuron on its right. Its entries are the lines.",
        ],
        "S": h.fragment[
            "The ",
            h.b[theme.unbroken(f"weighted sums S{raised} = L{raised}·w{raised}")],
            ": what arrives at the neurons on the right along the lines, one number for each data point and neuron.",
        ],
        "f": h.fragment[
            "The ",
            h.b[f"activation f{raised} = {network.activations[step]}"],
            f": what each neuron makes of its weighted sum, L{theme.superscript(step + 1)} = f{raised}(S{raised}).",
        ],
    }
    right = tuple(f"L{step + 1}.c{j + 1}" for j in range(columns))
    lit = {"w": (f"w{step}",), "S": (f"w{step}", *right), "f": right}
    return h.Element("g")[
        [
            _step_label(
                f"{letter}{raised}",
                MARGIN + ROOMY.column * (step + across),
                part((f"label-{letter}{step}",), lit=lit[letter], say=names[letter] if described else None),
            )
            for letter, across in (("w", 0.35), ("S", 0.6), ("f", 0.8))
        ]
    ]


def _step_label(name: str, x: float, attributes: dict[str, str]) -> h.Element:
    spoken = {"role": "img", "aria-label": name} if "data-say" in attributes else {}
    return h.Element("g")(".hl-diagram-label", attributes, spoken)[
        h.Element("text")(".hl-it", x=f"{x:g}", y="30")[name]
    ]


def _values(network: Network, trace: ForwardTrace, columns: list[list[Neuron]], layer: int) -> h.Element:
    """A layer's values under its neurons, one text for each data point, and the weights' values on the lines."""
    text = h.Element("text")
    values = trace.layers[layer]
    labels = [
        text(
            ".hl-value",
            part((f"v{layer}.r{row + 1}", f"v{layer}.{row + 1}.{neuron.unit}")),
            x=f"{neuron.x:g}",
            y=f"{neuron.y + RADIUS + 13:g}",
        )[theme.number(float(values[row, neuron.unit - 1]), 2)]
        for neuron in columns[layer]
        if neuron.unit
        for row in range(len(values))
    ]
    if layer < network.last:
        labels += _weight_values(network, columns[layer], columns[layer + 1], layer)
    return h.Element("g")[labels]


def _weight_values(network: Network, left: list[Neuron], right: list[Neuron], step: int) -> list[h.Element]:
    """The weights as numbers on their lines, nearer to the start, where the lines to one neuron lie apart."""
    near = 0.33
    return [
        h.Element("text")(
            ".hl-value.hl-weight-value",
            part((f"vw{step}.c{target.unit}", f"vw{step}.{source.unit}.{target.unit}")),
            x=f"{source.x + near * (target.x - source.x):g}",
            y=f"{source.y + near * (target.y - source.y) + 5:g}",
        )[theme.number(float(network.weights[step][source.unit - (0 if network.bias else 1), target.unit - 1]), 2)]
        for source in left
        for target in right
        if source.unit is not None and target.unit
    ]


def _layer_label(network: Network, layer: int, foot: tuple[float, float], described: bool) -> h.Element:
    """A layer's name above it and its size below. foot: its x, and the picture's height."""
    group, text = h.Element("g"), h.Element("text")
    x, height = foot
    letter = theme.layer_letter(layer, network.last)
    kind = {"M": "inputs", "Q": "hidden neurons", "P": "outputs"}[letter]
    size = network.sizes[layer]
    name = theme.layer_name(layer, network.last)
    count = f"{letter}{str(layer).translate(theme.SUBSCRIPTS)}" if letter == "Q" and network.last > 2 else letter
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
            f"{count} = {size}"
        ],
    ]
