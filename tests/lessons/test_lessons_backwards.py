"""The lessons on backpropagation, the gradient check and the code: their numbers, and what readers can do to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import contents, read_blocks, widget_markers
from mlp_core import MLP, fit
from mlp_core.checks import Array
from studies.backwards.iteration import Iteration, one_iteration
from studies.backwards.two_outputs import two_outputs
from studies.backwards.work import work
from studies.forwards.worked import hand_worked
from tests.lessons import drive
from widgets.backward import bug_museum
from widgets.kit import theme

SLUGS = ("backpropagation", "gradient_check", "backprop_in_code")
LARGEST = {
    "data": "random",
    "sizes": "12-12-12-12-12-12",
    "points": "10",
    "activations": "tanh-sigmoid-relu-tanh-softmax",
    "bias": "1",
}


def prose(slug: str) -> str:
    """A lesson's text with formulas made plain: one space for any space, minus signs as in Python."""
    text = contents().lesson(slug).file.read_text(encoding="utf-8")
    for latex, plain in ((r"\\[,\\ ]", " "), (r"\\cdot", "·"), (r"[{}$]", ""), ("−", "-"), (r"\s+", " ")):
        text = re.sub(latex, plain, text)
    return text


def plain(value: float, decimals: int = 3) -> str:
    return theme.number(value, decimals).replace(theme.MINUS, "-")


def matrix(values: Array) -> str:
    return " ".join(" & ".join(plain(float(value)) for value in row) for row in values)


@pytest.fixture(name="step", scope="module")
def _step() -> Iteration:
    worked = hand_worked()
    return one_iteration(worked.net, worked.data.X, worked.data.Y, worked.loss, 0.1)


def test_one_weight_one_point(step: Iteration) -> None:
    text, forward = prose("backpropagation"), step.forward
    h1, h2 = forward.layers[1][3]
    error = step.backward.deltas[2][3, 0]
    assert "the last data point of the book's network, x = (1, 1, 1) with the target y = 1" in text
    assert (forward.layers[0][3] == 1).all()
    assert step.targets[3, 0] == 1
    assert f"h = ({h1:g}, {h2:g})" in text
    assert f"= {h1:g} · 1 + {h2:g} · (-0.5) = {forward.outputs[3, 0]:g}" in text
    assert f"(-0.8)^2 = {step.loss_terms[3, 0]:g}" in text
    moved = hand_worked().net
    moved.weights[1][0, 0] += 0.01
    after = one_iteration(moved, forward.layers[0], step.targets)
    assert (
        f"The output becomes {after.forward.outputs[3, 0]:g} and the error {plain(after.backward.deltas[2][3, 0])}"
        in text
    )
    assert f"approx {after.loss_terms[3, 0]:.4f} to the loss" in text
    assert f"It fell by about {step.loss_terms[3, 0] - after.loss_terms[3, 0]:.4f}" in text
    assert f"(-0.8) · 1 · 0.3 = {plain(error * h1)}" in text


def test_the_matrices_of_the_derivation(step: Iteration) -> None:
    text, back = prose("backpropagation"), step.backward
    text = re.sub(r" ?\\(begin|end)pmatrix ?", " ", text)
    written = "0.1 · 0.1 + 0 · (-0.3) + 0.6 · (-0.4) + 0.3 · (-0.8) = -0.47"
    assert written in text
    column, error = step.forward.layers[1][:, 0], back.scaled_deltas[1][:, 0]
    assert [float(x) for x in re.findall(r"-?\d\.?\d*", written)[:-1:2]] == pytest.approx(column.tolist())
    assert [float(x) for x in re.findall(r"-?\d\.?\d*", written)[1::2]] == pytest.approx(error.tolist())
    assert plain(float(back.weight_gradients[1][0, 0])) == "-0.47"
    for values in (
        back.deltas[1],
        back.derivatives[0],
        back.scaled_deltas[0],
        back.weight_gradients[0],
        step.forward.layers[0].T,
    ):
        assert matrix(values) in text
    assert f"= ({plain(back.deltas[1][3, 0])}, {plain(back.deltas[1][3, 1])})" in text


