"""Where the reader gives numbers: worked examples, grid, pasted text, files and Python."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from studies.backwards.iteration import one_iteration
from widgets.backward import backprop_stepper
from widgets.drawing.diagram import Network
from widgets.forward import number_grid
from widgets.forward.own_numbers_panel import Draft, drafted, in_force, remarks, sides
from widgets.kit import network_file
from widgets.kit.network import ReaderNetwork
from widgets.kit.sheets import sheets

OpenPage = Callable[..., AppTest]
MAZUR = sheets()["mazur"][1]


@pytest.mark.parametrize("name", sheets())
def test_a_worked_example_becomes_the_readers_network(name: str) -> None:
    sheet, network = sheets()[name]
    for ours, theirs in zip(network.network().weights, sheet.net.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(network.dataset().Y, sheet.data.Y)
    assert (network.loss, network.learning_rate, network.biases) == (sheet.loss, sheet.learning_rate, sheet.biases)
    assert (name == "book") == (network == ReaderNetwork())


def test_the_published_results_of_the_most_copied_example_are_read_off_the_stepper() -> None:
    data = MAZUR.dataset()
    step = one_iteration(MAZUR.network(), data.X, data.Y, MAZUR.loss, MAZUR.learning_rate, MAZUR.bias_rule)
    drawn = str(backprop_stepper.build(step, Network.of(MAZUR.network())))
    for published in ("0.593269992", "0.75136507", "L = 0.298371109", "0.35891648", "0.149780716"):
        assert published in drawn
    assert "They are given and not learned" in drawn


def test_one_press_opens_an_example_and_undo_brings_the_last_network_back(open_page: OpenPage) -> None:
    app = unfolded(open_page("hidden_layers", query={"seed": "7"}))
    next(button for button in app.button if button.label == "Mazur 2015").click().run()
    assert not app.exception
    assert app.session_state["reader_network"] == MAZUR
    assert any("Step by Step Backpropagation Example" in caption.value for caption in app.caption)
    next(button for button in app.button if button.label == "Undo").click().run()
    assert app.session_state["reader_network"] == ReaderNetwork(seed=7)


def paste(app: AppTest, text: str) -> AppTest:
    return next(area for area in app.text_area if area.label.startswith("Or paste")).set_value(text).run()


def unfolded(app: AppTest) -> AppTest:
    """The page with the reader's own numbers open in the panel."""
    return next(toggle for toggle in app.toggle if toggle.label == "Your own numbers").set_value(True).run()


def test_a_pasted_sheet_is_taken_and_a_broken_one_stays_in_the_field(open_page: OpenPage) -> None:
    app = unfolded(open_page("hidden_layers"))
    sheet = "X = .05 .10\nY = .01 .99\nw1 = [.15 .25; .20 .30]\nw2 = [.40 .50; .45 .55]\nb1 = .35\nb2 = .60"
    paste(app, sheet)
    network = app.session_state["reader_network"]
    assert (network.X, network.weights) == (MAZUR.X, MAZUR.weights)
    assert any("Understood: X (1 × 2), Y (1 × 2)" in said.value for said in app.markdown)
    broken = "X = [1 2; 3"
    paste(app, broken)
    assert app.session_state["reader_network"] == network
    assert next(area for area in app.text_area if area.label.startswith("Or paste")).value == broken
    assert any("is never closed" in said.value for said in app.markdown)
    paste(app, "w1 = [1 2; 3 4; 5 6; 7 8]\nw2 = [1 2; 3 4]")
    assert app.session_state["reader_network"] == network
    assert any("the inner numbers disagree, 2 ≠ 4" in said.value for said in app.markdown)
    assert any(button.label == "Discard what is not in force" for button in app.button)


def test_a_whole_sheet_brings_its_depth_with_it(open_page: OpenPage) -> None:
    app = unfolded(open_page("hidden_layers", query={"sizes": "3-4-4-1"}))
    paste(app, "X = 0 0; 0 1\nY = 0 1\nw0 = -10; 20; 20; 20")
    assert app.session_state["reader_network"].sizes == (3, 4, 4, 1)
    assert any("w⁽⁰⁾ is (4 × 1), but X has 2 columns" in said.value for said in app.markdown)
    paste(app, "X = 0 0; 0 1\nY = 0 1\nw0 = 20; 20\nb0 = -10")
    network = app.session_state["reader_network"]
    assert (network.sizes, network.weights) == ((2, 1), (((-10.0,), (20.0,), (20.0,)),))
    assert network.Y == ((0.0,), (1.0,))


def grid_session(calls: str) -> AppTest:
    app = AppTest.from_string(
        "import streamlit as st\n"
        "from widgets.forward import own_numbers_panel as panel\n"
        "from widgets.kit import reader\n"
        f"{calls}\n"
        "st.session_state.now = reader.current()\n",
        default_timeout=30,
    ).run()
    assert not app.exception
    return app


