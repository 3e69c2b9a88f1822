"""Bugs on purpose: each does the damage that the lessons say, and no other."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core import MLP, datasets, fit, gradient_check
from studies.forwards.product_orders import product_orders
from studies.mistakes.classroom import Bugs, classroom_fit, classroom_layers
from studies.mistakes.derivatives import FAULTS, check_with_fault
from studies.mistakes.programs import BUGS, buggy_gradients, buggy_training, relative_errors

XOR = datasets.xor()


@pytest.fixture(name="net")
def _net() -> MLP:
    return MLP((2, 4, 3, 1), ("tanh", "relu", "sigmoid"), rng=4)


def test_without_a_bug_the_gradients_and_the_training_are_right(net: MLP) -> None:
    for wrong, right in zip(buggy_gradients(net, XOR.X, XOR.Y, "none"), net.gradients(XOR.X, XOR.Y)[1], strict=True):
        assert_allclose(wrong, right, rtol=1e-13)
    losses = buggy_training(net, XOR.X, XOR.Y, "none", learning_rate=0.2, iterations=30)
    run = fit(net, XOR.X, XOR.Y, loss="half_sse", optimizer="sgd", learning_rate=0.2, iterations=30)
    assert_allclose(losses, run.losses[:30], rtol=1e-10)


def test_updated_weights_spoil_in_proportion_to_the_learning_rate(net: MLP) -> None:
    right = net.gradients(XOR.X, XOR.Y)[1]
    small, large = (
        relative_errors(buggy_gradients(net, XOR.X, XOR.Y, "updated_weights", learning_rate=rate), right)
        for rate in (1e-4, 1e-3)
    )
    assert small[-1] == large[-1] == 0
    # One layer before the last it is exactly proportional; further back there are terms of higher order.
    assert_allclose(large[1], 10 * small[1], rtol=1e-9)
    assert_allclose(large[0], 10 * small[0], rtol=1e-2)


def test_updated_weights_are_the_bug_of_the_classroom_code() -> None:
    bugs = Bugs(updated_weights=True, overwritten_ones=False, growing_layers=False)
    activations = ("tanh", "sigmoid")
    run = classroom_fit(
        classroom_layers(XOR.X, (2, 4, 1)), XOR.Y, activations, learning_rate=0.7, iterations=1, rng=3, bugs=bugs
    )
    twin = MLP((2, 4, 1), activations, rng=3)
    wrong = buggy_gradients(twin, XOR.X, XOR.Y, "updated_weights", learning_rate=0.7)
    for ours, theirs in zip(wrong, run.first_gradients, strict=True):
        assert_allclose(ours, theirs, rtol=1e-12)


def test_a_forgotten_derivative_spoils_everything_but_a_linear_network(net: MLP) -> None:
    wrong = relative_errors(buggy_gradients(net, XOR.X, XOR.Y, "derivative_forgotten"), net.gradients(XOR.X, XOR.Y)[1])
    assert (wrong > 0.1).all()
    linear = MLP((2, 3, 1), "linear", rng=0)
    same = buggy_gradients(linear, XOR.X, XOR.Y, "derivative_forgotten")
    assert_allclose(relative_errors(same, linear.gradients(XOR.X, XOR.Y)[1]), 0, atol=1e-15)


def test_a_forgotten_transpose_spoils_only_what_lies_in_front_of_square_weights(net: MLP) -> None:
    same = buggy_gradients(net, XOR.X, XOR.Y, "transpose_forgotten")
    assert_allclose(relative_errors(same, net.gradients(XOR.X, XOR.Y)[1]), 0)
    square = MLP((2, 4, 4, 1), ("tanh", "tanh", "sigmoid"), rng=1)
    wrong = relative_errors(
        buggy_gradients(square, XOR.X, XOR.Y, "transpose_forgotten"), square.gradients(XOR.X, XOR.Y)[1]
    )
    assert wrong[0] > 0.1
    assert_allclose(wrong[1:], 0)


@pytest.mark.parametrize("bug", BUGS)
def test_training_leaves_the_network_alone_and_stops_at_infinity(bug: str) -> None:
    net = MLP((2, 4, 1), "linear", rng=0)
    before = [w.copy() for w in net.weights]
    losses = buggy_training(net, XOR.X, XOR.Y, bug, learning_rate=1e6, iterations=200)
    assert len(losses) < 200
    assert np.isfinite(losses).all()
    for w, kept in zip(net.weights, before, strict=True):
        assert_allclose(w, kept, atol=0)


def test_unknown_bugs_and_faults_are_refused(net: MLP) -> None:
    with pytest.raises(ValueError, match=r"bug: expected .*updated_weights"):
        buggy_gradients(net, XOR.X, XOR.Y, "none at all")
    with pytest.raises(ValueError, match=r"fault: expected .*derivative_forgotten"):
        check_with_fault(net, XOR.X, XOR.Y, "half_sse", 1e-5, 0, "rusty")
    with pytest.raises(ValueError, match="elementwise"):
        check_with_fault(MLP((2, 1), "softmax"), XOR.X, XOR.Y, "half_sse", 1e-5, 0, "wrong_sign")


@pytest.mark.parametrize(("fault", "step", "loss"), [*itertools.product(FAULTS, range(3), ("half_sse", "bce"))])
def test_a_broken_derivative_spoils_its_own_weights_and_those_in_front(fault: str, step: int, loss: str) -> None:
    net = MLP((2, 3, 4, 1), ("tanh", "sigmoid", "sigmoid"), rng=2)
    apart = check_with_fault(net, XOR.X, XOR.Y, loss, 1e-5, step, fault).relative_differences
    for at, differences in enumerate(apart):
        if at > step:
            assert differences.max() < 1e-7
        elif at == step:
            assert differences.max() > 1e-4


def test_a_check_without_a_fault_is_the_gradient_check(net: MLP) -> None:
    check, plain = check_with_fault(net, XOR.X, XOR.Y, "bce", 1e-5), gradient_check(net, XOR.X, XOR.Y, "bce", 1e-5)
    assert check.relative_error == plain.relative_error < 1e-7
    assert max(d.max() for d in check.relative_differences) == pytest.approx(plain.relative_error)


@pytest.mark.parametrize("sizes", [*itertools.product((1, 2, 3), repeat=3)])
def test_product_orders_agree_with_numpy(sizes: tuple[int, int, int]) -> None:
    n, q, p = sizes
    orders = product_orders((n, q), (n, p), (q, p))
    assert len(orders) == 8
    for order in orders:
        a, b = np.ones((n, q)), np.ones((n, p))
        a, b = a.T if order.transposed[0] else a, b.T if order.transposed[1] else b
        left, right = (a, b) if order.first == "A" else (b, a)
        try:
            shape: tuple[int, ...] | None = (left @ right).shape
        except ValueError:
            shape = None
        assert order.shape == shape
        assert order.fits == (shape == (q, p))
    assert sum(order.fits for order in orders) == 1 or len(set(sizes)) < 3
