"""The lessons on hidden layers, shapes and feeding forward: their numbers, and what readers can do to them."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import contents
from mlp_core import MLP
from mlp_core.checks import Array
from studies.forwards.curves import activation_curve
from studies.forwards.shapes import check_product_chain, parameter_count
from studies.forwards.worked import hand_worked
from tests.lessons import drive

SLUGS = ("hidden_layers", "shapes", "feeding_forward")


def prose(slug: str) -> str:
    """A lesson's text with formulas made plain: one space for any space, minus signs as in Python."""
    text = contents().lesson(slug).file.read_text(encoding="utf-8")
    for latex, plain in ((r"(?<!\\)\\[, ]", " "), (r"\\cdot", "·"), (r"[{}$]", ""), ("−", "-"), (r"\s+", " ")):
        text = re.sub(latex, plain, text)
    return text


@pytest.fixture(scope="module")
def book() -> tuple[MLP, Array]:
    worked = hand_worked()
    return worked.net, worked.data.X


def test_hidden_layers_computes_the_hand_worked_neurons(book: tuple[MLP, Array]) -> None:
    net, X = book
    text, trace = prose("hidden_layers"), net.forward(X)
    assert "x = (0, 1, 1)" in text
    assert X[1].tolist() == [0, 1, 1]
    first, second = net.weights[0].T
    assert f"weights {first[0]}, {first[1]} and {first[2]}" in text
    assert f"weights of its own, {second[0]}, {second[1]} and {second[2]}" in text
    assert f"0 · {first[0]} + 1 · ({first[1]}) + 1 · {first[2]} = {trace.sums[0][1, 0]:.1f}" in text
    assert f"0.8 - 0.2 = {trace.sums[0][1, 1]:.1f}, which is positive, and h_2 = {trace.layers[1][1, 1]:.1f}" in text
    assert f"Its weights are {net.weights[1][0, 0]:g} and {net.weights[1][1, 0]:g}" in text
    assert f"= 0 · 1 + 0.6 · (-0.5) = {trace.outputs[1, 0]:.1f}" in text


def test_shapes_tells_the_books_shapes_counts_and_error() -> None:
    text = prose("shapes").replace(r"\times", "×").replace("&", "").replace("  ", " ")
    for bias, count in ((False, "3 · 2 + 2 · 1 = 8"), (True, "4 · 2 + 3 · 1 = 11")):
        trace = hand_worked(bias=bias).net.forward(hand_worked().data.X)
        for left, right, product in zip(trace.inputs, trace.weights, trace.sums, strict=True):
            shapes = [f"({rows} × {columns})" for rows, columns in (left.shape, right.shape, product.shape)]
            assert f"{shapes[0]} · {shapes[1]} = {shapes[2]}" in text
        assert count in text
        assert str(parameter_count((3, 2, 1), bias)) == count.split(" = ")[1]


def test_shapes_reads_numpys_message_correctly() -> None:
    # The lesson says: operand 1 is the right factor, dimension 0 its rows; then the right rows, then the left columns.
    error = check_product_chain([(4, 3), (2, 5)]).error
    assert error is not None
    assert "Input operand 1 has a mismatch in its core dimension 0" in error
    assert "(n?,k),(k,m?)->(n?,m?) (size 2 is different from 3)" in error


def test_feeding_forward_computes_the_books_outputs(book: tuple[MLP, Array]) -> None:
    net, X = book
    text = prose("feeding_forward")
    linear = hand_worked(("linear", "linear")).net.forward(X)
    assert "becomes (-0.2, 0.6)" in text
    np.testing.assert_allclose(linear.layers[1][1], (-0.2, 0.6), atol=1e-15)
    assert f"-0.2 · 1 + 0.6 · (-0.5) = {linear.outputs[1, 0]:.1f}" in text
    once = net.weights[0] @ net.weights[1]
    assert " \\\\ ".join(f"{value:.1f}" for value in once[:, 0]) in text
    np.testing.assert_allclose(X @ once, linear.outputs, atol=1e-15)
    assert f"0 · 0.7 + 1 · (-0.7) + 1 · 0.2 = {(X @ once)[1, 0]:.1f}" in text
    answers = [f"{value:.1f}" for value in net.forward(X).outputs[:, 0]]
    assert f"the network answers {answers[0]}, {answers[1]}, {answers[2]} and {answers[3]}" in text
    assert hand_worked().data.Y[:, 0].tolist() == [0, 0, 1, 1]


def test_feeding_forward_tells_the_slopes() -> None:
    text = prose("feeding_forward")
    (value,), (slope,) = activation_curve("sigmoid", [-0.2])
    assert f"1 / (1 + e^0.2) = {value:.3f}" in text
    assert f"{value:.3f} · (1 - {value:.3f}) = {slope:.3f}" in text
    _, slopes = activation_curve("sigmoid", np.linspace(-6, 6, 1201))
    assert slopes.max() == 0.25  # "steepest at s = 0, where its slope is ¼"
    assert activation_curve("relu", [-0.2, 0.0])[1].tolist() == [0, 0]


@pytest.mark.long
@pytest.mark.parametrize("slug", SLUGS)
def test_every_control_goes_to_its_extremes(slug: str) -> None:
    assert drive.drive_to_extremes(slug) > 20


LARGEST = {"data": "random", "points": "10", "sizes": "12-12-12-12-12-12", "bias": "1"}
CORNERS = {
    "largest": LARGEST | {"activations": "tanh-relu-sigmoid-linear-softmax"},
    "smallest": {"data": "random", "points": "1", "sizes": "1-1", "activations": "softmax"},
    "digits": {"data": "seven_segment", "sizes": "7-3-10", "activations": "tanh-softmax", "points": "10"},
}


@pytest.mark.long
@pytest.mark.parametrize("corner", CORNERS)
@pytest.mark.parametrize("slug", SLUGS)
def test_corners_of_what_can_be_reached(slug: str, corner: str) -> None:
    drive.visit(slug, CORNERS[corner])


def test_the_panel_is_the_one_place_of_a_setting(open_page: Callable[..., AppTest]) -> None:
    app = open_page("feeding_forward")
    hidden = [slider for slider in app.slider if "hidden neurons" in slider.label]
    assert [slider.value for slider in hidden] == [2]
    hidden[0].set_value(5)
    app.run()
    assert [slider.value for slider in app.slider if "hidden neurons" in slider.label] == [5]


def test_choosing_a_function_at_the_curve_changes_the_network(open_page: Callable[..., AppTest]) -> None:
    app = open_page("feeding_forward")
    curve = next(control for control in app.segmented_control if control.label == "Activation f⁽⁰⁾")
    curve.set_value("sigmoid")
    app.run()
    assert next(box for box in app.selectbox if box.label == "Activation f⁽⁰⁾").value == "sigmoid"


def test_matcher_goes_from_the_error_to_a_product(open_page: Callable[..., AppTest]) -> None:
    app = open_page("shapes")
    fields = [field for field in app.number_input if field.label.startswith("w")]
    assert [field.value for field in fields] == [2, 3, 2, 1]  # w⁽⁰⁾ lies the wrong way round
    next(button for button in app.button if button.label == "Show shapes that fit").click()
    app.run()
    assert [field.value for field in app.number_input if field.label.startswith("w")] == [3, 2, 2, 1]
    assert not app.exception