def test_what_is_typed_waits_until_all_of_it_fits() -> None:
    app = grid_session("panel._typed('X', [['1', '2', '3'], ['4', '5', 'abc']])")
    assert app.session_state["now"] == ReaderNetwork()
    assert app.session_state["own_drafts"]["X"].wrong.startswith("Row 2, column 3: “abc”")
    app = grid_session("panel._typed('X', [['1', '2', '3'], ['4', '5', '1/2']])")
    assert app.session_state["now"] == ReaderNetwork()
    app = grid_session("panel._typed('X', [['1', '2', '3'], ['4', '5', '1/2']]); panel._typed('Y', [['1'], ['0']])")
    assert app.session_state["now"].X == ((1.0, 2.0, 3.0), (4.0, 5.0, 0.5))
    assert app.session_state["own_drafts"] == {}


def test_a_block_is_pasted_into_the_grid_where_the_cursor_is() -> None:
    app = grid_session("panel._pasted('X', '7\\t8\\n9\\t½', 1, 1)")
    assert app.session_state["now"].X[1:3] == ((0.0, 7.0, 8.0), (1.0, 9.0, 0.5))
    app = grid_session("panel._pasted('w0', '[[1, 2], [3, 4], [5, 6]]', 0, 0)")
    assert app.session_state["now"].weights[0] == ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0))
    app = grid_session("panel._pasted('w0', '[[1, 2', 0, 0)")
    assert app.session_state["own_text"] == "[[1, 2"
    assert "never closed" in app.session_state["own_said"]


def test_remarks_say_what_is_understood_or_what_does_not_fit() -> None:
    own = ReaderNetwork(bias=True)
    assert remarks(own, "X", {}, None) == ["Rows: N = 4 data points. Columns: M = 3 inputs."]
    draft = drafted([["1", "2"], ["3", "4"]])
    assert draft == Draft((("1", "2"), ("3", "4")), ((1.0, 2.0), (3.0, 4.0)))
    made = own.with_parts({"w0": ((1.0, 2.0), (3.0, 4.0))})[1]
    said = [str(remark) for remark in remarks(own, "w0", {"w0": draft}, made)]
    assert "w⁽⁰⁾ needs 3 rows, or 4 with the biases as row 0." in said[0]
    assert said[-1] == "Not in force yet: w⁽⁰⁾. The figures keep the last numbers that fit."


def test_the_grid_names_every_cell_and_has_room_for_more() -> None:
    own = ReaderNetwork(bias=True)
    cells = [[str(value) for value in row] for row in in_force(own, "w0")]
    rows, columns = sides(own, "w0", len(cells), len(cells[0]))
    html = str(number_grid.build("w⁽⁰⁾", cells, rows, columns, (False, True), ["<b>"]))
    assert html.count("<input") == 4 * 3
    assert "w⁽⁰⁾, row 4, column 2" in html
    assert "w⁽⁰⁾, row 1, column 3, new" in html
    assert "&lt;b&gt;" in html
    assert rows.labels[0] == "1"


@pytest.mark.parametrize("name", sheets())
def test_a_file_and_python_give_the_same_network(name: str) -> None:
    network = sheets()[name][1]
    read = network_file.from_file(network_file.as_file(network).encode())
    assert (read.network, read.unread) == (network, ())
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(network_file.as_python(network.changed(iterations=3)), {})
    first, last = map(float, printed.getvalue().split())
    data, net = network.dataset(), network.network()
    assert first == net.gradients(data.X, data.Y, network.loss)[0]
    for _ in range(3):
        step = one_iteration(net, data.X, data.Y, network.loss, network.learning_rate, network.bias_rule)
        net.weights = list(step.updated)
    assert last == pytest.approx(net.score(data.X, data.Y, network.loss).loss, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]", b"{}", b"1" * 200_000, json.dumps({"format": "x"}).encode()]
)
def test_any_other_file_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="it "):
        network_file.from_file(content)


def test_a_class_opens_the_sheet_of_its_address_and_has_no_panel_to_change_it(open_page: OpenPage) -> None:
    app = open_page("hidden_layers", query={**MAZUR.query(), "locked": "numbers"})
    assert not app.exception
    assert app.session_state["reader_network"] == MAZUR
    assert not [area for area in app.text_area if area.label.startswith("Or paste")]
    app.toggle[0].set_value(False).run()
    assert app.session_state["reader_network"] != MAZUR
    next(button for button in app.button if button.label == "Back to the class's sheet").click().run()
    assert app.session_state["reader_network"] == MAZUR


def test_numbers_too_long_for_an_address_are_kept_and_go_by_a_file(open_page: OpenPage) -> None:
    rng = np.random.default_rng(0)
    network = ReaderNetwork().changed(sizes=(12, 12, 12, 12), points=10)
    network = network.changed(
        weights=tuple(tuple(map(tuple, rng.normal(size=shape))) for shape in network.network().shapes)
    )
    app = open_page("hidden_layers")
    app.session_state["reader_network"] = network
    app.run()
    assert not app.exception
    assert app.session_state["reader_network"] == network
    assert any("too long for an address" in caption.value for caption in app.sidebar.caption)
    assert network_file.from_file(network_file.as_file(network).encode()).network == network
