"""The gradient check sees a wrong gradient, and leaves out what has none."""

import numpy as np
import pytest

from mlp_core import MLP, datasets, fit, gradient_check
from mlp_core.gradcheck import compare
from studies.forwards.worked import hand_worked


def test_it_agrees_where_the_gradient_is_right_and_changes_nothing() -> None:
    net, data, loss = hand_worked(("tanh", "sigmoid"))
    before = [w.copy() for w in net.weights]
    check = gradient_check(net, data.X, data.Y, loss)
    assert check.relative_error < 1e-9
    assert [g.shape for g in check.numeric] == [w.shape for w in net.weights]
    assert all(np.array_equal(a, b) for a, b in zip(before, net.weights, strict=True))


def test_it_sees_a_wrong_gradient() -> None:
    class Wrong(MLP):
        def gradients(self, X: object, Y: object, loss: str = "half_sse") -> tuple[float, list[np.ndarray]]:  # type: ignore[type-arg]
            value, gradients = super().gradients(X, Y, loss)
            gradients[0] = gradients[0] * 1.01
            return value, gradients

    data = datasets.four_points()
    assert gradient_check(Wrong((3, 4, 1), "sigmoid"), data.X, data.Y).relative_error > 1e-3


def test_float32_networks_are_checked_in_float64() -> None:
    data = datasets.four_points()
    assert gradient_check(MLP((3, 4, 1), "sigmoid", dtype="float32"), data.X, data.Y).relative_error < 1e-5


# ---- kinks ----------------------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("init", ["uniform", "he", "tenths"])
@pytest.mark.parametrize("hidden", ["relu", "leaky_relu"])
@pytest.mark.parametrize("data", [datasets.xor(), datasets.four_points(), datasets.seven_segment()], ids=str)
def test_right_code_with_kinks_is_never_called_wrong(data: datasets.Dataset, hidden: str, init: str) -> None:
    M, P = data.X.shape[1], data.Y.shape[1]
    for seed in range(25):
        net = MLP((M, 4, P), (hidden, "sigmoid"), rng=seed, init=init)
        check = gradient_check(net, data.X, data.Y, epsilon=1e-4)
        assert check.agrees, (seed, str(check))


def test_the_point_0_0_stands_at_the_kink_of_fresh_relus() -> None:
    # Biases are 0, so all sums of that point are 0: no bias of the hidden layer has a slope.
    data = datasets.xor()
    check = gradient_check(MLP((2, 20, 1), ("relu", "sigmoid"), init="he"), data.X, data.Y)
    assert check.at_kink[0][0].all()
    assert not check.at_kink[1].any()
    assert check.relative_error < 1e-6
    assert "20 at a kink left out" in str(check)


def test_trained_relu_networks_are_right() -> None:
    data = datasets.xor()
    for seed in range(20):
        net = MLP((2, 20, 1), ("relu", "sigmoid"), rng=seed)
        fit(net, data, loss="bce", optimizer="adam", learning_rate=0.01, iterations=500)
        assert gradient_check(net, data.X, data.Y, "bce").agrees


def test_smooth_networks_stand_at_no_kink() -> None:
    data = datasets.xor()
    check = gradient_check(MLP((2, 4, 1), ("softplus", "sigmoid")), data.X, data.Y)
    assert not any(kink.any() for kink in check.at_kink)


# ---- each matrix by its own size ------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("factor", [0.0, 1.01, -1.0])
def test_a_wrong_first_gradient_is_seen_however_small_it_is(factor: float) -> None:
    rng = np.random.default_rng(0)
    for sizes in ((2, 5, 5, 5, 5, 5, 1), (2, 5, 5, 5, 1)):
        for seed in range(20):
            net = MLP(sizes, "sigmoid", rng=seed)
            X, Y = rng.normal(size=(6, 2)), rng.random((6, 1))
            _, gradients = net.gradients(X, Y)
            assert compare(net, X, Y, "half_sse", 1e-5, gradients).agrees
            gradients[0] = factor * gradients[0]
            check = compare(net, X, Y, "half_sse", 1e-5, gradients)
            assert not check.agrees, (sizes, seed)
            assert check.relative_differences[0].max() == check.relative_error


def test_dead_neurons_are_no_mistake() -> None:
    data = datasets.xor()
    net = MLP((2, 3, 1), ("relu", "linear"), rng=1)
    net.weights = [np.full((3, 3), -1.0), np.ones((4, 1))]
    assert gradient_check(net, data.X, data.Y).agrees


def test_a_check_leaves_out_what_rounding_put_beside_a_kink() -> None:
    """Every weight that moves the sum of 6e-17 is said to have no slope, and the others agree."""
    net = MLP((3, 1, 1), ("relu", "linear"), bias=False)
    net.weights = [np.array([[1.0], [1.0], [-1.0]]), np.array([[2.0]])]
    check = gradient_check(net, [[0.1, 0.2, 0.3]], [[1.0]])
    assert check.at_kink[0].all()
    assert not check.at_kink[1].any()
    assert check.agrees
