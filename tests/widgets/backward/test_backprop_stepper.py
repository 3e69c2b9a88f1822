"""The stepper: every number is the network's, every entry can be chosen, every line of NumPy does what it says."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from mlp_core import with_ones
from studies.backwards.iteration import Iteration, one_iteration
from studies.mistakes.slips import slips
from widgets.backward.backprop_stepper import MOST, build
from widgets.backward.steps import faded, numpy_lines
from widgets.backward.steps.entries import Entries
from widgets.backward.steps.names import JOINED, TAGS
from widgets.drawing.diagram import Network
from widgets.kit import theme
from widgets.kit.reader import from_query

NETWORKS = {
    "book": {},
    "one_matrix": {"sizes": "3-1", "activations": "sigmoid", "bias": "1"},
    "xor_bias_bce": {"data": "xor", "sizes": "2-3-1", "activations": "tanh-sigmoid", "bias": "1", "loss": "bce"},
    "softmax": {"data": "seven_segment", "sizes": "7-5-10", "activations": "tanh-softmax", "points": "10"},
    "cross_entropy": {
        "data": "seven_segment",
        "sizes": "7-2-2-10",
        "activations": "relu-sigmoid-softmax",
        "points": "10",
        "loss": "softmax_cross_entropy",
        "bias": "1",
    },
    "deep": {
        "data": "random",
        "sizes": "12-12-12-12-12-12",
        "points": "10",
        "activations": "tanh-sigmoid-relu-tanh-linear",
        "bias": "1",
        "loss": "mse",
    },
    "all_ones": {"data": "random", "sizes": "1-1-1-1-1-1", "points": "1", "activations": "tanh-tanh-tanh-tanh-tanh"},
}


class Elements(HTMLParser):
    """Every element with its attributes and the text directly in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))

    def handle_data(self, data: str) -> None:
        if self.elements:
            self.elements[-1][2].append(data)


@cache
def _built(name: str) -> str:
    return html_of(NETWORKS[name])


def iteration_of(query: dict[str, str]) -> tuple[Iteration, Network]:
    own = from_query(query)
    data, net = own.dataset(), own.network()
    iteration = one_iteration(net, data.X, data.Y, own.loss, own.learning_rate)
    return iteration, Network(own.sizes, own.activations, own.bias, net.weights)


def html_of(query: dict[str, str], *, fill_in: bool = False) -> str:
    return str(build(*iteration_of(query), fill_in=fill_in))


def expected_entry(iteration: Iteration, tag: str) -> float:
    """The number behind a tag such as d1.2.1, or f1.p3.2.1 of the third data point's Jacobian."""
    parts = re.fullmatch(r"([A-Za-z])(\d+)(?:\.p(\d+))?\.(\d+)\.(\d+)", tag)
    letter, index, point, row, column = parts.groups()  # type: ignore[union-attr]
    forward, back, l = iteration.forward, iteration.backward, int(index)  # noqa: E741
    first = 0 if forward.bias and letter in "wgu" else 1
    matrices = {
        "L": lambda: forward.layers[l],
        "S": lambda: forward.sums[l],
        "w": lambda: forward.weights[l],
        "Y": lambda: iteration.targets,
        "E": lambda: iteration.loss_terms,
        "d": lambda: back.deltas[l],
        "f": lambda: back.derivatives[l],
        "e": lambda: back.scaled_deltas[l],
        "g": lambda: back.weight_gradients[l],
        "u": lambda: iteration.updated[l],
    }
    values = matrices[letter]()
    if values.ndim == 3:
        values = values[int(point) - 1]
    if letter == "L" and column == "0":
        return 1.0
    return float(values[int(row) - first, int(column) - 1])


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
def test_every_entry_shows_its_number_and_says_where_it_comes_from(name: str) -> None:
    iteration, _ = iteration_of(NETWORKS[name])
    cells = [
        (attributes, "".join(text))
        for tag, attributes, text in Elements(_built(name)).elements
        if tag == "td" and "data-tags" in attributes
    ]
    own = {attributes["data-tags"].split()[-1] for attributes, _ in cells if "data-say" in attributes}
    seen = set()
    for attributes, text in cells:
        tag = attributes["data-tags"].split()[-1]
        value = theme.number(expected_entry(iteration, tag), 3)
        assert text == value, tag
        if "data-say" not in attributes:
            assert tag in own, f"{tag} is shown, and nothing is said of it"
        elif not tag.endswith(".0") and not tag.startswith("f"):
            assert value in attributes["data-say"]
        seen.add(tag[0])
    assert seen == set(TAGS.values())


