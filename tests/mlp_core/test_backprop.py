"""The readable path: gradients against central differences for every pair of activation and loss, and what is kept."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core import ACTIVATIONS, LOSSES, MLP, gradient_check
from mlp_core.checks import Array

PAIRS = [
    (loss, last, bias)
    for loss, last, bias in itertools.product(LOSSES, ACTIVATIONS, (False, True))
    if last in LOSSES[loss].last_activations
]


def targets_for(loss: str, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    Y = rng.random(shape)
    return Y / Y.sum(axis=1, keepdims=True) if loss == "softmax_cross_entropy" else Y


@pytest.mark.parametrize("name", [name for name, activation in ACTIVATIONS.items() if activation.elementwise])
def test_derivative_matches_central_difference(name: str) -> None:
    f, h = ACTIVATIONS[name], 1e-6
    s = np.linspace(-4, 4, 50)[:, None]  # an even number of points: relu's kink at 0 is not among them
    slope = (f.apply(s + h) - f.apply(s - h)) / (2 * h)
    assert_allclose(f.derivative(s, f.apply(s)), slope, atol=1e-9)


def test_softmax_jacobian_matches_central_difference() -> None:
    f, h, s = ACTIVATIONS["softmax"], 1e-6, np.array([[0.3, -1.2, 2.0]])
    columns = [(f.apply(s + h * e) - f.apply(s - h * e))[0] / (2 * h) for e in np.eye(3)]
    assert_allclose(f.derivative(s, f.apply(s))[0], np.stack(columns, axis=1), atol=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_activations_stay_finite_and_quiet_for_huge_sums(name: str, dtype: str) -> None:
    s = np.array([[-1e4, 1e4, 0.0], [1e4, 1e4, 1e4], [-1e4, -1e4, -1e4]], dtype=dtype)
    a = ACTIVATIONS[name].apply(s)
    low, high = ACTIVATIONS[name].output_range
    assert a.dtype == s.dtype
    assert np.isfinite(a).all()
    assert a.min() >= low
    assert a.max() <= high
    assert np.isfinite(ACTIVATIONS[name].derivative(s, a)).all()


@pytest.mark.parametrize(("loss", "last", "bias"), PAIRS)
def test_gradients_match_central_differences(loss: str, last: str, bias: bool) -> None:
    rng = np.random.default_rng(5)
    net = MLP((3, 4, 5, 2), ("tanh", "sigmoid", last), bias=bias, rng=7)
    check = gradient_check(net, rng.normal(size=(6, 3)), targets_for(loss, rng, (6, 2)), loss)
    assert check.relative_error < 1e-7


@pytest.mark.parametrize(("loss", "last", "bias"), PAIRS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_losses_and_gradients_stay_finite_and_quiet_for_huge_sums(loss: str, last: str, bias: bool, dtype: str) -> None:
    net = MLP((1, 3), (last,), bias=False, dtype=dtype)
    net.weights = [[[1e4, -1e4, 0.0]]]
    back = net.backward(net.forward([[1.0], [-1.0]]), [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]], loss)
    assert np.isfinite(back.loss)
    assert all(np.isfinite(g).all() for g in (*back.weight_gradients, *back.deltas, *back.scaled_deltas))


def test_saturated_pairs_have_the_exact_loss() -> None:
    net = MLP((1, 1), ("sigmoid",), bias=False)
    net.weights = [[[1e4]]]
    # ln(1 + e^10000) = 10000 to all digits, though the output itself rounds to 1.
    assert net.gradients([[1.0]], [[0.0]], "bce")[0] == 1e4
    net = MLP((1, 2), ("softmax",), bias=False)
    net.weights = [[[1e4, -1e4]]]
    assert net.gradients([[1.0]], [[0.0, 1.0]], "softmax_cross_entropy")[0] == 2e4


def test_scaled_deltas_are_the_error_times_the_slope() -> None:
    net = MLP((3, 4, 2), ("tanh", "sigmoid"), rng=2)
    X = np.random.default_rng(0).normal(size=(5, 3))
    back = net.backward(net.forward(X), np.ones((5, 2)), "mse")
    for l in range(2):  # noqa: E741
        assert_allclose(back.scaled_deltas[l], back.deltas[l + 1] * back.derivatives[l])


def test_delta_0_is_the_gradient_at_the_inputs() -> None:
    net, h = MLP((3, 4, 2), ("tanh", "sigmoid"), rng=2), 1e-6
    X, Y = np.random.default_rng(0).normal(size=(5, 3)), np.zeros((5, 2))
    delta = net.backward(net.forward(X), Y, "half_sse").deltas[0]
    for place in np.ndindex(X.shape):
        step = np.zeros_like(X)
        step[place] = h
        slope = (net.gradients(X + step, Y)[0] - net.gradients(X - step, Y)[0]) / (2 * h)
        assert_allclose(delta[place], slope, atol=1e-8)


def test_a_trace_keeps_the_weights_it_was_made_with() -> None:
    net = MLP((2, 3, 1), "sigmoid", rng=1)
    trace = net.forward([[1.0, 2.0]])
    before = net.backward(trace, [[1.0]]).weight_gradients
    net.weights[0][:] = 5.0
    after = net.backward(trace, [[1.0]]).weight_gradients
    for a, b in zip(before, after, strict=True):
        assert_allclose(a, b, atol=0)
