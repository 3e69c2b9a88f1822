"""The reader's network as a computation graph for one data point: one calculation in four views, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

import htpy as h
import streamlit as st

from mlp_core import ACTIVATIONS
from studies.backwards.graph import NetworkGraph, network_graph
from studies.backwards.iteration import Iteration, Operation, one_iteration
from widgets.backward.backprop_stepper import Walk, equation
from widgets.backward.graph_words import Words
from widgets.backward.steps import formulas, numpy_lines
from widgets.backward.steps.names import Names, names_of, title
from widgets.drawing import figure, graph
from widgets.drawing.graph import Card, Reading
from widgets.drawing.matrix import shown
from widgets.kit import reader, theme
from widgets.kit.remembered import remembered

MOST = 3  # inputs of a neuron, and neurons of a layer, that are drawn: the first ones and the last
ROW, NEURON, GAP = 58, 128, 10
WEIGHT, GATE, SUM = 106, 162, 244  # how far a layer's weights, products and sums are from the layer before
LAYER = SUM + 52
MARGIN = 46
DECIMALS = 2


@dataclass(frozen=True)
class Place:
    """One neuron that is drawn. x, y: the middle of its card; unit: counted from 0."""

    unit: int
    x: float
    y: float


@dataclass(frozen=True)
class Plan:
    """Where everything is. layers[l]: neurons drawn; rows[l][j]: source unit (−1: the bias) -> height of its row."""

    layers: tuple[tuple[Place, ...], ...]
    rows: tuple[dict[int, dict[int, float]], ...]
    height: float
    width: float

    @classmethod
    def of(cls, sizes: tuple[int, ...], bias: bool) -> Plan:
        """The plan of a network."""
        drawn = [[unit for unit in shown(size, MOST) if unit is not None] for size in sizes]
        needs = []
        for sources, targets in pairwise(drawn):
            needs.append(len(targets) * max(ROW * (len(sources) + bias) + GAP, NEURON))
        height = max(*needs, ROW * len(drawn[0])) + GAP
        layers, rows = [], []
        for l, units in enumerate(drawn):  # noqa: E741 (l is the book's letter for the layer)
            band = (height - GAP) / len(units)
            x = MARGIN + (SUM + (l - 1) * LAYER if l else 0)
            layers.append(tuple(Place(unit, x, GAP + band * (i + 0.5)) for i, unit in enumerate(units)))
            if l:
                sources = [-1] * bias + drawn[l - 1]
                rows.append({place.unit: _spread(sources, place.y) for place in layers[l]})
        return cls(tuple(layers), tuple(rows), height + GAP, layers[-1][-1].x + 118 + MARGIN)


def _spread(sources: list[int], middle: float) -> dict[int, float]:
    start = middle - ROW * (len(sources) - 1) / 2
    return {unit: start + ROW * i for i, unit in enumerate(sources)}


def operations(iteration: Iteration) -> tuple[Operation, ...]:
    """The steps: an iteration without its update, and with the error at the inputs, where the graph forks."""
    back = iteration.backward
    without_biases = iteration.forward.weights[0][iteration.forward.bias :]
    inputs = Operation("delta", 0, back.deltas[0], back.scaled_deltas[0], without_biases.T, is_product=True)
    return (*(operation for operation in iteration.operations() if operation.kind != "update"), inputs)


@dataclass(frozen=True)
class Figure:
    """An iteration on one data point, its graph, and the steps in which they are walked through."""

    iteration: Iteration
    found: NetworkGraph

    @cached_property
    def names(self) -> Names:
        """How the matrices are called."""
        return names_of(self.iteration)

    @cached_property
    def steps(self) -> dict[tuple[str, int], int]:
        """Kind and index of an operation -> its step."""
        return {(operation.kind, operation.index): step for step, operation in enumerate(operations(self.iteration))}

    @cached_property
    def words(self) -> Words:
        """What is said of every node."""
        return Words(self.found.graph, self.found.graph.reverse(), self._node_names())

    def _node_names(self) -> list[str]:
        called: dict[int, str] = {self.found.loss: "L"}
        for l, nodes in enumerate(self.found.layers):  # noqa: E741
            called |= {node: self.layer_name(l, j) for j, node in enumerate(nodes)}
        for l, rows in enumerate(self.found.weights):  # noqa: E741
            called |= {node: self.sum_name(l, j) for j, node in enumerate(self.found.sums[l])}
            for i, row in enumerate(rows):
                for j, node in enumerate(row):
                    unit = i - self.names.bias
                    called[node] = self.weight_name(l, unit, j)
                    if unit >= 0:
                        called[self.found.products[l][i][j]] = f"{self.layer_name(l, unit)}·{called[node]}"
        return [called[node] for node in range(len(called))]

    def layer_name(self, layer: int, unit: int) -> str:
        """x₁, h₂, ỹ₁; with several hidden layers h⁽¹⁾₂."""
        last = self.names.last
        letter = "x" if layer == 0 else "ỹ" if layer == last else "h"
        raised = theme.superscript(layer) if letter == "h" and last > 2 else ""
        return f"{letter}{raised}{_sub(unit + 1)}"

    def sum_name(self, index: int, unit: int) -> str:
        """s⁽⁰⁾₁."""
        return f"s{theme.superscript(index)}{_sub(unit + 1)}"

    def weight_name(self, index: int, source: int, target: int) -> str:
        """w⁽⁰⁾₁₂: from neuron 1 to neuron 2; the bias comes from 0. Numbers of two digits need a comma between them."""
        between = "," if max(source, target) + 1 >= 10 else ""
        return f"w{theme.superscript(index)}{_sub(source + 1)}{between}{_sub(target + 1)}"

    def value(self, node: int, tag: str, step: tuple[str, int]) -> Reading:
        """A node's value, which is there from its step on."""
        number = theme.number(self.found.graph.nodes[node].value, DECIMALS)
        return Reading(number, (tag,), self.words.value(node), (tag,), self.steps[step])

    def rate(self, node: int, tag: str, step: tuple[str, int]) -> Reading:
        """A node's derivative."""
        number = theme.number(self.words.gradients[node], DECIMALS)
        return Reading(number, (tag,), self.words.rate(node), (tag,), self.steps[step])