def test_softmax_multiplies_each_row_by_its_own_points_matrix_and_not_entry_by_entry() -> None:
    query = {"data": "random", "points": "3", "sizes": "3-3-3", "activations": "tanh-softmax"}
    iteration, _ = iteration_of(query)
    elements = Elements(html_of(query)).elements
    says = {a["data-tags"].split()[-1]: a for tag, a, _ in elements if tag == "td" and "data-say" in a}
    tags = {tag for _, a, _ in elements for tag in a.get("data-tags", "").split()}
    assert {"f1.p1", "f1.p2", "f1.p3"} <= tags, "every point's matrix can come into view"
    for point in (1, 2, 3):
        entry = says[f"e1.{point}.2"]
        lit = entry["data-lit"].split()
        assert {f"d2.r{point}", f"f1.p{point}", f"f1.p{point}.c2"} <= set(lit)
        assert not [tag for tag in lit if tag.startswith("f1.p") and not tag.startswith(f"f1.p{point}")]
    chips = {a["data-to"]: "".join(text) for _, a, text in elements if "data-to" in a}
    signs = {"".join(text) for _, a, text in elements if "hl-operator" in a.get("class", "")}
    assert f"δ⁽²⁾{JOINED}·{JOINED}f⁽¹⁾{JOINED}′" in chips.values()
    assert f"δ⁽¹⁾{JOINED}∘{JOINED}f⁽⁰⁾{JOINED}′" in chips.values(), "tanh works entry by entry"
    assert "· row by row" in signs
    forward, back = iteration.forward, iteration.backward
    expected = [back.deltas[2][i] @ back.derivatives[1][i] for i in range(len(forward.outputs))]
    np.testing.assert_allclose(back.scaled_deltas[1], expected)


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
def test_what_lights_up_is_there(name: str) -> None:
    elements = Elements(_built(name)).elements
    tags = {tag for _, attributes, _ in elements for tag in attributes.get("data-tags", "").split()}
    for _, attributes, _ in elements:
        for tag in (attributes.get("data-marks", "") + " " + attributes.get("data-first", "")).split():
            # Neurons and weights that a large network's picture leaves out have no tag there.
            assert tag in tags or tag[0] in "nw", tag
        for tag in attributes.get("data-lit", "").split():
            assert tag in tags or tag[0] in "nw" or "." in tag, tag


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
def test_a_step_for_every_operation_and_one_of_them_shown(name: str) -> None:
    iteration, _ = iteration_of(NETWORKS[name])
    elements = Elements(_built(name)).elements
    panels = [attributes for _, attributes, _ in elements if "hl-panel " in attributes.get("class", "")]
    assert [panel["data-only"] for panel in panels] == [str(i) for i in range(len(iteration.operations()))]
    shown = [panel["data-only"] for panel in panels if "hidden" not in panel]
    opening = next(str(i) for i, o in enumerate(iteration.operations()) if o.kind == "gradient")
    assert shown == [opening]
    assert [a["data-start"] for _, a, _ in elements if "data-start" in a] == shown
    chips = [attributes["data-to"] for _, attributes, _ in elements if "data-to" in attributes]
    assert chips == [panel["data-only"] for panel in panels]


