"""Many learning rates at once: each run is that of fit, and the verdicts mean what they say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core import datasets, fit
from studies.forwards.worked import hand_worked
from studies.training.rates import RateSweep, sweep_rates


def test_every_run_is_that_of_fit() -> None:
    net, data, _ = hand_worked(("tanh", "linear"))
    swept = sweep_rates(net, data.X, data.Y, [0.01, 0.1, 0.5], iterations=200)
    for rate, losses in zip(swept.rates, swept.losses, strict=True):
        run = fit(net.copy(), data.X, data.Y, learning_rate=rate, iterations=200)
        assert_allclose(losses[:-1], run.losses, rtol=1e-9)
        assert_allclose(losses[-1], run.final_loss, rtol=1e-9)


def test_a_diverging_run_is_infinite_from_where_it_left() -> None:
    net, data, _ = hand_worked(("linear", "linear"))
    swept = sweep_rates(net, data.X, data.Y, [0.05, 50.0], iterations=300)
    assert swept.diverged_at[0] is None
    left = swept.diverged_at[1]
    assert left is not None
    assert np.isfinite(swept.losses[1, :left]).all()
    assert np.isinf(swept.losses[1, left:]).all()
    assert swept.verdicts == ("good", "divergent")


def test_verdicts() -> None:
    # Good is 10 times the least, 0.09, …
    losses = np.array([[1, 0.5], [1, 0.09], [1, 0.01], [1, 0.7], [1, np.inf]])
    swept = RateSweep(np.array([0.1, 0.2, 0.3, 0.4, 0.5]), losses, (None, None, None, None, 1))
    assert swept.best == 2
    assert swept.verdicts == ("too small", "good", "good", "too large", "divergent")
    # … or a hundredth of the first loss, however much less the best rate leaves.
    swept = RateSweep(np.array([0.1, 0.2, 0.3]), np.array([[1, 0.02], [1, 0.009], [1, 1e-9]]), (None,) * 3)
    assert swept.verdicts == ("too small", "good", "good")


def test_rates_must_rise_from_above_0() -> None:
    net, data = hand_worked().net, datasets.four_points()
    for rates in ([0.0, 1.0], [1.0, 1.0], []):
        with pytest.raises(ValueError, match="rates: expected rising numbers above 0"):
            sweep_rates(net, data.X, data.Y, rates)