def _sub(number: int) -> str:
    return str(number).translate(theme.SUBSCRIPTS)


def drawing(shape: Figure) -> h.Node:
    """The graph: arrows first, so that cards cover them."""
    names = shape.names
    plan = Plan.of(names.sizes, names.bias)
    arrows, cards = [], []
    for l in range(names.last):  # noqa: E741
        arrows += list(_arrows(shape, plan, l))
        cards += list(_weights(shape, plan, l))
    for l, places in enumerate(plan.layers):  # noqa: E741
        cards += [part for place in places for part in _neuron(shape, l, place)]
    arrows += list(_arrows_to_loss(shape, plan))
    cards.append(_loss(shape, plan))
    left_out = _left_out(names)
    return h.fragment[
        graph.picture(plan.width, plan.height, "The computation graph of your network", arrows, cards),
        left_out and h.p(".hl-cell-note")[left_out],
    ]


def _left_out(names: Names) -> str:
    if max(names.sizes) <= MOST:
        return ""
    return (
        f"Layers of more than {MOST} neurons are drawn with their first and their last; every number is that of the "
        "whole network."
    )


def _arrows(shape: Figure, plan: Plan, l: int) -> Iterator[h.Element]:  # noqa: E741
    """From a layer's neurons through the products to the sums."""
    steps, start = shape.steps, plan.layers[l][0].x
    forth, back, weights, errors = (steps["sums", l], steps["scaled", l], steps["gradient", l], steps["delta", l])
    at = {place.unit: place for place in plan.layers[l]}
    for target in plan.layers[l + 1]:
        for source, y in plan.rows[l][target.unit].items():
            middle, arrives = (start + GATE, y), (target.x - graph.WIDTH / 2, _sum_y(target))
            if source < 0:
                right = (start + WEIGHT + graph.WIDTH / 2, y)
                yield graph.arrow(right, arrives, on=[forth, weights])
                continue
            yield _over_the_weight(_right_of(at[source], l), (start + WEIGHT, y), middle, on=[forth, errors])
            yield graph.arrow((start + WEIGHT + graph.WIDTH / 2, y), (middle[0] - 10, y), on=[forth, weights])
            yield graph.arrow((middle[0] + 10, y), arrives, on=[forth, back])


