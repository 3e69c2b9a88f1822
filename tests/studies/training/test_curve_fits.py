"""Curves of one input: kinks, bumps and folds, each against what the lesson derives."""

from __future__ import annotations

import numpy as np
import pytest

from mlp_core import MLP
from mlp_core.training import fit
from studies.training.bumps import build, bump, largest_error
from studies.training.curve_fits import (
    RATE,
    REACH,
    UPDATES,
    WIDTHS,
    Fit,
    best_line,
    data_points,
    fit_of,
    fits_from,
    rms,
    target,
)
from studies.training.folding import folded, straight_pieces


@pytest.mark.parametrize("seed", range(5))
def test_at_a_kink_the_slope_changes_by_v_times_the_size_of_w(seed: int) -> None:
    net = MLP((1, 6, 1), ("relu", "linear"), rng=seed)
    one = Fit(net, 0.0)
    step = 1e-5
    for turn, w, v in zip(one.turns, net.weights[0][1], net.weights[1][1:, 0], strict=True):
        before, here, after = net.predict(np.array([[turn - step], [turn], [turn + step]]))[:, 0]
        assert (after - 2 * here + before) / step == pytest.approx(v * abs(w), abs=1e-4)
    assert straight_pieces(net, -50, 50, 100_001) == 7


def test_turns_are_counted_where_the_points_are_and_a_blind_neuron_has_none() -> None:
    net = MLP((1, 3, 1), ("relu", "linear"))
    net.weights = [np.array([[1.0, -5.0, 1.0], [2.0, 1.0, 0.0]]), np.ones((4, 1))]
    one = Fit(net, 0.0)
    assert one.turns.tolist() == [-0.5, 5.0, np.inf]
    assert one.turns_within().tolist() == [-0.5]


@pytest.mark.long
def test_fits_are_those_of_fit() -> None:
    X, Y = data_points()
    third = fits_from("sigmoid", 3)[2]
    net = MLP((1, 3, 1), ("sigmoid", "linear"), rng=3)
    run = fit(net, X, Y, loss="mse", optimizer="adam", learning_rate=RATE, iterations=UPDATES)
    assert third.width == 3
    assert third.error == pytest.approx(rms(run.final_loss), rel=0.05)
    assert fit_of(third.net.weights, "sigmoid").error == third.error
    assert [one.width for one in fits_from("relu", 0)] == list(WIDTHS)


def test_no_line_is_better_than_the_best_line() -> None:
    X, Y = data_points()
    errors = [
        float(np.sqrt(np.square(a + b * X - Y).mean())) for a in np.linspace(-1, 1, 41) for b in np.linspace(-1, 1, 41)
    ]
    assert best_line() <= min(errors) < best_line() + 0.02


def test_a_bump_is_the_difference_of_two_sigmoids() -> None:
    x = np.linspace(-3, 3, 13)[:, None]
    wanted = 2 * (1 / (1 + np.exp(-5 * (x + 1))) - 1 / (1 + np.exp(-5 * (x - 0.5))))
    assert np.allclose(bump(-1.0, 0.5, 2.0, 5.0).predict(x), wanted)


@pytest.mark.parametrize("count", [8, 16, 32])
def test_the_error_of_upright_bumps_keeps_below_the_derived_bound(count: int) -> None:
    x = np.linspace(-REACH, REACH, 100_001)
    steepest = float(np.abs(np.gradient(target(x), x)).max())
    assert round(steepest, 2) == 1.92
    built = build(count, 1e6)
    assert built.net.sizes == (1, 2 * count, 1)
    assert largest_error(built.net, 0.999 * REACH) <= steepest * REACH / count


@pytest.mark.parametrize("layers", range(1, 7))
def test_each_layer_of_two_relus_doubles_the_pieces(layers: int) -> None:
    net = folded(layers)
    assert net.sizes == (1, *(2,) * layers, 1)
    assert straight_pieces(net, 0, 1) == 2**layers
    x = np.linspace(0, 1, 1025)
    y = x
    for _ in range(layers):
        y = np.where(y < 0.5, 2 * y, 2 - 2 * y)
    assert np.allclose(net.predict(x[:, None])[:, 0], y)
