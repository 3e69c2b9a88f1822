"""A curve fitted with one to twelve hidden neurons, and where each of them bends the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mlp_core.checks import Array
from mlp_core.network import MLP
from mlp_core.sweeps import sweep_runs

WIDTHS = tuple(range(1, 13))
REACH = 2.0
"""The data points lie in −REACH ≤ x ≤ REACH."""
UPDATES = 2000
RATE = 0.1
"""Of the starts that a reader tries; the recorded fits have each the best rate of those that were tried."""


def target(x: Array) -> Array:
    """The curve to be learned: a hill and a hollow on a slope. x of any shape."""
    return np.exp(-4 * (x + 1) ** 2) - 0.7 * np.exp(-3 * (x - 0.9) ** 2) + 0.2 * x


def data_points(count: int = 41) -> tuple[Array, Array]:
    """X and Y (count, 1): points of the curve, evenly spaced, without noise."""
    X = np.linspace(-REACH, REACH, count)[:, None]
    return X, target(X)


def untrained(width: int, activation: str, seed: int = 0) -> MLP:
    """A network 1-width-1 with a linear output."""
    return MLP((1, width, 1), (activation, "linear"), rng=seed)


@dataclass(frozen=True)
class Fit:
    """A trained network 1-Q-1. error: the root of its mean squared error on the data points."""

    net: MLP
    error: float

    @property
    def width(self) -> int:
        """Q, the number of hidden neurons."""
        return self.net.sizes[1]

    @property
    def turns(self) -> Array:
        """Where each hidden neuron's weighted sum is 0, (Q,): the kink of a relu, the steepest place of a sigmoid.

        Infinite for a neuron that does not look at x.
        """
        bias, slope = self.net.weights[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            places: Array = np.where(slope == 0, np.inf, -bias / slope)
        return places

    def turns_within(self, reach: float = REACH) -> Array:
        """Those turns that lie where the data points are, rising."""
        return np.sort(self.turns[np.abs(self.turns) < reach])


def rms(loss: float) -> float:
    """The root of a mean squared error."""
    return float(np.sqrt(loss))


def fit_of(weights: Sequence[ArrayLike], activation: str) -> Fit:
    """The fit that these weights are."""
    matrices = [np.asarray(w, dtype=float) for w in weights]
    net = untrained(matrices[0].shape[1], activation)
    net.weights = matrices
    return Fit(net, rms(net.score(*data_points(), loss="mse").loss))


def fits_from(activation: str, seed: int, rate: float = RATE) -> tuple[Fit, ...]:
    """A fit for each of WIDTHS, all from the start `seed`. A run that diverged is left out."""
    return tuple(fit for fits in fits_over(activation, (rate,), (seed,))[rate].values() for fit in fits)


def fits_over(activation: str, rates: Sequence[float], seeds: Sequence[int]) -> dict[float, dict[int, list[Fit]]]:
    """rate -> width -> the fits of all seeds, trained by Adam with the mean squared error."""
    X, Y = data_points()
    found: dict[float, dict[int, list[Fit]]] = {rate: {width: [] for width in WIDTHS} for rate in rates}
    for run in sweep_runs(
        [(1, width, 1) for width in WIDTHS],
        (activation, "linear"),
        X,
        Y,
        learning_rates=rates,
        seeds=seeds,
        iterations=UPDATES,
        loss="mse",
        optimizer="adam",
    ):
        if run.net is not None:
            fit = Fit(run.net, rms(run.net.score(X, Y, loss="mse").loss))
            found[run.learning_rate][run.sizes[1]].append(fit)
    return found


def best_line() -> float:
    """The error of the best straight line: all that linear hidden neurons can do, however many there are."""
    X, Y = data_points()
    x, y = X - X.mean(), Y - Y.mean()
    slope = (x * y).sum() / np.square(x).sum()
    return rms(float(np.square(y - slope * x).mean()))
