"""Nudged runs tell trainings that forget rounding from those that multiply it."""

from __future__ import annotations

import numpy as np
import pytest

from mlp_core import MLP, TrainingRun, datasets, fit
from studies.training.rounding import growth, nearby_losses, nudged


def trained(rate: float, *, seed: int = 1, rng: int | np.random.Generator = 0, dtype: str = "float64") -> TrainingRun:
    data = datasets.seven_segment()
    net = MLP((7, 10, 10, 10), ("tanh", "tanh", "sigmoid"), rng=seed, dtype=dtype)
    return fit(net, data.X, data.Y, learning_rate=rate, iterations=1000, batch_size=None if rng == 0 else 4, rng=rng)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_nudge_moves_some_weights_by_one_unit_in_the_last_place(dtype: str) -> None:
    weights = MLP((7, 20, 5), "tanh", rng=1, dtype=dtype).weights
    moved = nudged(weights, 0)
    for before, after in zip(weights, moved, strict=True):
        assert after.dtype == before.dtype
        away = np.abs(after / before - 1)
        assert 0 < away.max() < 3 * np.finfo(before.dtype).eps
    assert all(np.array_equal(a, b) for a, b in zip(moved, nudged(weights, 0), strict=True))
    assert not np.array_equal(moved[0], nudged(weights, 1)[0])


@pytest.mark.parametrize("rng", [0, 3, np.random.default_rng(3), np.random.Generator(np.random.MT19937(5))])
def test_a_calm_training_forgets_the_nudge(rng: int | np.random.Generator) -> None:
    run = trained(0.02, rng=rng)
    losses = nearby_losses(run, 2)
    assert losses.shape == (2,)
    np.testing.assert_allclose(losses, run.final_loss, rtol=1e-12)
    assert growth(run, losses) < 1e4


def test_a_wild_training_multiplies_it() -> None:
    run = trained(1.0, seed=2)
    assert growth(run, nearby_losses(run)) > 1e8


def test_a_run_that_could_not_begin_has_no_neighbours() -> None:
    data = datasets.xor()
    run = fit(MLP((2, 3, 1), "linear", rng=1), data.X, data.Y, learning_rate=1e200, iterations=5)
    assert run.diverged
    assert len(nearby_losses(run)) == (3 if run.iterations else 0)
    assert growth(run, np.array([])) == 0
