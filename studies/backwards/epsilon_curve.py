"""Which ε to move a weight by: too large a step bends the slope, too small a one drowns in rounding."""

from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array, as_array, fail
from mlp_core.gradcheck import losses_around
from mlp_core.network import MLP


@dataclass(frozen=True, eq=False)
class EpsilonCurve:
    """How the measured slopes err for each ε: the largest |analytic − numeric|, (len(epsilons),) each.

    Large ε: truncation, which falls like ε² for central and like ε for one-sided differences. Small ε: round-off,
    which grows like 1/ε, because two nearly equal losses are subtracted.
    """

    epsilons: Array
    central: Array
    one_sided: Array


def epsilon_curve(
    net: MLP, X: object, Y: object, loss: str = "half_sse", epsilons: object | None = None
) -> EpsilonCurve:
    """Check net's gradient with many ε, by default 25 from 1e−12 to 1, with central and with one-sided differences.

    X: (N, M), Y: (N, P). Two forward passes for each parameter and ε, so it is for small networks.
    """
    steps = np.logspace(-12, 0, 25) if epsilons is None else as_array("epsilons", epsilons)
    if steps.ndim != 1 or steps.size == 0 or steps.min() <= 0:
        raise fail("epsilons", "shape (count,) of numbers above 0", f"shape {steps.shape}")
    exact = np.concatenate([g.ravel() for g in net.gradients(X, Y, loss)[1]])
    central, one_sided = np.empty_like(steps), np.empty_like(steps)
    for i, epsilon in enumerate(steps):
        above, here, below, _ = losses_around(net, X, Y, loss, float(epsilon))
        central[i] = np.abs((above - below) / (2 * epsilon) - exact).max()
        one_sided[i] = np.abs((above - here) / epsilon - exact).max()
    return EpsilonCurve(steps, central, one_sided)
