"""The gradient check sees a wrong gradient, and its ε-curve has the two slopes it is shown for."""

import numpy as np
import pytest

from mlp_core import MLP, datasets, epsilon_curve, fit, gradient_check
from mlp_core.gradcheck import Kink, compare, kinks_met_by, kinks_of
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


def test_a_weight_meets_the_kinks_that_it_can_move() -> None:
    net = MLP((2, 2, 1), ("relu", "linear"), bias=False)
    net.weights = [np.array([[1.0, 1.0], [-1.0, 2.0]]), np.array([[0.5], [-0.25]])]
    X = [[0.3, 0.3], [0.0, 0.0]]
    trace = net.forward(X)
    kinks = kinks_of(trace)
    assert [(kink.point, kink.neuron) for kink in kinks] == [(0, 0), (1, 0), (1, 1)]
    check = gradient_check(net, X, [[1.0], [1.0]], epsilon=1e-4)
    for row, column in np.ndindex(2, 2):
        met = kinks_met_by(kinks, trace, 0, row, column)
        assert bool(met) == check.at_kink[0][row, column]
        assert all((kink.point, kink.neuron) == (0, column) for kink in met)
    assert kinks_met_by(kinks, trace, 1, 0, 0) == (), "a weight after a sum does not move it"


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


# ---- sums that are at a kink ---------------------------------------------------------------------------------------


def test_a_sum_of_0_and_one_that_rounding_left_over_have_no_slope() -> None:
    """0.1 + 0.2 − 0.3 is 6e-17, for which relu's slope is 1; the sum 0 takes 0. Both are told, a plain sum is not."""
    net = MLP((3, 1), "relu", bias=False)
    net.weights = [np.array([[1.0], [1.0], [-1.0]])]
    X = np.array([[0.1, 0.2, 0.3], [0.0, 0.0, 0.0], [0.1, 0.2, 0.299]])
    trace = net.forward(X)
    rest = float(trace.sums[0][0, 0])
    assert 0 < rest < 1e-16
    assert kinks_of(trace) == (
        Kink(0, 0, 0, sum=rest, below=0.0, above=1.0, taken=1.0),
        Kink(0, 1, 0, sum=0.0, below=0.0, above=1.0, taken=0.0),
    )


@pytest.mark.parametrize(("name", "below"), [("relu", 0.0), ("leaky_relu", 0.01)])
def test_the_point_0_0_of_xor_is_at_the_kink_of_every_hidden_neuron(name: str, below: float) -> None:
    net = MLP((2, 5, 1), (name, "sigmoid"), init="he")
    found = kinks_of(net.forward(datasets.xor().X))
    assert [(kink.layer, kink.point, kink.neuron) for kink in found] == [(0, 0, neuron) for neuron in range(5)]
    assert {(kink.below, kink.above, kink.taken) for kink in found} == {(below, 1.0, below)}


def test_tiny_data_are_not_taken_for_rounding() -> None:
    net = MLP((2, 4, 1), ("relu", "tanh"), bias=False, rng=3)
    assert kinks_of(net.forward(1e-20 * np.random.default_rng(0).normal(size=(5, 2)))) == ()


def test_smooth_activations_have_no_kink() -> None:
    net = MLP((2, 4, 2), ("softplus", "softmax"), init="he")
    assert kinks_of(net.forward(datasets.xor().X)) == ()


def test_a_check_leaves_out_what_rounding_put_beside_a_kink() -> None:
    """Every weight that moves the sum of 6e-17 is said to have no slope, and the others agree."""
    net = MLP((3, 1, 1), ("relu", "linear"), bias=False)
    net.weights = [np.array([[1.0], [1.0], [-1.0]]), np.array([[2.0]])]
    check = gradient_check(net, [[0.1, 0.2, 0.3]], [[1.0]])
    assert check.at_kink[0].all()
    assert not check.at_kink[1].any()
    assert check.agrees
