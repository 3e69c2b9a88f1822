"""Computation graphs against mlp_core, against the complex step, and against what readers type."""

from __future__ import annotations

import ast
import cmath
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mlp_core import ACTIVATIONS, MLP
from studies.backwards.expressions import FUNCTIONS, expression, letters
from studies.backwards.graph import network_graph, passes
from studies.forwards.worked import hand_worked
from tests.examples import examples
from tests.studies.backwards.test_iteration import HIDDEN, LAST

STEP = 1e-30  # of the complex step: no difference is taken, so nothing is lost by rounding


@st.composite
def networks(draw: st.DrawFn) -> tuple[MLP, Any, Any, str]:
    matrices = draw(st.integers(1, 4))
    sizes = tuple(draw(st.integers(1, 4)) for _ in range(matrices + 1))
    rule = draw(st.sampled_from(sorted(LAST)))
    hidden = [draw(st.sampled_from(HIDDEN)) for _ in range(matrices - 1)]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    net = MLP(sizes, (*hidden, draw(st.sampled_from(LAST[rule]))), bias=draw(st.booleans()), rng=rng)
    Y = rng.random((1, sizes[-1]))
    if rule == "softmax_cross_entropy":
        Y /= Y.sum()
    return net, rng.normal(size=(1, sizes[0])), Y, rule


@examples(80)
@given(networks())
def test_the_graph_has_the_numbers_of_mlp_core(case: tuple[MLP, Any, Any, str]) -> None:
    net, x, y, loss = case
    found = network_graph(net, x, y, loss)
    trace = net.forward(x)
    back = net.backward(trace, y, loss)
    values, gradients = [node.value for node in found.graph.nodes], found.graph.reverse()
    assert values[found.loss] == pytest.approx(back.loss)
    for l, w in enumerate(net.weights):  # noqa: E741
        assert_allclose([values[i] for i in found.sums[l]], trace.sums[l][0])
        assert_allclose([gradients[i] for i in found.sums[l]], back.scaled_deltas[l][0], rtol=1e-9, atol=1e-12)
        assert_allclose([[values[i] for i in row] for row in found.weights[l]], w)
        named = [[gradients[i] for i in row] for row in found.weights[l]]
        assert_allclose(named, back.weight_gradients[l], rtol=1e-9, atol=1e-12)
    for l, nodes in enumerate(found.layers):  # noqa: E741
        assert_allclose([values[i] for i in nodes], trace.layers[l][0])
        assert_allclose([gradients[i] for i in nodes], back.deltas[l][0], rtol=1e-9, atol=1e-12)


@examples(40)
@given(networks())
def test_both_directions_agree_and_cost_what_is_counted(case: tuple[MLP, Any, Any, str]) -> None:
    net, x, y, loss = case
    found = network_graph(net, x, y, loss)
    gradients = found.graph.reverse()
    leaves = [i for rows in found.weights for row in rows for i in row]
    for leaf in leaves:
        assert found.graph.forward(leaf)[-1] == pytest.approx(gradients[leaf], rel=1e-9, abs=1e-12)
    counted = passes(net.sizes, net.bias)
    assert counted.weights == len(leaves) == net.parameter_count
    if ACTIVATIONS[net.activations[-1]].elementwise:
        assert counted.arrows == found.graph.edges
    assert (counted.reverse, counted.forward) == (counted.arrows, counted.weights * counted.arrows)


def test_parents_come_before_what_is_made_of_them() -> None:
    worked = hand_worked()
    nodes = network_graph(worked.net, worked.data.X[-1:], worked.data.Y[-1:]).graph.nodes
    assert all(parent < index for index, node in enumerate(nodes) for parent in node.parents)


# ---- expressions -----------------------------------------------------------------------------------------------------

