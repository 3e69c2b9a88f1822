"""A loss taken apart, and the least loss of linear networks."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core import MLP, datasets, fit
from studies.backwards.loss_terms import least_linear_loss, loss_terms
from studies.forwards.worked import hand_worked

PAIRS = [
    ("half_sse", "linear"),
    ("half_sse", "softmax"),
    ("mse", "tanh"),
    ("bce", "sigmoid"),
    ("bce", "softmax"),
    ("softmax_cross_entropy", "softmax"),
    ("softmax_cross_entropy", "sigmoid"),
]


@pytest.mark.parametrize(("loss", "last"), PAIRS)
def test_the_terms_sum_to_the_loss(loss: str, last: str) -> None:
    data = datasets.seven_segment()
    net = MLP((7, 5, 10), ("tanh", last), rng=3)
    trace = net.forward(data.X)
    terms = loss_terms(net, trace, data.Y, loss)
    assert terms.shape == (10, 10)
    assert_allclose(terms.sum(), net.backward(trace, data.Y, loss).loss, rtol=1e-12)


def test_terms_by_hand() -> None:
    net, data, loss = hand_worked()
    # Ỹ − Y = (0.1, −0.3, −0.4, −0.8): half the squares.
    assert_allclose(loss_terms(net, net.forward(data.X), data.Y, loss), [[0.005], [0.045], [0.08], [0.32]], atol=1e-15)


@pytest.mark.parametrize(("gap", "dtype"), [(1000.0, "float64"), (100.0, "float32")])
def test_the_terms_of_a_saturated_softmax_sum_to_the_loss(gap: float, dtype: str) -> None:
    net = MLP((1, 2), "softmax", bias=False, dtype=dtype)
    net.weights = [np.array([[-gap, 0.0]])]
    trace, Y = net.forward([[1.0]]), [[1.0, 0.0]]
    terms = loss_terms(net, trace, Y, "softmax_cross_entropy")
    assert_allclose(terms, [[gap, 0.0]])
    assert_allclose(terms.sum(), net.gradients([[1.0]], Y, "softmax_cross_entropy")[0])


def test_the_least_linear_loss_of_xor_is_a_half_everywhere() -> None:
    data = datasets.xor()
    value, outputs = least_linear_loss(data.X, data.Y)
    assert_allclose(value, 0.5)
    assert_allclose(outputs, np.full((4, 1), 0.5))


def test_no_linear_network_gets_below_the_least_linear_loss() -> None:
    data = datasets.random_tenths(8, 3, 2, rng=1)
    value, _ = least_linear_loss(data.X, data.Y)
    for seed in range(20):
        run = fit(MLP((3, 4, 2), "linear", rng=seed), data, learning_rate=0.02, iterations=200)
        assert run.diverged is None
        assert run.losses.min() >= value - 1e-12


def test_four_points_are_linear() -> None:
    data = datasets.four_points()
    value, outputs = least_linear_loss(data.X, data.Y, bias=False)
    assert_allclose(value, 0, atol=1e-20)
    assert_allclose(outputs, data.Y, atol=1e-12)
