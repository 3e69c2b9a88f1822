"""Is the gradient right? Compare it with slopes measured by moving one weight at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.backprop import Arrays, ForwardTrace, feed
from mlp_core.checks import Array, as_array, as_number, fail, pieces
from mlp_core.losses import LOSSES
from mlp_core.network import MLP

AGREES = 1e-4
"""Two gradients that differ by no more than this part of their size are called equal."""
# A measured slope cannot be better than the rounding of the two losses it is taken from; with an ε smaller than this
# the rounding is the reader's own doing, and is not made up for.
_SENSIBLE = 1e-5
_ROUNDINGS = 4


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
    def relative_differences(self) -> Arrays:
        """|analytic − numeric| / scale for every weight, shaped like the weights; 0 at a kink."""
        apart = zip(self.analytic, self.numeric, self.at_kink, self.scales, strict=True)
        return tuple(np.where(kink, 0.0, np.abs(a - n)) / (scale or 1.0) for a, n, kink, scale in apart)

    @property
    def largest_difference(self) -> float:
        """The largest |analytic − numeric| of all weights that are not at a kink."""
        apart = zip(self.analytic, self.numeric, self.at_kink, strict=True)
        return max(float(np.where(kink, 0.0, np.abs(a - n)).max()) for a, n, kink in apart)

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
    probe = _Probe(net, X, Y, loss)
    above, here, below, at_kink = probe.losses_around(step)
    numeric = pieces((above - below) / (2 * step), net.shapes)
    rounding = 1e4 * np.finfo(np.float64).eps * abs(here) / max(step, _SENSIBLE)
    largest = (float(max(np.abs(a).max(), np.abs(n).max())) for a, n in zip(analytic, numeric, strict=True))
    scales = tuple(max(size, float(rounding)) for size in largest)
    return GradientCheck(tuple(analytic), tuple(numeric), tuple(pieces(at_kink, net.shapes)), step, scales)


@dataclass(frozen=True)
class Kink:
    """A weighted sum that lies at a kink of its activation as far as rounding can tell, so that there is no slope.

    layer, point, neuron  S^(layer)[point, neuron]
    sum                   its value, such as 0 or 5e-17
    below, above          the slopes on the two sides of the kink
    taken                 the slope that going back uses there
    """

    layer: int
    point: int
    neuron: int
    sum: float
    below: float
    above: float
    taken: float


def kinks_of(trace: ForwardTrace) -> tuple[Kink, ...]:
    """The weighted sums of a pass at which an activation has no slope, by layer, data point and neuron.

    A sum is exact only up to the rounding of its products: 0.1 + 0.2 − 0.3 gives 6e-17. So one counts that is nearer to
    a kink than a few roundings of its largest possible size, Σ |input · weight|.
    """
    found = []
    for l, name in enumerate(trace.activations):  # noqa: E741
        f, sums = ACTIVATIONS[name], trace.sums[l]
        for kink in f.kinks:
            sizes = np.abs(trace.inputs[l]) @ np.abs(trace.weights[l]) + abs(kink)
            near = np.abs(sums - kink) <= _ROUNDINGS * np.finfo(sums.dtype).eps * sizes
            beside = kink + np.array([-1e-12, 1e-12]) * max(1.0, abs(kink))
            below, above = f.derivative(beside, f.apply(beside))
            found += [
                Kink(
                    l, int(n), int(i), float(sums[n, i]), float(below), float(above), float(trace.derivatives[l][n, i])
                )
                for n, i in np.argwhere(near)
            ]
    return tuple(found)


def kinks_met_by(kinks: Sequence[Kink], trace: ForwardTrace, layer: int, row: int, column: int) -> tuple[Kink, ...]:
    """Those of a pass's kinks whose sum moves with the weight w^(layer)[row, column].

    They are its own neuron's, at data points where its input is not 0, and may be those of every later layer.
    """
    return tuple(
        kink
        for kink in kinks
        if kink.layer > layer
        or (kink.layer == layer and kink.neuron == column and trace.inputs[layer][kink.point, row] != 0)
    )


class _Probe:
    """The loss of a network in float64, as a function of its weights."""

    def __init__(self, net: MLP, X: object, Y: object, loss: str) -> None:
        inputs = net.checked_inputs(X)
        self._targets = net.checked_targets(Y, inputs, loss).astype(np.float64)
        self._inputs = inputs.astype(np.float64)
        self._net, self._rule = net, LOSSES[loss]
        self._flat = np.concatenate([w.ravel() for w in net.weights]).astype(np.float64)
        self._weights = pieces(self._flat, net.shapes)
        self._kinks = [(layer, kink) for layer, name in enumerate(net.activations) for kink in ACTIVATIONS[name].kinks]

    def losses_around(self, epsilon: float) -> tuple[Array, float, Array, Array]:
        """The losses with each single weight moved up by epsilon (parameters,), with none, and with each moved down.

        And whether the two moves left any weighted sum on different sides of a kink, (parameters,).
        """
        above, below = np.empty_like(self._flat), np.empty_like(self._flat)
        at_kink = np.zeros(self._flat.shape, bool)
        for i, kept in enumerate(self._flat.copy()):
            self._flat[i] = kept + epsilon
            above[i], sums_above = self._loss()
            self._flat[i] = kept - epsilon
            below[i], sums_below = self._loss()
            self._flat[i] = kept
            pairs = ((sums_above[layer] > kink, sums_below[layer] > kink) for layer, kink in self._kinks)
            at_kink[i] = any((right != left).any() for right, left in pairs)
        if not (np.isfinite(above).all() and np.isfinite(below).all()):
            raise fail("epsilon", "a step that leaves the loss finite", repr(epsilon))
        return above, self._loss()[0], below, at_kink

    def _loss(self) -> tuple[float, list[Array]]:
        net = self._net
        with np.errstate(over="ignore", invalid="ignore"):
            layers, sums = feed(self._inputs, self._weights, net.activations, net.bias)
            return self._rule.value_of(sums[-1], layers[-1], self._targets, net.activations[-1]), sums


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
    probe = _Probe(net, X, Y, loss)
    exact = np.concatenate([g.ravel() for g in net.gradients(X, Y, loss)[1]])
    central, one_sided = np.empty_like(steps), np.empty_like(steps)
    for i, epsilon in enumerate(steps):
        above, here, below, _ = probe.losses_around(float(epsilon))
        central[i] = np.abs((above - below) / (2 * epsilon) - exact).max()
        one_sided[i] = np.abs((above - here) / epsilon - exact).max()
    return EpsilonCurve(steps, central, one_sided)
