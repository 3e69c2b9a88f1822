"""The landscape's picture: its squares, its contours, its walk, for every kind of network."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from site_builder.render.charts import svg
from widgets.backward.loss_landscape import SIDE, build, opening, summary, survey, walkable, weight_names
from widgets.drawing import charts
from widgets.kit.reader import ReaderNetwork

BOOK = ReaderNetwork()


def test_weights_have_the_names_of_the_book() -> None:
    assert list(weight_names(BOOK)) == ["w⁽⁰⁾₁₁", "w⁽⁰⁾₁₂", "w⁽⁰⁾₂₁", "w⁽⁰⁾₂₂", "w⁽⁰⁾₃₁", "w⁽⁰⁾₃₂", "w⁽¹⁾₁₁", "w⁽¹⁾₂₁"]
    with_bias = weight_names(ReaderNetwork(bias=True))
    assert with_bias["w⁽¹⁾₀₁ (bias)"] == (1, 0, 0)
    assert with_bias["w⁽¹⁾₂₁"] == (1, 2, 0)
    wide = weight_names(ReaderNetwork(sizes=(3, 12, 1)))
    assert len(wide) == 48
    assert "w⁽⁰⁾₁,₁₁" in wide


def test_it_opens_with_the_two_weights_of_the_last_matrix() -> None:
    assert opening(weight_names(BOOK)) == ("w⁽¹⁾₁₁", "w⁽¹⁾₂₁")
    assert opening(weight_names(ReaderNetwork(sizes=(2, 1, 1)))) == ("w⁽¹⁾₁₁", "w⁽⁰⁾₁₁")


def test_the_middle_of_the_landscape_is_the_network_as_it_is() -> None:
    view = survey(BOOK, "w⁽¹⁾₁₁", "w⁽¹⁾₂₁", 2.0, 3)
    assert view.heights.shape == (SIDE, SIDE)
    assert_allclose(view.heights[SIDE // 2, SIDE // 2], 0.45)
    assert_allclose(view.path[0], [1.0, -0.5, 0.45])
    assert_allclose(view.gradient, [-0.47, -0.34])
    # Downhill: the heights fall on the side to which the step goes.
    assert view.heights[SIDE // 2 + 1, SIDE // 2 + 1] < 0.45 < view.heights[SIDE // 2 - 1, SIDE // 2 - 1]


def test_the_arithmetic_in_words() -> None:
    text = summary(survey(BOOK, "w⁽¹⁾₁₁", "w⁽¹⁾₂₁", 2.0, 3), 0.1)
    assert "∂L/∂w⁽¹⁾₁₁ = **−0.47**" in text
    assert "(**0.047**, **0.034**)" in text
    assert "0.45 → **0.4172**" in text
    assert "too long" in summary(survey(ReaderNetwork(learning_rate=5.0), "w⁽¹⁾₁₁", "w⁽¹⁾₂₁", 2.0, 1), 5.0)


def test_the_lowest_place_is_named_and_it_is_said_when_it_is_at_the_edge() -> None:
    view = survey(BOOK, "w⁽¹⁾₁₁", "w⁽¹⁾₂₁", 2.0, 1)
    least = re.search(r"least .* is \*\*([\d.]+)\*\*, at \(([\d.]+), ([\d.]+)\)\.", summary(view, 0.1))
    assert least
    net, data = BOOK.network(), BOOK.dataset()
    # The loss is a quadratic function of these two: the least of all stands within half a square of the grid's.
    hidden = net.forward(data.X).layers[1]
    best = np.linalg.lstsq(hidden, data.Y - net.weights[1][0] * BOOK.bias, rcond=None)[0].ravel()
    half = float(view.firsts[1] - view.firsts[0]) / 2
    assert np.abs(np.array([float(least[2]), float(least[3])]) - best).max() <= half + 5e-4
    assert "edge" not in summary(view, 0.1)
    assert "edge" in summary(survey(BOOK, "w⁽¹⁾₁₁", "w⁽¹⁾₂₁", 0.5, 1), 0.1)


@pytest.mark.long
@pytest.mark.parametrize(
    "own",
    [
        BOOK,
        ReaderNetwork(learning_rate=1e6),
        ReaderNetwork(sizes=(2, 1), activations=("sigmoid",), data="random", loss="bce"),
        ReaderNetwork(
            data="seven_segment",
            points=10,
            sizes=(7, 12, 10),
            activations=("relu", "softmax"),
            loss="softmax_cross_entropy",
        ),
        ReaderNetwork(sizes=(3, 2, 2, 2, 2, 1), activations=("tanh",) * 5, bias=True),
    ],
)
def test_every_network_has_a_chart_without_numbers_that_are_none(own: ReaderNetwork) -> None:
    first, second = opening(weight_names(own))
    view = survey(own, first, second, 8.0, 50)
    assert np.isfinite(view.path).all()
    assert summary(view, own.learning_rate)
    spec = charts.inline(build(view))
    assert len(spec["layer"][0]["data"]["values"]) == SIDE * SIDE
    assert "NaN" not in str(spec)
    assert "Infinity" not in str(spec)


def test_a_network_with_no_slope_has_no_gradient_to_draw() -> None:
    # Where the gradient is 0 the dashed line with its label is left out: four layers fewer.
    own = ReaderNetwork(sizes=(3, 1), activations=("linear",))
    view = replace(survey(own, "w⁽⁰⁾₁₁", "w⁽⁰⁾₂₁", 2.0, 1), gradient=np.zeros(2))
    with_gradient = charts.inline(build(survey(own, "w⁽⁰⁾₁₁", "w⁽⁰⁾₂₁", 2.0, 1)))
    assert len(charts.inline(build(view))["layer"]) == len(with_gradient["layer"]) - 4


def test_a_bias_that_is_not_learned_is_no_direction_to_walk_in() -> None:
    own = ReaderNetwork(bias=True)
    assert walkable(own) == weight_names(own)
    fixed = walkable(ReaderNetwork(bias=True, biases="fixed"))
    assert not any("bias" in name for name in fixed)
    assert len(fixed) == len(weight_names(ReaderNetwork()))


@pytest.mark.long
@pytest.mark.parametrize("width", [300, 358, 428, 500])
def test_one_unit_of_both_axes_is_equally_long_at_every_width(width: int) -> None:
    spec = charts.inline(build(survey(BOOK, "w⁽¹⁾₁₁", "w⁽¹⁾₂₁", 2.0, 3)))
    ground = re.search(r'class="background"[^>]*d="M0,0h(\d+)v(\d+)', svg(json.dumps(spec), width))
    assert ground
    across, up = map(int, ground.groups())
    assert across == pytest.approx(up, abs=5)
