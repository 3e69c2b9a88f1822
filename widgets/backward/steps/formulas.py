"""The formula that a step belongs to, with the term that the step computes marked."""

from __future__ import annotations

import htpy as h

from mlp_core import LOSSES
from studies.backwards.iteration import Operation
from widgets.backward.steps.names import Names
from widgets.kit import theme

MATRIX_TIMES = "\N{NARROW NO-BREAK SPACE}·\N{NARROW NO-BREAK SPACE}"
"""Between matrices of a formula: a ᵀ would touch a dot that has no room."""


def formula(names: Names, loss: str, operation: Operation) -> h.Node:
    """The formula of a step. Forwards it is the whole network in one expression, backwards the gradient's."""
    kind, l = operation.kind, operation.index  # noqa: E741 (l is the book's letter for the layer)
    if kind in ("data", "sums", "layer"):
        done = (2 * l + 1 if kind == "sums" else 2 * l) if kind != "data" else 0
        return h.fragment["Ỹ = ", _forward(names, 2 * names.last, done)]
    if kind == "loss":
        return _term(True, f"L = {LOSSES[loss].words.whole}")
    if kind == "update":
        new, old = names.matrix("weights", l), names.matrix("gradient", l)
        return h.fragment[_term(True, f"{new} ← {new} − η·{old}"), ",  η the learning rate"]
    if kind == "delta" and l == names.last:
        return h.fragment[_term(True, f"{names.matrix('delta', l)} = ∂L/∂{_layer(l)} = {LOSSES[loss].words.error}")]
    return h.fragment[_back(names, kind, l), h.br, _chain(names, kind, l)]


def _term(now: bool, *content: h.Node) -> h.Element:
    return (h.mark(".hl-term-now") if now else h.span)[content]


def _forward(names: Names, level: int, done: int) -> h.Node:
    """The expression for X (level 0), S⁽⁰⁾ (1), L⁽¹⁾ (2), S⁽¹⁾ (3) …, with the level that is done marked."""
    if level == 0:
        return _term(done == 0, "X")
    index = (level - 1) // 2
    inner = _forward(names, level - 1, done)
    if level % 2:
        ones = names.bias
        return _term(level == done, "[1 " if ones else "", inner, "]" if ones else "", f"·w{theme.superscript(index)}")
    return _term(level == done, f"f{theme.superscript(index)}(", inner, ")")


def _layer(index: int) -> str:
    return f"L{theme.superscript(index)}"


def _back(names: Names, kind: str, l: int) -> h.Node:  # noqa: E741
    """The rule: ∂L/∂w = Lᵀ·(δ ∘ f′), or δ = (δ ∘ f′)·wᵀ for a hidden layer."""
    after, slope = names.matrix("delta", l + 1), names.matrix("slope", l)
    scaled = _term(kind == "scaled", "(", after, f" {names.times_slope(l)} ", _term(kind == "slope", slope), ")")
    if kind == "delta":
        rule = h.fragment[scaled, MATRIX_TIMES, f"w{theme.superscript(l)}ᵀ"]
        return _term(True, f"{names.matrix('delta', l)} = ", rule)
    return _term(kind == "gradient", f"{names.matrix('gradient', l)} = {names.read(l)}ᵀ{MATRIX_TIMES}", scaled)


def _chain(names: Names, kind: str, l: int) -> h.Node:  # noqa: E741
    """Its chain rule, factor by factor."""
    layer, sums, before = _layer(l + 1), f"S{theme.superscript(l)}", _layer(l)
    end = before if kind == "delta" else f"w{theme.superscript(l)}"
    return h.span(".hl-chain-rule")[
        f"chain rule: ∂L/∂{end} = ",
        _term(kind == "scaled", f"∂L/∂{layer}", " · ", _term(kind == "slope", f"∂{layer}/∂{sums}")),
        " · ",
        _term(kind in ("gradient", "delta"), f"∂{sums}/∂{end}"),
    ]