def test_the_update_and_the_loss_after_it(step: Iteration) -> None:
    text = prose("backpropagation")
    assert f"0.5 - 0.1 · (-1.2) = {plain(float(step.updated[0][0, 0]))}" in text
    worked = hand_worked()
    fit(worked.net, worked.data.X, worked.data.Y, loss="half_sse", optimizer="sgd", learning_rate=0.1, iterations=1)
    after, _ = worked.net.gradients(worked.data.X, worked.data.Y)
    assert f"has fallen from {step.backward.loss:.2f} to {after:.3f}" in text


def test_the_second_example_has_two_paths_that_add() -> None:
    text, worked = prose("backpropagation"), two_outputs()
    forward = worked.net.forward(worked.X)
    back = worked.net.backward(forward, worked.Y)

    def row(values: Array) -> str:
        return " | ".join(f"{float(value):.3f}" for value in values[0])

    for values in (forward.layers[1], forward.outputs, *forward.derivatives, back.deltas[2], back.scaled_deltas[1]):
        assert f"| {row(values)} |" in text
    assert "| 0.4 | -0.8 |" in text
    assert forward.sums[0][0].tolist() == pytest.approx([0.4, -0.8])
    (to_first, to_second), w = back.scaled_deltas[1][0], worked.net.weights[1]
    assert f"{to_first:.3f} · 0.4 + ({to_second:.3f}) · 1 = 0.050 - 0.070 = {back.deltas[1][0, 0]:.3f}" in text
    assert (round(to_first * w[0, 0], 3), round(to_second * w[0, 1], 3)) == (0.05, -0.07)
    assert f"{to_first:.3f} · (-0.8) + ({to_second:.3f}) · 0.5 = {back.deltas[1][0, 1]:.3f}" in text
    for delta, slope, scaled in zip(
        back.deltas[1][0], forward.derivatives[0][0], back.scaled_deltas[0][0], strict=True
    ):
        assert f"{delta:.3f} · {slope:.3f} = {scaled:.3f}" in text
    # "A measurement agrees": the output layer alone, with its first input raised.
    output_layer = MLP((2, 2), "sigmoid", bias=False)
    output_layer.weights = [w]
    hidden = forward.layers[1]
    raised = output_layer.gradients(np.add(hidden, [[0.01, 0.0]]), worked.Y)[0]
    assert f"from {back.loss:.5f} to {raised:.5f}" in text
    assert (raised - back.loss) / 0.01 == pytest.approx(-0.02, abs=0.001)
    assert all(0 < slope < 1 for slopes in forward.derivatives for slope in slopes.ravel())


def test_the_count_of_multiplications() -> None:
    text, book, digits = prose("backpropagation"), work((3, 2, 1), 4), work((784, 100, 10), 1)
    total = book.forward + book.gradients + book.errors
    assert f"it is {book.forward} multiplications forwards, {book.gradients} for the gradients" in text
    assert f"and {book.errors} for the errors: {total}, which is {book.passes:g} forward passes" in text
    assert f"takes {2 * 8} forward passes" in text
    assert f"take {2 * (784 * 100 + 100 * 10):,} of them, and backpropagation costs {digits.passes:.2f}" in text


def test_why_the_slope_cancels() -> None:
    """∂L/∂S = (Ỹ − Y) / count for both cross-entropies, as the text derives it, by differences of the loss."""
    rng = np.random.default_rng(0)
    for activation, loss, count in (("sigmoid", "bce", 6), ("softmax", "softmax_cross_entropy", 2)):
        net = MLP((3, 3), activation, bias=False)
        net.weights = [np.eye(3)]  # so the weighted sums are the inputs
        sums, targets = rng.normal(size=(2, 3)), np.eye(3)[:2]
        slopes = np.empty((2, 3))
        for place in np.ndindex(2, 3):
            step = np.zeros((2, 3))
            step[place] = 1e-6
            up, down = (net.gradients(sums + sign * step, targets, loss)[0] for sign in (1, -1))
            slopes[place] = (up - down) / 2e-6
        assert slopes == pytest.approx((net.predict(sums) - targets) / count, abs=1e-8)


