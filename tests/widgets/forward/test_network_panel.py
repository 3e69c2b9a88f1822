"""The panel of the reader's network: what it has in which lesson, undo and redo, and ways out of what does not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import contents, has_panel, panel_controls, read_blocks, widget_markers
from mlp_core import ACTIVATIONS, LOSSES
from widgets.forward.network_panel import summary
from widgets.kit import fitting, reader
from widgets.kit.reader import ReaderNetwork
from widgets.registry import NETWORK_CONTROLS

OpenPage = Callable[..., AppTest]


def button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def test_a_lesson_has_what_it_and_the_earlier_ones_ask_for_and_only_one_panel() -> None:
    had: set[str] = set()
    for lesson in contents().pages:
        markers = [marker for marker in widget_markers(read_blocks(lesson)) if marker.name == "network_controls"]
        asked = {word for marker in markers for word in marker.options["show"].split()}
        had |= asked
        assert set(panel_controls(lesson)) == (had if asked else set())
        assert has_panel(lesson) == bool(panel_controls(lesson))
    assert had == set(NETWORK_CONTROLS)


def test_changes_are_taken_back_and_made_again_one_by_one(open_page: OpenPage) -> None:
    app = open_page("shapes")
    assert (button(app, "Undo").disabled, button(app, "Redo").disabled) == (True, True)
    next(control for control in app.toggle if control.label == "Bias").set_value(True).run()
    next(control for control in app.slider if control.label.endswith("inputs")).set_value(5).run()
    changed = app.session_state["reader_network"]
    assert (changed.bias, changed.sizes[0]) == (True, 5)
    button(app, "Undo").click().run()
    assert app.session_state["reader_network"] == ReaderNetwork(bias=True)
    assert next(control for control in app.slider if control.label.endswith("inputs")).value == 3
    button(app, "Undo").click().run()
    assert app.session_state["reader_network"] == ReaderNetwork()
    assert button(app, "Undo").disabled
    button(app, "Redo").click().run()
    button(app, "Redo").click().run()
    assert app.session_state["reader_network"] == changed
    assert button(app, "Redo").disabled


def test_going_back_to_the_books_network_is_taken_back_too(open_page: OpenPage) -> None:
    app = open_page("shapes", query={"seed": "7"})
    assert button(app, "Undo").disabled  # the address is where the reader begins
    button(app, "Back to the book's network").click().run()
    button(app, "Undo").click().run()
    assert app.session_state["reader_network"] == ReaderNetwork(seed=7)


def test_the_panel_itself_has_the_way_back_to_the_books_network(open_page: OpenPage) -> None:
    app = open_page("shapes")
    assert button(app, "The book's network").disabled
    next(control for control in app.toggle if control.label == "Bias").set_value(True).run()
    button(app, "The book's network").click().run()
    assert app.session_state["reader_network"] == ReaderNetwork()
    assert button(app, "The book's network").disabled
    assert not button(app, "Undo").disabled, "it can be taken back as every change"


def test_a_new_change_forgets_what_was_taken_back_and_the_past_has_an_end() -> None:
    app = AppTest.from_string(
        "import streamlit as st\n"
        "from widgets.kit import reader\n"
        "for seed in range(1, reader.MOST_PAST + 10): reader.change(seed=seed)\n"
        "reader.undo(); reader.undo()\n"
        "st.session_state.two_back = reader.current().seed\n"
        "reader.change(bias=True)\n"
        "st.session_state.redo = reader.can_redo()\n"
        "while reader.can_undo(): reader.undo()\n"
        "st.session_state.oldest = reader.current().seed\n"
    ).run()
    assert not app.exception
    assert app.session_state["two_back"] == reader.MOST_PAST + 7
    assert app.session_state["redo"] is False
    assert app.session_state["oldest"] == 9


MISFITS = [
    ReaderNetwork(loss="bce", activations=("relu", "tanh")),
    ReaderNetwork(loss="softmax_cross_entropy", activations=("relu", "linear")),
    ReaderNetwork(data="xor", sizes=(2, 2, 1), loss="softmax_cross_entropy", activations=("relu", "softmax")),
    ReaderNetwork(
        data="own", sizes=(2, 2), X=((1.0, 2.0),), Y=((3.0, 4.0),), points=1, activations=("sigmoid",), loss="bce"
    ),
]


@pytest.mark.parametrize("network", MISFITS)
def test_what_does_not_go_together_has_ways_out_that_do(network: ReaderNetwork) -> None:
    assert fitting.misfit(network).startswith("The loss, ")
    assert fitting.ways(network)
    for way in fitting.ways(network):
        assert not fitting.misfit(replace(network, **way.changes))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("last", ACTIVATIONS)
@pytest.mark.parametrize("data", ["four_points", "xor", "seven_segment"])
def test_every_pair_of_loss_and_last_activation_fits_or_has_a_way_out(loss: str, last: str, data: str) -> None:
    network = ReaderNetwork(loss=loss, activations=("tanh", last)).changed(data=data)
    assert bool(fitting.misfit(network)) == bool(fitting.ways(network))


@pytest.mark.long
def test_no_lesson_has_a_red_box_when_the_loss_does_not_fit_and_the_panel_leads_out(open_page: OpenPage) -> None:
    for slug in ("measuring_error", "backpropagation", "training"):
        app = open_page(slug, query={"loss": "bce"})
        last = next(box for box in app.selectbox if box.label == "Activation f⁽¹⁾")
        last.set_value("tanh").run()
        assert app.session_state["reader_network"].activations == ("relu", "tanh")
        assert not app.error
        assert any("panel *Your network* offers changes" in note.value for note in app.info)
        assert any("gives others too" in said.value for said in app.markdown)
        button(app, "half the sum of squares as the loss").click().run()
        assert app.session_state["reader_network"].loss == "half_sse"
        assert not app.error
        assert not any("offers" in note.value for note in app.info)


def test_the_row_names_what_can_be_set_here_and_what_is_not_the_books() -> None:
    book = ReaderNetwork()
    assert summary(book, ()) == "3 → 2 → 1 · relu, linear · Four points, N = 4 · seed 0"
    assert summary(book, ("loss", "learning_rate")).endswith(" · half the sum of squares · η = 0.1")
    assert summary(replace(book, learning_rate=5.0, bias=True), ()).endswith(
        " · bias · Four points, N = 4 · seed 0 · η = 5"
    )