def test_the_sum_of_products_of_the_book_is_written_out() -> None:
    says = {
        attributes["data-tags"].split()[-1]: attributes["data-say"]
        for tag, attributes, _ in Elements(html_of({})).elements
        if tag == "td" and "data-say" in attributes
    }
    # The second data point (0, 1, 1) meets the first column (0.5, −0.3, 0.1) of w⁽⁰⁾.
    assert theme.unbroken("0·0.5 + 1·(−0.3) + 1·0.1 = 0 − 0.3 + 0.1 = −0.2") in says["S0.2.1"]
    worked = "0.1·0.1 + 0·(−0.3) + 0.6·(−0.4) + 0.3·(−0.8) = 0.01 + 0 − 0.24 − 0.24 = −0.47"
    assert theme.unbroken(worked) in says["g1.1.1"]
    assert theme.unbroken("½·(0.2 − 1)² = 0.32") in says["E2.4.1"]
    assert theme.unbroken("0.5 − 0.1·(−1.2) = 0.62") in says["u0.1.1"]


def test_a_sum_that_starts_with_a_negative_product_is_written_with_a_minus() -> None:
    from widgets.backward.steps.entries import sum_of_products

    written = sum_of_products([-1.0, 2.0], [3.0, 1.0], [-3.0, 2.0], "−1")
    assert written == theme.unbroken("(−1)·3 + 2·1 = −3 + 2 = −1")


@pytest.mark.parametrize("name", NETWORKS)
def test_the_lines_of_numpy_give_the_same_numbers(name: str) -> None:
    query = NETWORKS[name]
    iteration, network = iteration_of(query)
    last = iteration.lmax
    names: dict[str, Any] = {"np": np, "with_ones": with_ones, "X": iteration.forward.layers[0], "Y": iteration.targets}
    names |= {letter: [None] * (last + 1) for letter in ("L", "S", "delta", "slope", "scaled", "gradient")}
    names["w"] = [w.copy() for w in iteration.forward.weights]
    lists = {"data": "L", "sums": "S", "layer": "L", "update": "w"}
    for operation in iteration.operations():
        line = numpy_lines.line(
            operation, network.activations, iteration.loss, iteration.learning_rate, iteration.forward.bias
        )
        exec(line, names)
        if operation.kind == "loss":
            np.testing.assert_allclose(names["loss"], iteration.backward.loss, rtol=1e-9)
        else:
            result = names[lists.get(operation.kind, operation.kind)][operation.index]
            np.testing.assert_allclose(result, operation.result, rtol=1e-9, atol=1e-12, err_msg=line)


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
def test_blanks_are_answered_right_by_the_number_itself_and_by_nothing_foreseen(name: str) -> None:
    iteration, network = iteration_of(NETWORKS[name])
    checks = [
        json.loads(attributes["data-check"])
        for _, attributes, _ in Elements(str(build(iteration, network, fill_in=True))).elements
        if "data-check" in attributes
    ]
    gaps = list(faded.blanks(iteration, MOST).values())
    assert [check["answer"] for check in checks] == [gap.answer for gap in gaps]
    assert gaps
    for check, gap in zip(checks, gaps, strict=True):
        assert gap.answer == gap.operation.result[gap.place]
        assert check["wrong"] == gap.wrong
        for value in check["wrong"].values():
            assert abs(value - gap.answer) > 2 * check["slack"]


def test_a_blank_does_not_give_its_answer_away() -> None:
    for tag, attributes, _ in Elements(html_of({}, fill_in=True)).elements:
        if tag == "td" and " = ?" in attributes.get("data-say", ""):
            assert not re.search(r"\d·\d|= −?\d", attributes["data-say"])