def _over_the_weight(
    source: tuple[float, float], weight: tuple[float, float], gate: tuple[float, float], on: list[int]
) -> h.Element:
    """From a neuron along the gap above a weight's card, down into the product."""
    (x0, y0), (left, y) = source, (weight[0] - graph.WIDTH / 2 - 4, weight[1] - graph.HEIGHT / 2 - 6)
    bend = (left - x0) / 2
    path = (
        f"M{x0:g} {y0:g}C{x0 + bend:g} {y0:g} {left - bend:g} {y:g} {left:g} {y:g}"
        f"L{gate[0] - 12:g} {y:g}Q{gate[0]:g} {y:g} {gate[0]:g} {gate[1] - 10:g}"
    )
    return graph.curve(path + graph.downwards(gate[0], gate[1] - 10), on=on)


def _sum_y(place: Place) -> float:
    return place.y - 36


def _card_y(layer: int, place: Place) -> float:
    return place.y + 36 if layer else place.y


def _right_of(place: Place, layer: int) -> tuple[float, float]:
    return place.x + graph.WIDTH / 2, _card_y(layer, place)


def _weights(shape: Figure, plan: Plan, l: int) -> Iterator[h.Element]:  # noqa: E741
    """The weights' cards and the products beside them."""
    start, bias = plan.layers[l][0].x, shape.names.bias
    for target in plan.layers[l + 1]:
        for source, y in plan.rows[l][target.unit].items():
            row = source + bias
            node, entry = shape.found.weights[l][row][target.unit], f"{source + 1}.{target.unit + 1}"
            yield graph.card(
                Card(
                    start + WEIGHT,
                    y,
                    "weight",
                    shape.weight_name(l, source, target.unit),
                    shape.value(node, f"w{l}.{entry}", ("data", 0)),
                    shape.rate(node, f"g{l}.{entry}", ("gradient", l)),
                )
            )
            if source >= 0:
                made = shape.found.products[l][row][target.unit]
                value = shape.value(made, f"p{l}.{entry}", ("sums", l))
                yield graph.gate(start + GATE, y, "·", value, shape.rate(made, f"q{l}.{entry}", ("scaled", l)))


def _neuron(shape: Figure, layer: int, place: Place) -> Iterator[h.Element]:
    """An input is one card; a neuron its sum and, below it, what the activation makes of it."""
    found, column = shape.found, f"1.{place.unit + 1}"
    if layer:
        node = found.sums[layer - 1][place.unit]
        yield graph.card(
            Card(
                place.x,
                _sum_y(place),
                "made",
                shape.sum_name(layer - 1, place.unit),
                shape.value(node, f"S{layer - 1}.{column}", ("sums", layer - 1)),
                shape.rate(node, f"e{layer - 1}.{column}", ("scaled", layer - 1)),
            )
        )
        yield from _activation(shape, layer, place)
    node = found.layers[layer][place.unit]
    yield graph.card(
        Card(
            place.x,
            _card_y(layer, place),
            "made" if layer else "given",
            shape.layer_name(layer, place.unit),
            shape.value(node, f"L{layer}.{column}", ("layer", layer) if layer else ("data", 0)),
            shape.rate(node, f"d{layer}.{column}", ("delta", layer)),
        )
    )


def _activation(shape: Figure, layer: int, place: Place) -> Iterator[h.Element]:
    """The arrow from the sum down to the neuron, with the function's name and its slope."""
    l, steps = layer - 1, shape.steps  # noqa: E741
    name = shape.iteration.forward.activations[l]
    on = [steps["layer", layer], steps["slope", l], steps["scaled", l]]
    top, bottom = _sum_y(place) + graph.HEIGHT / 2, _card_y(layer, place) - graph.HEIGHT / 2
    yield graph.curve(f"M{place.x:g} {top:g}L{place.x:g} {bottom:g}{graph.downwards(place.x, bottom)}", on=on)
    if not ACTIVATIONS[name].elementwise:
        yield graph.note(place.x, place.y + 4, f"{name}: all sums")
        return
    slope = shape.found.graph.nodes[shape.found.layers[layer][place.unit]].slopes[0]
    tag = f"f{l}.1.{place.unit + 1}"
    say = h.fragment[
        h.b[f"f{theme.superscript(l)}′ = {theme.number(slope)}"],
        f": the slope of {name} at {shape.sum_name(l, place.unit)}. On the way back it multiplies the derivative.",
    ]
    yield graph.note(place.x - 6, place.y + 4, name, anchor="end")
    written = f"f′ {theme.number(slope, DECIMALS)}"
    reading = Reading(written, (tag,), say, (tag,), steps["slope", l])
    yield graph.note(place.x + 6, place.y + 4, written, reading, anchor="start")


