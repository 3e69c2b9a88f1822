"""The computation graphs: every number of the network in its place, every step its derivatives, and any expression."""

from __future__ import annotations

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from studies.backwards.expressions import expression, letters
from studies.backwards.graph import network_graph
from studies.backwards.iteration import one_iteration
from tests.widgets.backward.test_backwards_widgets import QUERIES, words
from widgets.backward import network_graph as of_network
from widgets.backward import pass_counts, small_graph
from widgets.drawing import graph as drawing
from widgets.kit import theme
from widgets.kit.reader import ReaderNetwork, from_query


def html_of(own: ReaderNetwork, point: int = 0) -> str:
    data, net = own.dataset(), own.network()
    x, y = data.X[point : point + 1], data.Y[point : point + 1]
    iteration = one_iteration(net, x, y, own.loss, own.learning_rate)
    return str(of_network.build(iteration, network_graph(net, x, y, own.loss)))


def reading(html: str, tag: str) -> str:
    """The number of the half card with a tag."""
    found = re.search(rf'<g data-tags="{re.escape(tag)}".*?</g>', html, re.DOTALL)
    assert found, tag
    numbers: list[str] = re.findall(r"<text[^>]*>([^<]*)</text>", found[0])
    return numbers[-1]


def test_the_books_graph_has_the_numbers_that_the_lessons_work_out() -> None:
    html = html_of(ReaderNetwork(), 3)
    expected = {
        "S0.1.1": "0.3",
        "L1.1.2": "0.2",
        "L2.1.1": "0.2",
        "loss": "0.32",
        "dloss": "1",
        "d2.1.1": "−0.8",
        "g1.1.1": "−0.24",
        "d1.1.1": "−0.8",
        "d1.1.2": "0.4",
        "g0.1.1": "−0.8",
        "d0.1.1": "−0.56",
        "p0.1.1": "0.5",
        "q0.1.1": "−0.8",
    }
    assert {tag: reading(html, tag) for tag in expected} == expected
    assert "a fork adds&lt;/strong&gt;. x₁ is used 2 times" in html


@pytest.mark.parametrize("query", QUERIES)
def test_every_network_has_a_step_for_each_operation_and_all_it_shows_comes_in_one_of_them(
    query: dict[str, str],
) -> None:
    own = from_query(query)
    html = html_of(own)
    steps = int(re.search(r'data-steps="(\d+)"', html)[1])  # type: ignore[index]
    # What is given, the loss and its slope; for each matrix two steps forwards and four back.
    assert steps == 3 + 6 * own.last
    panels = re.findall(r'class="hl-panel" data-only="(\d+)" data-first="([^"]+)"', html)
    assert [int(step) for step, _ in panels] == list(range(steps))
    for step, tag in panels:
        assert f' {tag}"' in html or f'"{tag}"' in html, f"step {step} opens with {tag}, which is not there"
    assert {int(step) for step in re.findall(r'data-from="(\d+)"', html)} <= set(range(steps))
    assert "nan" not in html


def test_a_weight_between_neurons_of_two_digits_has_a_comma_between_them() -> None:
    own = from_query({"data": "seven_segment", "sizes": "7-4-10", "points": "10"})
    html = html_of(own)
    assert "w⁽¹⁾₁,₁₀" in html
    assert "w⁽¹⁾₁₁₀" not in html
    assert "w⁽¹⁾₁₁" in html


@pytest.mark.parametrize("query", QUERIES)
def test_no_card_covers_another(query: dict[str, str]) -> None:
    own = from_query(query)
    apart(re.findall(r'<rect x="([-\d.]+)" y="([-\d.]+)"', html_of(own)))


def apart(corners: list[tuple[str, str]]) -> None:
    """Half cards touch at most."""
    boxes = [(float(x), float(y)) for x, y in corners]
    assert boxes
    assert len(set(boxes)) == len(boxes)
    for i, (x, y) in enumerate(boxes):
        assert x >= 0
        assert y >= 0
        for other_x, other_y in boxes[:i]:
            assert abs(x - other_x) >= drawing.WIDTH or abs(y - other_y) > drawing.HEIGHT / 2 - 0.01, (x, y)


EXPRESSIONS = [
    *small_graph.EXAMPLES.values(),
    "-a ** 2 + min(a, b) / exp(c) - log(d) + relu(e)",
    "a * a * a * a * a * a * a",
    "((((a + b) * c) + d) * e) ** 2 / 2",
]


@pytest.mark.parametrize("line", EXPRESSIONS)
def test_a_small_graph_has_a_step_for_every_derivative_in_both_directions(line: str) -> None:
    found = expression(line, {name: small_graph.VALUES[name] for name in letters(line)})
    for leaf in (None, 0):
        walk = small_graph.Walk(found, leaf)
        html = str(small_graph.build(walk))
        apart(re.findall(r'<rect x="([-\d.]+)" y="([-\d.]+)"', html))
        rates = found.reverse() if leaf is None else found.forward(leaf)
        for index, node in enumerate(found.nodes):
            assert reading(html, f"value{index}") == theme.number(node.value)
            assert reading(html, f"rate{index}") == theme.number(rates[index])
        first = re.findall(r'data-first="(\w+)"', html)
        assert len(first) == int(re.search(r'data-steps="(\d+)"', html)[1])  # type: ignore[index]


def test_a_number_that_is_read_twice_by_one_node_sends_two_arrows() -> None:
    html = str(small_graph.build(small_graph.Walk(expression("a * a", {"a": 3.0}))))
    assert html.count("hl-arrow") == 2
    assert "a fork adds" in html
    assert reading(html, "rate0") == "6"


def test_each_rule_is_said_in_words() -> None:
    said = str(small_graph.build(small_graph.Walk(expression("max(a, b) * c + tanh(d) - e / 2", small_graph.VALUES))))
    for rule in (
        "addition copies",
        "multiplication swaps",
        "is routed to it",
        "did not choose it",
        "with the other sign",
    ):
        assert rule in said
    assert "the slope of tanh there" in said
    assert "the slope of division there" in said


def small() -> None:
    from widgets.backward.small_graph import widget

    widget(key="small", caption="", start="a * b + a * c")


def run() -> Any:
    return AppTest.from_function(small).run()


def test_what_cannot_be_read_is_said_and_what_can_is_drawn_again() -> None:
    page = run()
    assert not page.exception
    page.text_input(key="small-text").set_value("2a").run()
    assert "Write every product with" in page.warning[0].value
    page.text_input(key="small-text").set_value("a * z").run()
    assert not page.warning
    assert [field.label for field in page.number_input] == ["a", "z"]


def test_an_example_is_written_into_the_field() -> None:
    page = run()
    assert page.selectbox(key="small-example").value == "a fork: a is used twice"
    page.selectbox(key="small-example").set_value("one neuron").run()
    assert page.text_input(key="small-text").value == "tanh(a * b + c)"


def test_an_expression_of_ones_own_is_none_of_the_examples() -> None:
    page = run()
    page.text_input(key="small-text").set_value("a + b").run()
    assert page.selectbox(key="small-example").value == "an expression of your own"
    page.text_input(key="small-text").set_value("max(a, b) * c").run()
    assert page.selectbox(key="small-example").value == "the larger of two"
    assert page.text_input(key="small-text").value == "max(a, b) * c"


def test_the_table_counts_the_books_network_the_readers_and_the_digits() -> None:
    text = words(pass_counts.build([("one", (3, 2, 1), False), ("digits", pass_counts.DIGITS, True)]))
    assert "8 passes224" in text
    assert "79,510 passes" in text
