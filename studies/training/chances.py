"""How often does training succeed? Fractions of random starts, with their uncertainty."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlp_core.checks import as_count, as_matrix, as_number, fail
from mlp_core.network import MLP
from mlp_core.optimizers import as_optimizer
from mlp_core.sweeps import Stack


@dataclass(frozen=True)
class Fraction:
    """How many of some trials succeeded, and between which limits the true share lies with 95 % confidence."""

    successes: int
    trials: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """successes / trials."""
        return self.successes / self.trials


def wilson(successes: int, trials: int, z: float = 1.959964) -> Fraction:
    """The share of successes with Wilson's interval (E. B. Wilson 1927); z = 1.96 is for 95 % confidence.

    Unlike share ± z·√(share (1 − share) / trials) it is sensible for 0 and for all successes too.
    """
    n = as_count("trials", trials)
    k = as_count("successes", successes, 0)
    if k > n:
        raise fail("successes", f"at most trials, {n}", str(k))
    z = as_number("z", z, above=0)
    share, spread = k / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    reach = z * float(np.sqrt(share * (1 - share) / n + spread / n / 4)) / (1 + spread)
    # Rounding must not put 0 or all successes outside of their own interval.
    return Fraction(k, n, min(share, max(0.0, centre - reach)), max(share, min(1.0, centre + reach)))


def solved_fractions(
    widths: Sequence[int],
    activations: Sequence[str],
    X: object,
    Y: object,
    *,
    starts: int,
    learning_rate: float,
    iterations: int,
    below: float,
    loss: str = "half_sse",
) -> tuple[Fraction, ...]:
    """For each hidden width the fraction of random starts that training brings to a loss below `below`.

    The networks are (M, width, P) with biases and seeds 0 … starts − 1; all starts of a width are trained at once with
    plain gradient descent. A training has succeeded, and ends, as soon as its loss is below; one that diverges has not.
    X (N, M), Y (N, P).
    """
    data = as_matrix("X", X)
    targets = as_matrix("Y", Y, rows=len(data), letters=("N", "P"), because=f"X has {len(data)} rows")
    count = as_count("starts", starts)
    last, rate, fractions = as_count("iterations", iterations), float(learning_rate), []
    for width in widths:
        nets = [MLP((data.shape[1], width, targets.shape[1]), activations, rng=seed) for seed in range(count)]
        solved, done = 0, 0
        while nets and done < last:
            # Most are solved early: those that are not go on in a smaller stack, after 50 updates, 100, 200 …
            until = min(last, max(50, 2 * done))
            stack = Stack(nets, data, targets, loss, as_optimizer("sgd"), np.full(len(nets), rate))
            below_now = (stack.train(until - done) < below).any(axis=1) | (stack.losses_now() < below)
            solved, done = solved + int(below_now.sum()), until  # NaN is not below anything
            nets = _going_on(nets, stack, ~below_now)
        fractions.append(wilson(solved, count))
    return tuple(fractions)


def _going_on(nets: Sequence[MLP], stack: Stack, chosen: NDArray[np.bool_]) -> list[MLP]:
    """The chosen networks with the weights that they have in the stack, without those that have diverged."""
    going = []
    for net, weights, on in zip(nets, stack.weights, chosen, strict=True):
        if on and all(np.isfinite(w).all() for w in weights):
            net.weights = weights
            going.append(net)
    return going