def _arrows_to_loss(shape: Figure, plan: Plan) -> Iterator[h.Element]:
    last = shape.names.last
    on = [shape.steps["loss", last], shape.steps["delta", last]]
    for place in plan.layers[-1]:
        right = _right_of(place, last)
        yield graph.arrow(right, (place.x + 118 - graph.WIDTH / 2, _loss_y(plan)), on=on)


def _loss_y(plan: Plan) -> float:
    return sum(_card_y(1, place) for place in plan.layers[-1]) / len(plan.layers[-1])


def _loss(shape: Figure, plan: Plan) -> h.Element:
    last, node = shape.names.last, shape.found.loss
    value, rate = shape.value(node, "loss", ("loss", last)), shape.rate(node, "dloss", ("loss", last))
    return graph.card(Card(plan.layers[-1][-1].x + 118, _loss_y(plan), "result", "L", value, rate))


def build(iteration: Iteration, found: NetworkGraph) -> h.Node:
    """The graph, the steps, and below them the same step as matrices, as a formula and as code."""
    shape = Figure(iteration, found)
    walked = operations(iteration)
    start = len(walked) - 1
    labels = [title(shape.names, operation) for operation in walked]
    return h.fragment[
        drawing(shape),
        h.div(".hl-view-steps")[figure.step_controls(labels, start=start)],
        h.div(".hl-view-stack")[
            [_panel(shape, step, operation, hidden=step != start) for step, operation in enumerate(walked)]
        ],
        figure.readout("Choose any number.", label="Where the chosen number comes from"),
    ]


def _panel(shape: Figure, step: int, operation: Operation, *, hidden: bool) -> h.Element:
    """Three of the four views; the fourth is the graph."""
    iteration = shape.iteration
    line = numpy_lines.line(
        operation, iteration.forward.activations, iteration.loss, iteration.learning_rate, iteration.forward.bias
    )
    attributes = figure.part(only=[step]) | {"data-first": _first(shape, operation)}
    return h.div(".hl-panel", attributes, hidden=hidden)[
        h.dl(".hl-views")[
            h.div[
                h.dt(".hl-hidden-words")["matrices"],
                h.dd(".hl-row.hl-walk-equation")[list(equation(Walk(iteration), operation))],
            ],
            h.div[
                h.dt["formula"],
                h.dd[h.div(".hl-formula-line.hl-moves")[formulas.formula(shape.names, iteration.loss, operation)]],
                h.dt["code"],
                h.dd[h.code(".hl-numpy")[line]],
            ],
        ]
    ]


def _first(shape: Figure, operation: Operation) -> str:
    """The number that a step explains by itself: the largest that is drawn."""
    kind, l, result = operation.kind, operation.index, operation.result  # noqa: E741
    if kind == "loss":
        return "loss"
    if result.ndim == 3:
        return f"{shape.names.tag(kind, l)}.1.1"
    rows, columns = shape.names.axes(kind, l)
    most = (shape.names.sizes[l] if kind == "gradient" else 1, result.shape[1])
    down, across = ([unit for unit in shown(size, MOST) if unit is not None] for size in most)
    if kind == "gradient":
        down = [0] * shape.names.bias + [unit + shape.names.bias for unit in down]
    i, j = max(product(down, across), key=lambda place: abs(float(result[place])))
    return f"{shape.names.tag(kind, l)}.{rows.first + i}.{columns.first + j}"


@remembered
def _figure(own: reader.ReaderNetwork, point: int) -> h.Node:
    data, net = own.dataset(), own.network()
    x, y = data.X[point : point + 1], data.Y[point : point + 1]
    return build(one_iteration(net, x, y, own.loss, own.learning_rate), network_graph(net, x, y, own.loss))


def widget(*, key: str, caption: str) -> None:
    """One data point of the reader's network, forwards and backwards through its graph."""
    own = reader.current()
    names = [str(point + 1) for point in range(own.points)]
    chosen = st.segmented_control(
        "Data point", names, default=names[-1], key=f"{key}-point-{own.points}", required=True
    )
    figure.show(
        _figure(own, int(chosen) - 1),
        key=f"{key}-figure",
        label="The computation graph of your network for one data point, step by step",
        caption_text=caption,
    )
