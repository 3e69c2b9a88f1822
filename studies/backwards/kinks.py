"""Weighted sums at which an activation has no slope, and the weights that such a kink spoils the gradient check of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.backprop import ForwardTrace

_ROUNDINGS = 4


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
