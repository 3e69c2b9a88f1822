"""Fractions with their uncertainty, and the networks that solve XOR by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core import MLP, datasets, fit
from studies.training.chances import solved_fractions, wilson
from studies.training.xor_by_hand import XOR_KINDS, xor_by_hand


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_wilson_by_the_tables(successes: int, trials: int, low: float, high: float) -> None:
    fraction = wilson(successes, trials)
    assert_allclose((fraction.low, fraction.high), (low, high), atol=5e-5)
    assert fraction.low <= fraction.share <= fraction.high


def test_wilson_solves_its_defining_equation() -> None:
    # The limits are the shares p whose distance from the observed one is z standard errors of p itself.
    fraction = wilson(137, 200)
    for p in (fraction.low, fraction.high):
        assert_allclose(abs(fraction.share - p), 1.959964 * np.sqrt(p * (1 - p) / 200), rtol=1e-9)


def test_wilson_covers_the_truth_about_as_often_as_it_says() -> None:
    hits = np.random.default_rng(1).binomial(200, 0.7, 2000)
    covered = [wilson(int(k), 200).low <= 0.7 <= wilson(int(k), 200).high for k in hits]
    assert 0.93 < np.mean(covered) < 0.97


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="successes: expected at most trials, 3, got 4"):
        wilson(4, 3)


def test_the_sweep_counts_what_single_runs_would_count() -> None:
    data = datasets.xor()
    settings = {"learning_rate": 1.0, "iterations": 400}
    (fraction,) = solved_fractions([2], ("tanh", "sigmoid"), data.X, data.Y, starts=12, below=0.125, **settings)  # type: ignore[arg-type]
    solved = 0
    for seed in range(12):
        net = MLP((2, 2, 1), ("tanh", "sigmoid"), rng=seed)
        solved += fit(net, data.X, data.Y, **settings).final_loss < 0.125  # type: ignore[arg-type]
    assert (fraction.successes, fraction.trials) == (solved, 12)
    assert 0 < solved < 12


def test_one_hidden_neuron_never_solves_xor() -> None:
    data = datasets.xor()
    (fraction,) = solved_fractions(
        [1], ("relu", "sigmoid"), data.X, data.Y, starts=50, learning_rate=1.0, iterations=300, below=0.125
    )
    assert fraction.successes == 0


def test_data_that_are_no_matrices_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"X: expected shape \(N, M\), got shape \(4,\)"):
        solved_fractions([1], ("relu", "tanh"), [1, 2, 3, 4], [1], starts=1, learning_rate=1, iterations=1, below=1)
    with pytest.raises(ValueError, match=r"Y: expected shape \(1, P\)"):
        solved_fractions([1], ("relu", "tanh"), [[1.0]], [[1], [0]], starts=1, learning_rate=1, iterations=1, below=1)


def test_xor_by_hand() -> None:
    data = datasets.xor()
    assert_allclose(xor_by_hand("relu").predict(data.X), data.Y, atol=0)
    assert_allclose(xor_by_hand("sigmoid").predict(data.X), data.Y, atol=1e-4)
    with pytest.raises(ValueError, match="kind: expected one of 'relu', 'sigmoid'"):
        xor_by_hand("linear")


@pytest.mark.parametrize("kind", XOR_KINDS)
def test_training_stays_at_a_solution(kind: str) -> None:
    data, net = datasets.xor(), xor_by_hand(kind)
    assert fit(net, data.X, data.Y, learning_rate=0.1, iterations=50).final_loss < 1e-7
