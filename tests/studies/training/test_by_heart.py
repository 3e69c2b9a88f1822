"""Learning by heart: three sets that do not overlap, losses of the right network, and what L2 does to an update."""

from __future__ import annotations

import numpy as np
import pytest

from mlp_core import fit
from mlp_core.optimizers import OPTIMIZERS
from studies.training.by_heart import COUNTS, LOSS, NOISE, course, decayed, split, truth, untrained


def test_the_three_sets_are_drawn_apart_and_a_larger_one_has_the_smaller_one() -> None:
    few, more = split(COUNTS[0], 3), split(COUNTS[-1], 3)
    assert (more.train.X[: COUNTS[0]] == few.train.X).all()
    assert (more.validation.Y == few.validation.Y).all()
    every = np.concatenate([more.train.X, more.validation.X, more.test.X])
    assert len(np.unique(every)) == len(every)


def test_the_exact_curve_costs_the_noise() -> None:
    errors = [np.square(truth(split(10, seed).test.X) - split(10, seed).test.Y).mean() for seed in range(20)]
    assert np.mean(errors) == pytest.approx(NOISE**2, rel=0.03)


def test_the_losses_are_those_of_the_weights_of_each_moment() -> None:
    run = course(10, 2, moments=(0, 5, 40))
    assert run.iterations == (0, 5, 40)
    for moment, (train, validation) in enumerate(zip(run.train, run.validation, strict=True)):
        for part, value in ((run.split.train, train), (run.split.validation, validation)):
            outputs = run.outputs(moment, part.X[:, 0])
            assert value == pytest.approx(np.square(outputs - part.Y[:, 0]).mean())
    assert run.validation[run.best] == run.validation.min()


def test_an_update_with_l2_first_multiplies_every_weight_and_leaves_the_biases() -> None:
    data, net = split(10, 0).train, untrained(0)
    rate, l2 = 0.1, 0.5
    gradients = net.gradients(data.X, data.Y, LOSS)[1]
    before = [w.copy() for w in net.weights]
    fit(net, data.X, data.Y, loss=LOSS, learning_rate=rate, iterations=1, l2=l2)
    for old, gradient, new in zip(before, gradients, net.weights, strict=True):
        assert np.allclose(new[1:], (1 - rate * l2) * old[1:] - rate * gradient[1:])
        assert np.allclose(new[0], old[0] - rate * gradient[0])
    w = 3.0
    for _ in range(7):
        w -= rate * (0 + l2 * w)
    assert decayed(3.0, l2, rate, 7) == pytest.approx(w)


def test_adam_takes_the_price_before_it_divides() -> None:
    w, g, l2 = np.array([2.0, -3.0]), np.array([0.5, 0.0]), 0.1
    adam = OPTIMIZERS["adam"]
    zeros = tuple(np.zeros(2) for _ in range(adam.slots))
    new, _ = adam.update(w, g + l2 * w, zeros, 1, 0.01, adam.settings)
    assert np.allclose(new, w - 0.01 * np.sign(g + l2 * w), atol=1e-6), "not (1 − η l₂) w − η g"


def test_the_lowest_point_with_a_price() -> None:
    lam, best, l2, w = 2.0, 6.0, 1.0, 0.0
    for _ in range(500):
        w -= 0.1 * (lam * (w - best) + l2 * w)
    assert w == pytest.approx(lam / (lam + l2) * best) == pytest.approx(4.0)