def test_the_measured_slopes_of_the_gradient_check() -> None:
    text = prose("gradient_check")

    def loss_at(weight: float) -> float:
        worked = hand_worked()
        worked.net.weights[1][0, 0] = weight
        return worked.net.gradients(worked.data.X, worked.data.Y)[0]

    above, here, below = loss_at(1.01), loss_at(1.0), loss_at(0.99)
    assert f"With the weight at 1.01 the loss is {above:.6f}" in text
    assert f"({above:.6f} - {here:.2f}) / 0.01 = {(above - here) / 0.01:.4f}" in text
    assert f"With the weight at 0.99 the loss is {below:.6f}" in text
    assert (above - below) / 0.02 == pytest.approx(-0.47, abs=1e-12)


def test_the_measured_damage_of_the_museum() -> None:
    text = prose("backprop_in_code")
    for rate in (0.1, 10.0):
        damage = 100 * float(bug_museum.errors("updated_weights", rate)[0])
        said = re.search(rf"At (?:a learning rate of )?{rate:g} (?:the gradient|it) is wrong by ([\d.]+) %", text)
        assert said is not None
        assert float(said[1]) == pytest.approx(damage, abs=0.5)
    assert f"to about {bug_museum.one_neuron_runs()[bug_museum.RIGHT][-1]:.2f}" in text
    assert (bug_museum.errors("derivative_forgotten", bug_museum.FORGOTTEN_RATE) > 1).all()
    assert (bug_museum.errors("transpose_forgotten", 0.5, True)[1:] == 0).all()


def test_each_exhibit_has_a_symptom_a_question_and_its_damage() -> None:
    names = [(m.name, m.options) for m in widget_markers(read_blocks(contents().lesson("backprop_in_code")))]
    exhibits = [i for i, (name, options) in enumerate(names) if options.get("show") == "symptom"]
    assert len(exhibits) == 5
    for i in exhibits:
        assert names[i + 1][0] == "check_yourself"
        assert names[i + 2] == ("bug_museum", {"bug": names[i][1]["bug"], "show": "damage"})


@pytest.mark.long
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    "address",
    [
        {},
        {"sizes": "3-1", "activations": "sigmoid"},
        {"data": "seven_segment", "sizes": "7-12-10", "activations": "relu-softmax", "points": "10"},
        LARGEST,
        {"data": "xor", "sizes": "2-1-1", "activations": "sigmoid-sigmoid", "bias": "1", "loss": "bce"},
    ],
    ids=["book", "one_matrix", "digits", "largest", "xor"],
)
def test_a_page_opens_for_every_kind_of_network(slug: str, address: dict[str, str]) -> None:
    app = drive.visit(slug, address)
    assert len(app.title) + sum("# " in shown.value for shown in app.markdown) > 0


def test_a_menu_that_names_activations_is_another_one_with_others(open_page: Callable[..., AppTest]) -> None:
    """Found by a random reader: the page keeps a menu's words, and went on saying tanh."""

    def menu(app: AppTest) -> Any:
        return next(box for box in app.selectbox if box.label == "Break the derivative of")

    app = open_page("gradient_check")
    smooth = menu(app)
    assert smooth.value == 0
    app = app.toggle(key="gradient_check-45-smooth").set_value(False).run()
    own = menu(app)
    assert (smooth.options[0], own.options[0]) == ("f⁽⁰⁾, tanh", "f⁽⁰⁾, relu")
    assert own.id != smooth.id
    assert own.value == 0


def test_the_check_finds_a_broken_derivative(open_page: Callable[..., AppTest]) -> None:
    app = open_page("gradient_check")
    fault = next(box for box in app.selectbox if box.label == "in this way")
    app = fault.set_value("one_percent").run()
    assert not app.exception
    assert app.session_state["gradient_check"].fault == "one_percent"
