"""Is the gradient right? Compare it with slopes measured by moving one weight at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mlp_core.activations import ACTIVATIONS
from mlp_core.backprop import Arrays, feed
from mlp_core.checks import Array, as_number, fail, pieces
from mlp_core.losses import LOSSES
from mlp_core.network import MLP

AGREES = 1e-4
"""Two gradients that differ by no more than this part of their size are called equal."""
# A measured slope cannot be better than the rounding of the two losses it is taken from; with an ε smaller than this
# the rounding is the reader's own doing, and is not made up for.
_SENSIBLE = 1e-5


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """The gradients by backpropagation (analytic) and by central differences (numeric), and how far they lie apart.

    at_kink[l]          booleans of w^(l)'s shape: whether moving this weight takes a weighted sum across a kink of its
                        activation, where there is no slope. These weights are left out of all that follows.
    scales[l]           the size that w^(l)'s gradient is judged by: its own largest entry of the two
    largest_difference  max |analytic − numeric|
    relative_error      the largest of max |analytic − numeric| / scale of all matrices; 0 where there is no difference
    """

    analytic: Arrays
    numeric: Arrays
    at_kink: Arrays
    epsilon: float
    scales: tuple[float, ...]

    @property
    def differences(self) -> Arrays:
        """|analytic − numeric| for every weight, shaped like the weights; 0 at a kink."""
        both = zip(self.analytic, self.numeric, self.at_kink, strict=True)
        return tuple(np.where(kink, 0.0, np.abs(a - n)) for a, n, kink in both)

    @property
    def relative_differences(self) -> Arrays:
        """The differences as parts of their matrix's scale."""
        return tuple(apart / (scale or 1.0) for apart, scale in zip(self.differences, self.scales, strict=True))

    @property
    def largest_difference(self) -> float:
        """The largest |analytic − numeric| of all weights that are not at a kink."""
        return max(float(apart.max()) for apart in self.differences)

    @property
    def relative_error(self) -> float:
        """The largest difference of a weight, as a part of the size of its own matrix's gradient."""
        return max(float(apart.max()) for apart in self.relative_differences)

    @property
    def agrees(self) -> bool:
        """Whether no weight's two derivatives differ by more than AGREES of its matrix's gradient."""
        return self.relative_error <= AGREES

    def __str__(self) -> str:
        weights, kinks = sum(g.size for g in self.analytic), sum(int(kink.sum()) for kink in self.at_kink)
        left_out = f" ({kinks} at a kink left out)" if kinks else ""
        verdict = "agrees" if self.agrees else "DISAGREES"
        return (
            f"GradientCheck: {weights} weights, largest relative error {self.relative_error:.2g}{left_out}: {verdict}"
        )

    __repr__ = __str__


def gradient_check(net: MLP, X: object, Y: object, loss: str = "half_sse", epsilon: float = 1e-5) -> GradientCheck:
    """Compare net's gradient with (L(w + ε) − L(w − ε)) / 2ε for every single weight.

    X: (N, M), Y: (N, P). It takes two forward passes for each parameter, so it is for small networks. The differences
    are taken in float64 whatever the network's dtype. net is not changed.
    """
    _, analytic = net.gradients(X, Y, loss)
    return compare(net, X, Y, loss, epsilon, analytic)


def compare(net: MLP, X: object, Y: object, loss: str, epsilon: float, analytic: Sequence[Array]) -> GradientCheck:
    """The check of gradients `analytic`, wherever they come from, that claim to be net's."""
    step = as_number("epsilon", epsilon, above=0)
    above, here, below, at_kink = losses_around(net, X, Y, loss, step)
    numeric = pieces((above - below) / (2 * step), net.shapes)
    rounding = 1e4 * np.finfo(np.float64).eps * abs(here) / max(step, _SENSIBLE)
    largest = (float(max(np.abs(a).max(), np.abs(n).max())) for a, n in zip(analytic, numeric, strict=True))
    scales = tuple(max(size, float(rounding)) for size in largest)
    return GradientCheck(tuple(analytic), tuple(numeric), tuple(pieces(at_kink, net.shapes)), step, scales)


def losses_around(
    net: MLP, X: object, Y: object, loss: str, epsilon: float
) -> tuple[Array, float, Array, npt.NDArray[np.bool_]]:
    """The losses with each single weight moved up by epsilon (parameters,), with none, and with each moved down.

    And whether the two moves left any weighted sum on different sides of a kink, (parameters,). All in float64.
    """
    clean = net.checked_inputs(X)
    targets = net.checked_targets(Y, clean, loss).astype(np.float64)
    inputs = clean.astype(np.float64)
    flat = np.concatenate([w.ravel() for w in net.weights]).astype(np.float64)
    weights = pieces(flat, net.shapes)
    kinks = [(at, kink) for at, name in enumerate(net.activations) for kink in ACTIVATIONS[name].kinks]

    def loss_now() -> tuple[float, list[Array]]:
        with np.errstate(over="ignore", invalid="ignore"):
            layers, sums = feed(inputs, weights, net.activations, net.bias)
            return LOSSES[loss].value_of(sums[-1], layers[-1], targets, net.activations[-1]), sums

    above, below, at_kink = np.empty_like(flat), np.empty_like(flat), np.zeros(flat.shape, bool)
    for i, kept in enumerate(flat.copy()):
        flat[i] = kept + epsilon
        above[i], sums_above = loss_now()
        flat[i] = kept - epsilon
        below[i], sums_below = loss_now()
        flat[i] = kept
        at_kink[i] = any(((sums_above[at] > kink) != (sums_below[at] > kink)).any() for at, kink in kinks)
    if not (np.isfinite(above).all() and np.isfinite(below).all()):
        raise fail("epsilon", "a step that leaves the loss finite", repr(epsilon))
    return above, loss_now()[0], below, at_kink
