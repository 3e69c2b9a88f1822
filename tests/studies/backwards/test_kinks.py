"""Which weighted sums have no slope, but for rounding, and which weights move them."""

import numpy as np
import pytest

from mlp_core import MLP, datasets, gradient_check
from studies.backwards.kinks import Kink, kinks_met_by, kinks_of


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
