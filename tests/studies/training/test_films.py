"""Moments of a training: the same numbers as fit's, and what a run that diverges leaves."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core import MLP, datasets, fit
from studies.training.films import film_run, spread_iterations


def test_moments_are_those_of_fit() -> None:
    data, net = datasets.xor(), MLP((2, 3, 1), ("tanh", "sigmoid"), rng=2)
    film = film_run(net, data.X, data.Y, (0, 1, 7, 40), learning_rate=0.5)
    assert film.iterations == (0, 1, 7, 40)
    run = fit(net.copy(), data.X, data.Y, learning_rate=0.5, iterations=41)
    assert_allclose(film.losses, run.losses[[0, 1, 7, 40]], rtol=1e-12)
    assert not film.stopped


def test_the_network_itself_stays_untrained() -> None:
    data, net = datasets.xor(), MLP((2, 1), "sigmoid", rng=2)
    before = net.weights[0].copy()
    film_run(net, data.X, data.Y, (0, 5))
    assert_allclose(net.weights[0], before)


def test_steepest_is_where_the_loss_falls_fastest() -> None:
    data, net = datasets.xor(), MLP((2, 4, 1), ("tanh", "sigmoid"), rng=5)
    film = film_run(net, data.X, data.Y, range(600), learning_rate=0.5)
    falls = -np.diff(film.losses)
    assert falls[film.steepest] == falls.max() > 0


def test_a_diverging_run_keeps_finite_numbers_and_says_why() -> None:
    data, net = datasets.four_points(), MLP((3, 4, 1), ("relu", "linear"), rng=0)
    film = film_run(net, data.X, data.Y, spread_iterations(1000), learning_rate=50.0)
    assert "iteration" in film.stopped
    assert np.isfinite(film.losses).all()
    assert film.iterations[-1] < 1000


def test_spread_iterations_are_dense_first() -> None:
    spread = spread_iterations(5000, dense=50, count=120)
    assert spread[:51] == tuple(range(51))
    assert spread[-1] == 5000
    assert all(np.diff(spread) >= 1)
    assert 110 <= len(spread) <= 121
    assert spread_iterations(7) == tuple(range(8))


def test_iterations_must_rise_from_0() -> None:
    data, net = datasets.xor(), MLP((2, 1), "sigmoid")
    with pytest.raises(ValueError, match="iterations: expected rising whole numbers from 0"):
        film_run(net, data.X, data.Y, (1, 2))


@pytest.mark.parametrize("bias", [True, False])
def test_outputs_at_other_points_are_those_of_the_network_at_each_moment(bias: bool) -> None:
    data, net = datasets.xor(), MLP((2, 3, 2), ("relu", "softmax"), bias=bias, rng=2)
    targets = np.hstack([data.Y, 1 - data.Y])
    film = film_run(net, data.X, targets, (0, 3, 9), learning_rate=0.5, loss="softmax_cross_entropy")
    X = np.array([[0.3, -2.0], [5.0, 0.1], [0.0, 0.0]])
    answers = film.outputs_at(X)
    assert answers.shape == (3, 3, 2)
    for moment, answer in zip(film.moments, answers, strict=True):
        net.weights = list(moment.forward.weights)
        assert_allclose(answer, net.predict(X), rtol=1e-14)
    with pytest.raises(ValueError, match=r"X: expected shape \(N, 2\)"):
        film.outputs_at([[1.0, 2.0, 3.0]])
