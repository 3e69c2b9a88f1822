"""The gradient check sees a wrong gradient, and its ε-curve has the two slopes it is shown for."""

import numpy as np
import pytest

from mlp_core import MLP, datasets, epsilon_curve, gradient_check
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


def test_the_curve_falls_with_truncation_and_rises_with_round_off() -> None:
    data = datasets.four_points()
    net = MLP((3, 4, 1), ("tanh", "sigmoid"), rng=3)
    curve = epsilon_curve(net, data.X, data.Y, epsilons=[1e-12, 1e-5, 1e-3, 1e-2])
    round_off, best, middle, large = curve.central
    assert round_off > 1e-6
    assert best < 1e-9
    # Ten times the ε: a hundred times the error of central differences, ten times that of one-sided ones.
    assert large / middle == pytest.approx(100, rel=0.02)
    assert curve.one_sided[3] / curve.one_sided[2] == pytest.approx(10, rel=0.05)
    assert len(epsilon_curve(net, data.X, data.Y).epsilons) == 25


@pytest.mark.parametrize("epsilons", [[], [0.0], [-1.0], [[1.0]], ["x"], [np.nan]])
def test_epsilons_are_checked(epsilons: object) -> None:
    data = datasets.four_points()
    with pytest.raises(ValueError, match="epsilons: expected"):
        epsilon_curve(MLP((3, 1), "sigmoid"), data.X, data.Y, epsilons=epsilons)
