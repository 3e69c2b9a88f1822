"""Biases that are shared by a layer or not learned: in one step, in a training and in a stack of trainings."""

from __future__ import annotations

import numpy as np
import pytest

from mlp_core import MLP, fit
from mlp_core.export.training import BIAS_RULES
from studies.backwards.iteration import one_iteration
from studies.biases import tied, with_biases
from studies.training.films import film_run
from studies.training.rates import sweep_rates

RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=(5, 3)), RNG.random((5, 2))


def network(biases: str) -> MLP:
    net = MLP((3, 4, 2), ("tanh", "sigmoid"), rng=5)
    net.weights = tied(net.weights, biases)
    return net


@pytest.mark.parametrize("biases", BIAS_RULES)
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_one_step_repeated_is_the_training(biases: str, optimizer: str) -> None:
    learner = network(biases)
    fit(learner, X, Y, optimizer=with_biases(optimizer, biases, learner.shapes), learning_rate=0.2, iterations=30)
    start = network(biases)
    for learned, w in zip(learner.weights, start.weights, strict=True):
        if biases == "fixed":
            np.testing.assert_array_equal(learned[0], w[0])
        if biases == "shared":
            np.testing.assert_array_equal(learned[0], learned[0, 0])
            assert learned[0, 0] != w[0, 0]
        assert (learned[1:] != w[1:]).all()
    if optimizer == "sgd":
        for _ in range(30):
            start.weights = one_iteration(start, X, Y, "half_sse", 0.2, biases).updated
        for learned, w in zip(learner.weights, start.weights, strict=True):
            np.testing.assert_allclose(learned, w, rtol=1e-10)


@pytest.mark.parametrize("biases", BIAS_RULES)
def test_a_sweep_and_a_film_train_as_the_single_steps_do(biases: str) -> None:
    rates = [0.05, 0.3]
    swept = sweep_rates(network(biases), X, Y, rates, iterations=20, biases=biases)
    for rate, losses in zip(rates, swept.losses, strict=True):
        net = network(biases)
        for loss in losses:
            step = one_iteration(net, X, Y, "half_sse", rate, biases)
            assert step.backward.loss == pytest.approx(loss, rel=1e-10)
            net.weights = step.updated
        film = film_run(network(biases), X, Y, range(21), learning_rate=rate, biases=biases)
        np.testing.assert_allclose(film.losses, losses, rtol=1e-10)


def test_a_shared_bias_moves_against_its_own_derivative() -> None:
    net, nudged, step = network("shared"), network("shared"), 1e-6
    iteration = one_iteration(net, X, Y, "half_sse", 1.0, "shared")
    moved = iteration.forward.weights[1][0, 0] - iteration.updated[1][0, 0]
    weights = nudged.weights
    weights[1][0] += step
    nudged.weights = weights
    slope = (nudged.gradients(X, Y)[0] - net.gradients(X, Y)[0]) / step
    assert moved == pytest.approx(slope, rel=1e-4)
