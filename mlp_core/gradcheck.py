"""Is the gradient right? Compare it with slopes measured by moving one weight at a time."""

from dataclasses import dataclass

import numpy as np

from mlp_core.backprop import feed_forward, loss_of
from mlp_core.checks import Array, as_number
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
    epsilon = as_number("epsilon", epsilon, above=0)
    _, analytic = net.gradients(X, Y, loss)
    inputs = net.checked_inputs(X).astype(np.float64)
    targets = net.checked_targets(Y, inputs, loss).astype(np.float64)
    weights = [w.astype(np.float64) for w in net.weights]
    rule = LOSSES[loss]

    def loss_now() -> float:
        return loss_of(feed_forward(inputs, weights, net.activations, net.bias), targets, rule)

    numeric = []
    for w in weights:
        slopes = np.empty_like(w)
        for place in np.ndindex(w.shape):
            kept = w[place]
            w[place] = kept + epsilon
            above = loss_now()
            w[place] = kept - epsilon
            below = loss_now()
            w[place] = kept
            slopes[place] = (above - below) / (2 * epsilon)
        numeric.append(slopes)
    difference = max(float(np.abs(a - n).max()) for a, n in zip(analytic, numeric, strict=True))
    scale = max(float(np.abs(g).max()) for g in (*analytic, *numeric))
    return GradientCheck(tuple(analytic), tuple(numeric), epsilon, difference, difference / scale if scale else 0.0)