@pytest.mark.parametrize("draw", range(8))
def test_the_books_blanks_tell_the_usual_slips_apart(draw: int) -> None:
    iteration, _ = iteration_of({})
    gaps = faded.blanks(iteration, MOST, draw)
    assert "derivative_forgotten" in gaps["gradient", 0].wrong
    assert {"updated_weights", "wrong_sign"} <= set(gaps["delta", 1].wrong)
    assert {"uphill", "learning_rate_forgotten", "step_only", "wrong_sign"} <= set(gaps["update", 0].wrong)


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "all_ones"])  # whose matrices are single numbers
def test_blanks_change_their_places_and_are_not_guessed(name: str) -> None:
    iteration, _ = iteration_of(NETWORKS[name])

    def places(draw: int) -> tuple[tuple[int, int], ...]:
        return tuple(gap.place for gap in faded.blanks(iteration, MOST, draw).values())

    assert len({places(draw) for draw in range(12)}) > 3
    assert places(3) == places(3)
    for draw in range(12):
        gaps = faded.blanks(iteration, MOST, draw).values()
        answers = [round(gap.answer, 3) for gap in gaps]
        assert max(answers.count(answer) for answer in answers) <= 2
        assert not any(gap.slack >= abs(gap.answer) for gap in gaps if gap.answer)


def says(query: dict[str, str], kind: str, index: int, given: str) -> str:
    """What the page says of an entry: every place of the operation is asked for, and one of them must know the slip."""
    iteration, _ = iteration_of(query)
    found = set()
    for draw in range(40):
        gap = faded.blanks(iteration, MOST, draw)[kind, index]
        wrong = slips(iteration, gap.operation)
        if given in wrong:
            value = float(wrong[given][gap.place])
            near = [(abs(other - value), name) for name, other in gap.wrong.items() if abs(other - value) <= gap.slack]
            found.add(min(near)[1] if near else "")
    return given if given in found else str(found)


SOFTER = {
    "sizes": "3-3-3",
    "activations": "tanh-sigmoid",
    "bias": "1",
    "learning_rate": "0.5",
    "seed": "2",
    "data": "random",
}


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "index", "slip", "more"),
    [
        ("update", 0, "uphill", {}),
        ("update", 0, "wrong_sign", {}),
        ("update", 1, "gradient_for_update", {}),
        ("sums", 0, "wrong_sign", {}),
        ("sums", 0, "transpose_forgotten", {}),
        ("sums", 0, "bias_forgotten", {}),
        ("layer", 1, "wrong_sign", {}),
        ("layer", 1, "slope_for_activation", {}),
        ("slope", 0, "one_minus_value", {}),
        ("slope", 0, "square_of_value", {}),
        ("scaled", 0, "one_minus_value", {}),
        ("delta", 1, "bias_row_kept", {}),
        ("delta", 2, "doubled", {}),
        ("delta", 2, "loss_for_derivative", {}),
        ("delta", 2, "halved", {"loss": "mse"}),
        ("delta", 2, "sum_for_mean", {"loss": "mse"}),
        ("gradient", 0, "last_point", {}),
        ("gradient", 0, "one_point", {}),
        ("gradient", 0, "mean_for_sum", {}),
        ("gradient", 0, "sum_for_mean", {"loss": "mse"}),
    ],
)
def test_slips_are_named(kind: str, index: int, slip: str, more: dict[str, str]) -> None:
    assert says(SOFTER | more, kind, index, slip) == slip


def test_a_mean_is_no_slip_where_the_loss_is_one() -> None:
    iteration, _ = iteration_of(SOFTER | {"loss": "mse"})
    for gap in faded.blanks(iteration, MOST).values():
        assert "mean_for_sum" not in gap.wrong


def test_the_hint_of_a_biass_gradient_speaks_of_the_ones() -> None:
    iteration, _ = iteration_of(SOFTER)
    operation = next(o for o in iteration.operations() if (o.kind, o.index) == ("gradient", 1))
    assert "The ones times column 1" in str(Entries(iteration, operation).hint(0, 0))
    assert "Column 1 of H" in str(Entries(iteration, operation).hint(1, 0))


def test_the_largest_network_stays_a_light_page() -> None:
    assert len(html_of(NETWORKS["deep"], fill_in=True).encode()) < 900_000
