"""The chain rule in colour: for each weight matrix, its factors, the matrices they become, and their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import htpy as h

from mlp_core import ACTIVATIONS
from widgets.backward.miniature import miniature
from widgets.backward.steps import formulas
from widgets.backward.steps.names import Names
from widgets.drawing import figure
from widgets.drawing.diagram import Network
from widgets.drawing.matrix import Axis
from widgets.kit import reader, theme


@dataclass(frozen=True)
class Factor:
    """One factor of the chain. kind: error, slope or link; name: the matrix that it becomes, with its shape."""

    kind: str
    over: str
    under: str
    name: str
    shape: tuple[Axis, Axis]
    say: h.Node
    lit: tuple[str, ...]


def factors(names: Names, loss: str, activations: tuple[str, ...], index: int) -> Iterator[Factor]:
    """The factors of ∂L/∂w^(index), from the loss down to the weights."""
    last = names.last
    yield Factor(
        "error",
        "L",
        _layer(last),
        names.matrix("delta", last),
        names.axes("delta", last),
        h.fragment[
            h.b[f"∂L/∂{_layer(last)} = {names.matrix('delta', last)}"],
            ": how the loss changes with the outputs. ",
            "For half the sum of squares it is Ỹ − Y." if loss == "half_sse" else "It follows from the loss alone.",
        ],
        tuple(f"n{last}.{unit + 1}" for unit in range(names.sizes[last])),
    )
    for l in range(last - 1, index - 1, -1):  # noqa: E741 (l is the book's letter for the layer)
        yield _slope(names, activations[l], l)
        yield _link_to_weights(names, l) if l == index else _link_to_layer(names, l)


def _slope(names: Names, activation: str, l: int) -> Factor:  # noqa: E741
    sums, after = f"S{theme.superscript(l)}", _layer(l + 1)
    return Factor(
        "slope",
        after,
        sums,
        names.matrix("slope", l),
        names.axes("slope", l),
        h.fragment[
            h.b[f"∂{after}/∂{sums} = {names.matrix('slope', l)}"],
            f": how the activation {activation} passes a change on, taken at the weighted sums.",
            f" For {activation} it is a whole matrix for each data point."
            if not ACTIVATIONS[activation].elementwise
            else "",
        ],
        tuple(f"n{l + 1}.{unit + 1}" for unit in range(names.sizes[l + 1])),
    )


def _link_to_layer(names: Names, l: int) -> Factor:  # noqa: E741
    sums, before = f"S{theme.superscript(l)}", _layer(l)
    weights = names.matrix("weights", l)
    return Factor(
        "link",
        sums,
        before,
        f"{weights}ᵀ",
        (names.neurons(l + 1), names.neurons(l)),
        h.fragment[
            h.b[f"∂{sums}/∂{before} becomes the factor {weights}ᵀ on the right"],
            theme.unbroken(f": {sums} = {before}·{weights}"),
            f", so a change of a neuron of {names.matrix('layer', l)} reaches each ",
            "weighted sum through one weight. The weights are held fixed meanwhile.",
        ],
        tuple(f"w{l}.r{unit + 1}" for unit in range(names.sizes[l])),
    )


def _link_to_weights(names: Names, l: int) -> Factor:  # noqa: E741
    sums, read, weights = f"S{theme.superscript(l)}", names.read(l), names.matrix("weights", l)
    return Factor(
        "link",
        sums,
        weights,
        f"{read}ᵀ",
        (names.neurons(l, bias=names.bias), names.data_points()),
        h.fragment[
            h.b[f"∂{sums}/∂{weights} becomes the factor {read}ᵀ on the left"],
            theme.unbroken(f": {sums} = {read}·{weights}"),
            ", so a change of a weight reaches its sum times what it is multiplied by.",
        ],
        (*(f"n{l}.{unit + 1}" for unit in range(names.sizes[l])), f"w{l}"),
    )


def build(names: Names, network: Network, loss: str) -> h.Node:
    """One step for each weight matrix, from the last to the first, over the diagram."""
    indices = range(names.last - 1, -1, -1)
    return h.fragment[
        miniature(network),
        figure.step_controls([f"the gradient of {names.matrix('weights', i)}" for i in indices], name="Weight matrix"),
        h.div[[_panel(names, network, loss, step, index) for step, index in enumerate(indices)]],
        figure.readout("Choose a factor.", label="The factor you chose"),
    ]


def _panel(names: Names, network: Network, loss: str, step: int, index: int) -> h.Element:
    chain = list(factors(names, loss, network.activations, index))
    cards: list[h.Node] = []
    for place, factor in enumerate(chain):
        if place:
            cards.append(h.span(".hl-operator")["·"])
        cards.append(_card(factor, index, place))
    attributes = figure.part(only=[step]) | {"data-first": f"k{index}.{len(chain) - 1}"}
    return h.div(".hl-panel", attributes, hidden=step > 0)[
        h.div(".hl-row.hl-factors", {"data-roam": ""})[
            _fraction("L", names.matrix("weights", index)), h.span(".hl-operator")["="], cards
        ],
        h.div(".hl-formula-line.hl-as-matrices")["as matrices:  ", _rule(names, index)],
    ]


def _card(factor: Factor, index: int, place: int) -> h.Element:
    attributes = figure.part((f"k{index}.{place}",), lit=factor.lit, say=factor.say)
    label = f"∂{factor.over}/∂{factor.under} becomes {factor.name}"
    rows, columns = factor.shape
    return h.div(f".hl-factor.hl-factor-{factor.kind}", attributes, role="button", aria_label=label)[
        _fraction(factor.over, factor.under),
        h.div(".hl-factor-name")[factor.name],
        h.span(".hl-shape")[
            "(",
            h.span(f".hl-dim-{rows.letter.lower()}")[str(rows.size)],
            " × ",
            h.span(f".hl-dim-{columns.letter.lower()}")[str(columns.size)],
            ")",
        ],
    ]


def _rule(names: Names, index: int) -> h.Node:
    """The same as a product of matrices; every δ of a hidden layer is spelled out once more below."""
    delta, slope = names.matrix("delta", index + 1), names.matrix("slope", index)
    lines = [f"{names.matrix('gradient', index)} = {names.read(index)}ᵀ{formulas.MATRIX_TIMES}({delta} ∘ {slope})"]
    for l in range(index + 1, names.last):  # noqa: E741
        weights = names.matrix("weights", l)
        scaled = f"({names.matrix('delta', l + 1)} ∘ f{theme.superscript(l)}′)"
        lines.append(f"{names.matrix('delta', l)} = {scaled}{formulas.MATRIX_TIMES}{weights}ᵀ")
    return h.fragment[[h.span(".hl-rule-line")[line, "  " if line != lines[-1] else ""] for line in lines]]


def _fraction(over: str, under: str) -> h.Element:
    return h.span(".hl-fraction")[h.span[f"∂{over}"], h.span[f"∂{under}"]]


def _layer(index: int) -> str:
    return f"L{theme.superscript(index)}"


def widget(*, key: str, caption: str) -> None:
    """The chain rule for every weight matrix of the reader's network."""
    own = reader.current()
    names = Names(own.sizes, own.bias, own.points)
    network = Network.of(own.network())
    content = build(names, network, own.loss)
    figure.show(content, key=key, label="The chain rule, factor by factor", caption_text=caption)
