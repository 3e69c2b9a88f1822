"""Convolution, residual connections and attention: their ways back agree with measured slopes, and with mlp_core's."""

from __future__ import annotations

import numpy as np
import pytest

from mlp_core import MLP
from studies.today import attention as heads
from studies.today.attention import attention
from studies.today.convolution import TARGETS, X, along_diagonals, convolution, spread_out
from studies.today.measured import compare, measured
from studies.today.residual import stack, weights_of


def test_slopes_are_measured_entry_by_entry() -> None:
    at = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert np.allclose(measured(lambda v: float((v**2).sum()), at), 2 * at)
    wrong = compare({"v": 2 * at + 1}, lambda now: float((now["v"] ** 2).sum()), {"v": at})
    assert wrong.largest_difference == pytest.approx(1.0)


@pytest.mark.parametrize("seed", range(5))
def test_a_convolution_is_a_layer_of_the_book_with_its_gradient_added_along_diagonals(seed: int) -> None:
    kernel = np.random.default_rng(seed).normal(size=3)
    one = convolution(kernel)
    assert one.check.largest_difference < 1e-8
    net = MLP((6, 4), "tanh", bias=False)
    net.weights = [spread_out(kernel)]
    back = net.backward(net.forward(X), TARGETS)
    assert np.allclose(one.full, back.weight_gradients[0])
    assert np.allclose(one.kernel_gradient, along_diagonals(back.weight_gradients[0]))
    assert np.allclose(one.delta_x, back.deltas[0])
    slid = [kernel @ X[0, i : i + 3] for i in range(4)]
    assert np.allclose(one.outputs, np.tanh([slid]))


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("scale", [0.25, 0.5, 1.0, 1.5])
def test_delta_through_many_layers_is_the_measured_slope(residual: bool, scale: float) -> None:
    for depth in (1, 4, 32):
        one = stack(weights_of(depth, scale, 3), residual, 3)
        assert len(one.deltas) == depth + 1
        assert one.sizes[-1] == pytest.approx(1.0)
        assert one.difference < 1e-5 * max(1.0, one.sizes[0])


def test_with_weights_of_zero_delta_arrives_only_past_the_layers() -> None:
    zeros = tuple(np.zeros((8, 8)) for _ in range(32))
    assert stack(zeros, True, 0).sizes[0] == pytest.approx(1.0)
    assert stack(zeros, False, 0).sizes[0] == 0.0


@pytest.mark.parametrize("sharpness", [0.0, 0.5, 1.0, 4.0, 16.0])
def test_every_derivative_of_attention_is_its_measured_slope(sharpness: float) -> None:
    for first in (-2.0, 0.5):
        x = heads.X.copy()
        x[1, 0] = first
        assert attention(x, sharpness).check.largest_difference < 1e-6


def test_equal_shares_give_queries_and_keys_no_gradient_and_sharp_ones_little() -> None:
    flat, usual, sharp = (attention(sharpness=value) for value in (0.0, 1.0, 16.0))
    assert np.allclose(flat.values["A"], 1 / 3)
    assert not flat.gradients["wQ"].any()
    assert not flat.gradients["wK"].any()
    assert flat.gradients["wV"].any()
    assert (np.abs(sharp.values["A"] - np.round(sharp.values["A"])) < 0.1).all()
    assert np.abs(sharp.deltas["S"]).max() < np.abs(usual.deltas["S"]).max()


def test_the_error_at_a_score_by_hand() -> None:
    shares, delta = np.array([0.5, 0.5]), np.array([4.0, 2.0])
    assert (shares * (delta - (delta * shares).sum()))[0] == 0.5


def test_a_sum_of_d_products_has_the_variance_d() -> None:
    rng = np.random.default_rng(0)
    q, k = rng.normal(size=(2, 20_000, 64))
    assert (q * k).sum(axis=1).std() == pytest.approx(8, rel=0.03)