COMPLEX = {
    "exp": cmath.exp,
    "log": cmath.log,
    "sqrt": cmath.sqrt,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tanh": cmath.tanh,
    "sigmoid": lambda s: 1 / (1 + cmath.exp(-s)),
    "relu": lambda s: s if s.real > 0 else 0j,
    "max": lambda a, b: a if a.real >= b.real else b,
    "min": lambda a, b: a if a.real <= b.real else b,
}
LINES = [
    "a * b + c",
    "(a + b) * (a - c)",
    "a * a + a",
    "a / (b * c) - 2",
    "-a ** 3 + b",
    "max(a * b, c) * a",
    "min(a, b) + max(b, c)",
    "tanh(a * b + c) ** 2 / 2",
    *(f"{name}(a * c) + {name}(a + 1)" for name in FUNCTIONS),
]
VALUES = {"a": 0.7, "b": -0.4, "c": 1.3}


def test_every_function_is_tried() -> None:
    assert COMPLEX.keys() == {*FUNCTIONS, "max", "min"}


@pytest.mark.parametrize("line", LINES)
def test_derivatives_are_those_of_the_complex_step(line: str) -> None:
    graph = expression(line, VALUES)
    gradients = graph.reverse()
    for leaf, name in enumerate(letters(line)):
        moved = {other: complex(value, STEP if other == name else 0) for other, value in VALUES.items()}
        found = eval(line, COMPLEX | moved)
        assert graph.nodes[-1].value == pytest.approx(found.real)
        assert gradients[leaf] == pytest.approx(found.imag / STEP)
        assert graph.forward(leaf)[-1] == pytest.approx(gradients[leaf])


def test_a_letter_is_one_leaf_however_often_it_is_used() -> None:
    graph = expression("a * a + a", {"a": 3})
    assert [node.name for node in graph.nodes] == ["a", "·", "+"]
    assert len(graph.uses(0)) == 3
    assert graph.reverse()[0] == 7


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "cannot be read"),
        ("2a", "Write every product with"),
        ("a b", "Write every product with"),
        ("(a + b", "close every bracket"),
        ("a ^ 2", r"\*\*"),
        ("y = a + b", "without ="),
        ("3 + 4", "at least one letter"),
        ("a", "at least one operation"),
        ("weight * a", "a letter, or a letter and a digit"),
        ("a * b * c * d * e * f", "at most 5 letters"),
        ("a ** b", "from 2 to 9"),
        ("a ** 99", "from 2 to 9"),
        ("a / (b - b)", "divides by 0"),
        ("log(a - 5)", "no value or no slope"),
        ("exp(2000 * a)", "no value or no slope"),
        ("sqrt(a - a)", "no value or no slope"),
        ("tanh", "at least one letter"),
        ("tanh + a", "is a function"),
        ("max(a)", "2 numbers"),
        ("tanh(a, b)", "1 number"),
        ("a" + " + a" * 40, "at most 100 signs"),
        ("+".join(["a*a"] * 20), "at most 20 nodes"),
        ("a * 1000000 * 10", "a million"),
        ("a.real", "not among what can be read"),
        ("a @ b", "not among what can be read"),
        ("a if b else c", "not among what can be read"),
        ("[a, b]", "not among what can be read"),
        ("a < b", "not among what can be read"),
        ("a + True", "not among what can be read"),
        ("a + 'b'", "not among what can be read"),
        ("a + 2j", "not among what can be read"),
        ("__import__('os').system('a')", "a letter"),
        ("(lambda: a)()", "not among what can be read"),
        ("a + b\0", "cannot be read"),
        ("(" * 99 + "a", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        expression(line, dict.fromkeys("abcdef", 0.5))


@examples(300)
@given(st.text(alphabet="ab2*+-/().,tanhmx ", max_size=40))
def test_whatever_is_typed_gives_a_graph_or_a_sentence(line: str) -> None:
    values = dict.fromkeys([*"abtnhmx", *(f"{letter}2" for letter in "abtnhmx")], 0.5)
    said, graph = "", None
    try:
        graph = expression(line, values)
    except ValueError as error:
        said = str(error)
    if graph is None:
        assert said.startswith("expression: ")
        return
    assert np.isfinite(graph.reverse()).all()
    ast.parse(line.strip(), mode="eval")
