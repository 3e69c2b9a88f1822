"""The learning rate: one network trained with many of them at once, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array, as_array, as_count, fail
from mlp_core.network import MLP
from mlp_core.sweeps import Stack, divergence_in
from studies.biases import with_biases

VERDICTS = ("too small", "good", "too large", "divergent")
# A rate is good if it leaves at most this share of the first loss, or this many times what the best rate leaves.
GOOD_SHARE, GOOD_WITHIN = 0.01, 10.0


@dataclass(frozen=True)
class RateSweep:
    """One run from the same starting weights for each learning rate.

    rates (R,), rising; losses (R, iterations + 1): the loss after 0, 1, … updates, ∞ from where a run diverged;
    diverged_at: for each rate None or, as in fit, the update (counted from 0) that could not be made.
    """

    rates: Array
    losses: Array
    diverged_at: tuple[int | None, ...]

    @property
    def final(self) -> Array:
        """The loss after the last update, (R,); ∞ where the run diverged."""
        return self.losses[:, -1]

    @property
    def best(self) -> int:
        """The index of the rate that leaves the least loss."""
        return int(self.final.argmin())

    @property
    def verdicts(self) -> tuple[str, ...]:
        """One of VERDICTS for each rate: divergent, good (see GOOD_SHARE), or on which side of the best rate it is."""
        enough = max(GOOD_WITHIN * self.final[self.best], GOOD_SHARE * self.losses[0, 0])
        sides = np.where(self.rates < self.rates[self.best], "too small", "too large")
        good = self.final <= enough
        lost = ~np.isfinite(self.final)
        return tuple(str(verdict) for verdict in np.where(lost, "divergent", np.where(good, "good", sides)))


def sweep_rates(
    net: MLP,
    X: object,
    Y: object,
    rates: Sequence[float],
    *,
    iterations: int = 1000,
    loss: str = "half_sse",
    optimizer: str = "sgd",
    biases: str = "learned",
) -> RateSweep:
    """Train a copy of net for each learning rate, all at once. X (N, M), Y (N, P); rates rise and are above 0.

    biases: one of mlp_core.export.training.BIAS_RULES.
    """
    values = as_array("rates", rates).ravel()
    if not values.size or values[0] <= 0 or (np.diff(values) <= 0).any():
        raise fail("rates", "rising numbers above 0", repr(list(rates))[:60])
    count = as_count("iterations", iterations)
    # A stack has the first layer's weights as (fan_in + 1, runs, fan_out), all others as (runs, fan_in + 1, fan_out).
    (first, width), *later = net.shapes
    shapes = [(first, values.size, width), *((values.size, *shape) for shape in later)]
    rule = with_biases(optimizer, biases, shapes, lambda index, piece: piece[:, 0] if index else piece[0])
    stack = Stack([net.copy() for _ in values], X, Y, loss, rule, values)
    losses = stack.train(count + 1)
    # The last column is the loss after the last update that is shown.
    diverged = [divergence_in(history[:-1], history[-1]) for history in losses]
    losses[[left is not None for left in diverged], -1] = np.inf
    return RateSweep(values, losses, tuple(diverged))
