"""The ε-curve has the two slopes it is shown for."""

import numpy as np
import pytest

from mlp_core import MLP, datasets
from studies.backwards.epsilon_curve import epsilon_curve


def test_the_curve_falls_with_truncation_and_rises_with_round_off() -> None:
    data = datasets.four_points()
    net = MLP((3, 4, 1), ("tanh", "sigmoid"), rng=3)
    curve = epsilon_curve(net, data.X, data.Y, epsilons=[1e-12, 1e-5, 1e-3, 1e-2])
    round_off, best, middle, large = curve.central
    assert round_off > 1e-6
    assert best < 1e-9
    # Ten times the ε: a hundred times the error of central differences, ten times that of one-sided ones.
    assert large / middle == pytest.approx(100, rel=0.02)
    assert curve.one_sided[3] / curve.one_sided[2] == pytest.approx(10, rel=0.05)
    assert len(epsilon_curve(net, data.X, data.Y).epsilons) == 25


@pytest.mark.parametrize("epsilons", [[], [0.0], [-1.0], [[1.0]], ["x"], [np.nan]])
def test_epsilons_are_checked(epsilons: object) -> None:
    data = datasets.four_points()
    with pytest.raises(ValueError, match="epsilons: expected"):
        epsilon_curve(MLP((3, 1), "sigmoid"), data.X, data.Y, epsilons=epsilons)
