"""One neuron in training: its losses against a plain loop of the test's own, and where it ends."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from widgets.backward.neuron_training import ITERATIONS, RATES, make_film, neuron, picture, runs


@pytest.mark.parametrize("data", ["four_points", "xor"])
def test_losses_are_those_of_a_plain_loop(data: str) -> None:
    net, problem = neuron(data)
    X = np.hstack([np.ones((4, 1)), problem.X]) if net.bias else problem.X
    for rate, run in zip(RATES, runs(data), strict=True):
        w, losses = net.weights[0].copy(), []
        for _ in range(ITERATIONS[-1] + 1):
            outputs = 1 / (1 + np.exp(-(X @ w)))
            errors = outputs - problem.Y
            losses.append(0.5 * float((errors**2).sum()))
            w -= rate * X.T @ (errors * outputs * (1 - outputs))
        assert_allclose(run.losses, np.array(losses)[list(ITERATIONS)], rtol=1e-9)


def test_the_four_points_are_learned_and_xor_is_not() -> None:
    for run in runs("four_points"):
        assert run.losses[-1] < 0.01
        assert ((run.moments[-1].forward.outputs > 0.5) == [[False], [False], [True], [True]]).all()
    for run in runs("xor"):
        assert run.losses.min() >= 0.5 - 1e-12
    for run in runs("xor")[:2]:
        assert_allclose(run.moments[-1].forward.outputs, 0.5, atol=1e-3)


@pytest.mark.parametrize("data", ["four_points", "xor"])
def test_the_picture_shows_the_start_of_its_film(data: str) -> None:
    film, page = make_film(data), picture(data, "key", "A caption")
    assert film.now("loss") in page
    assert "∂L/∂w" in page
    assert page.count("data-text") + page.count("data-number") > 25
