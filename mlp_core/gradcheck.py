"""Is the gradient right? Compare it with slopes measured by moving one weight at a time."""

from dataclasses import dataclass

import numpy as np

from mlp_core.backprop import outputs_and_loss
from mlp_core.checks import Array, as_array, as_number, fail
from mlp_core.fast.tape import split
from mlp_core.losses import LOSSES
from mlp_core.network import MLP


@dataclass(frozen=True)
class GradientCheck:
    """The gradients by backpropagation (analytic) and by central differences (numeric), and how far they lie apart.

    largest_difference is max |analytic − numeric|; relative_error is that over the largest gradient of the two (0 if
    all are 0). A relu network can differ honestly where a weighted sum lies within epsilon of its kink.
    """

    analytic: tuple[Array, ...]
    numeric: tuple[Array, ...]
    epsilon: float
    largest_difference: float
    relative_error: float


def gradient_check(net: MLP, X: object, Y: object, loss: str = "half_sse", epsilon: float = 1e-5) -> GradientCheck:
    """Compare net's gradient with (L(w + ε) − L(w − ε)) / 2ε for every single weight.

    X: (N, M), Y: (N, P). It takes two forward passes for each parameter, so it is for small networks. The differences
    are taken in float64 whatever the network's dtype. net is not changed.
    """
    step = as_number("epsilon", epsilon, above=0)
    _, analytic = net.gradients(X, Y, loss)
    above, _, below = _Probe(net, X, Y, loss).losses_around(step)
    numeric = split((above - below) / (2 * step), net.shapes)
    difference = max(float(np.abs(a - n).max()) for a, n in zip(analytic, numeric, strict=True))
    scale = max(float(np.abs(g).max()) for g in (*analytic, *numeric))
    return GradientCheck(tuple(analytic), tuple(numeric), step, difference, difference / scale if scale else 0.0)


class _Probe:
    """The loss of a network in float64, as a function of its weights."""

    def __init__(self, net: MLP, X: object, Y: object, loss: str) -> None:
        inputs = net.checked_inputs(X)
        self._targets = net.checked_targets(Y, inputs, loss).astype(np.float64)
        self._inputs = inputs.astype(np.float64)
        self._net, self._rule = net, LOSSES[loss]
        self._flat = np.concatenate([w.ravel() for w in net.weights]).astype(np.float64)
        self._weights = split(self._flat, net.shapes)

    def losses_around(self, epsilon: float) -> tuple[Array, float, Array]:
        """The losses with each single weight moved up by epsilon (parameters,), with none, and with each moved down."""
        above, below = np.empty_like(self._flat), np.empty_like(self._flat)
        for i, kept in enumerate(self._flat.copy()):
            self._flat[i] = kept + epsilon
            above[i] = self._loss()
            self._flat[i] = kept - epsilon
            below[i] = self._loss()
            self._flat[i] = kept
        if not (np.isfinite(above).all() and np.isfinite(below).all()):
            raise fail("epsilon", "a step that leaves the loss finite", repr(epsilon))
        return above, self._loss(), below

    def _loss(self) -> float:
        net = self._net
        with np.errstate(over="ignore", invalid="ignore"):
            _, loss = outputs_and_loss(
                self._inputs, self._targets, self._weights, net.activations, net.bias, self._rule
            )
        return loss


@dataclass(frozen=True)
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
    probe = _Probe(net, X, Y, loss)
    exact = np.concatenate([g.ravel() for g in net.gradients(X, Y, loss)[1]])
    central, one_sided = np.empty_like(steps), np.empty_like(steps)
    for i, epsilon in enumerate(steps):
        above, here, below = probe.losses_around(float(epsilon))
        central[i] = np.abs((above - below) / (2 * epsilon) - exact).max()
        one_sided[i] = np.abs((above - here) / epsilon - exact).max()
    return EpsilonCurve(steps, central, one_sided)
