"""Where to start: symmetry that is kept to the last bit, variances against their derivation, dead relus."""

from __future__ import annotations

import numpy as np
import pytest

from mlp_core.datasets import xor
from mlp_core.training import fit
from studies.training.starts import (
    EQUAL_STARTS,
    SCALES,
    dead_after,
    deep_network,
    equal_network,
    layer_gradients,
    least_monotone_loss,
    passage,
)


@pytest.mark.parametrize("start", ["all ½", "all 0"])
def test_equal_neurons_stay_equal(start: str) -> None:
    data, net = xor(), equal_network(start)
    fit(net, data.X, data.Y, learning_rate=1.0, iterations=300)
    assert np.ptp(net.weights[0], axis=1).max() == 0
    assert np.ptp(net.weights[1][1:]) == 0


@pytest.mark.parametrize("start", [start for start in EQUAL_STARTS if start not in ("all ½", "all 0")])
def test_neurons_that_differ_come_apart(start: str) -> None:
    data, net = xor(), equal_network(start)
    before = np.ptp(net.weights[0], axis=1).max()
    fit(net, data.X, data.Y, learning_rate=1.0, iterations=2000)
    assert np.ptp(net.weights[0], axis=1).max() > before


def test_no_monotone_answer_is_better_than_a_third() -> None:
    loss, answer = least_monotone_loss()
    assert loss == pytest.approx(1 / 3)
    assert answer == pytest.approx(2 / 3)
    rng = np.random.default_rng(0)
    for a, b, c in np.sort(rng.random((500, 3)), axis=1):
        # The answers where x₁ + x₂ is 0, 1 and 2, rising and falling.
        assert 0.5 * (a**2 + 2 * (b - 1) ** 2 + c**2) >= loss


@pytest.mark.parametrize("start", list(SCALES))
@pytest.mark.parametrize("activation", ["linear", "relu"])
def test_a_layer_multiplies_the_mean_square_as_derived(activation: str, start: str) -> None:
    layers = 6
    found = passage(activation, start, layers=layers, width=80, seeds=range(6))
    for measured in (found.forwards[:, -1], found.backwards[:, 0]):
        assert np.median(measured ** (1 / layers)) == pytest.approx(found.factor, rel=0.08)
    assert found.forwards.shape == found.backwards.shape == (6, layers + 1)
    assert (found.forwards[:, 0] == 1).all()
    assert (found.backwards[:, -1] == 1).all()


def test_tanh_with_large_weights_is_saturated_and_with_small_ones_is_not() -> None:
    large, small = (passage("tanh", start, layers=3, seeds=(0,)).flat[0, 0] for start in ("−1 … 1", "−0.1 … 0.1"))
    assert large > 0.7
    assert small < 0.05


def test_gradients_are_those_of_the_network_that_fit_trains() -> None:
    data = xor()
    found = layer_gradients("tanh", "xavier", layers=3, iterations=(0, 5), seeds=(4,))
    net = deep_network("tanh", "xavier", 3, 4)
    start = [np.linalg.norm(g) for g in net.gradients(data.X, data.Y)[1]]
    fit(net, data.X, data.Y, learning_rate=0.3, iterations=5)
    value, gradients = net.gradients(data.X, data.Y)
    assert found.norms[0, 0].tolist() == pytest.approx(start)
    assert found.norms[0, 1].tolist() == pytest.approx([np.linalg.norm(g) for g in gradients])
    assert found.losses[0, 1] == pytest.approx(value)
    assert found.norms.shape == (1, 2, 3)


def test_a_dead_relu_stays_dead() -> None:
    before, after = dead_after((0, 50), (1.0, 10.0), start="he", seeds=range(12))
    assert before.shape == after.shape == (2, 12, 8)
    assert (after >= before).all()
    assert after[1].sum() > after[0].sum()


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="start: expected one of"):
        equal_network("all 1")
    with pytest.raises(ValueError, match="start: expected one of"):
        passage("relu", "xavier")


@pytest.mark.parametrize("layers", [12, 24])
def test_large_weights_saturate_the_output_of_a_deep_relu_network_and_hes_do_not(layers: int) -> None:
    slopes = {}
    for start in ("uniform", "he"):
        nets = [deep_network("relu", start, layers, seed, width=16) for seed in range(20)]
        slopes[start] = np.median([net.forward(xor().X).derivatives[-1].max() for net in nets])
    assert slopes["uniform"] < 0.01
    assert slopes["he"] > 0.1
