"""A museum of bugs: backpropagation with one mistake in it, and how much damage the mistake does.

The right method is in `backprop`; here stands the same loop with a place for each mistake. The classroom code of
`classroom` has one of them too, and two more that are no mistakes in the gradient.
"""

from collections.abc import Sequence

import numpy as np

from mlp_core.activations import through_derivative
from mlp_core.backprop import ForwardTrace, feed_forward
from mlp_core.checks import Array, as_choice, as_count, as_number, fail
from mlp_core.losses import LOSSES
from mlp_core.network import MLP

BUGS = ("none", "updated_weights", "derivative_forgotten", "transpose_forgotten")
"""none: the right gradient. updated_weights: the error goes back through weights that were already updated.
derivative_forgotten: f' is left out. transpose_forgotten: the error goes back through w instead of wᵀ, wherever w
without its biases is square."""


def buggy_gradients(
    net: MLP, X: object, Y: object, bug: str, loss: str = "half_sse", learning_rate: float = 0.1
) -> tuple[Array, ...]:
    """∂L/∂w^(l) as a program with the bug computes it, shaped like the weights. X: (N, M), Y: (N, P).

    learning_rate matters for "updated_weights" alone.
    """
    rate = as_number("learning_rate", learning_rate, above=0)
    trace = net.forward(X)
    targets = net.checked_targets(Y, trace.layers[0], loss)
    return _back(trace, LOSSES[loss].derivative(trace.outputs, targets), as_choice("bug", bug, BUGS), rate)


def _back(trace: ForwardTrace, delta: Array, bug: str, rate: float) -> tuple[Array, ...]:
    gradients: list[Array] = []
    for l in range(len(trace.weights) - 1, -1, -1):  # noqa: E741 (l is the book's letter for the layer)
        scaled = delta if bug == "derivative_forgotten" else through_derivative(delta, trace.derivatives[l])
        gradients.insert(0, trace.inputs[l].T @ scaled)
        w = trace.weights[l] - rate * gradients[0] if bug == "updated_weights" else trace.weights[l]
        w = w[1:] if trace.bias else w
        square = w.shape[0] == w.shape[1]
        delta = scaled @ (w if bug == "transpose_forgotten" and square else w.T)
    return tuple(gradients)


def buggy_training(
    net: MLP, X: object, Y: object, bug: str, *, learning_rate: float, iterations: int, loss: str = "half_sse"
) -> Array:
    """The losses (iterations,) before each update of plain gradient descent with the bug. net is not changed."""
    rate = as_number("learning_rate", learning_rate, above=0)
    inputs = net.checked_inputs(X)
    targets = net.checked_targets(Y, inputs, loss)
    rule, weights, kind = LOSSES[loss], [w.copy() for w in net.weights], as_choice("bug", bug, BUGS)
    losses = np.full(as_count("iterations", iterations), np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        for i in range(len(losses)):
            trace = feed_forward(inputs, weights, net.activations, net.bias)
            value = rule.value_of(trace.sums[-1], trace.outputs, targets, net.activations[-1])
            if not np.isfinite(value):
                return losses[:i]
            losses[i] = value
            gradients = _back(trace, rule.derivative(trace.outputs, targets), kind, rate)
            weights = [w - rate * gradient for w, gradient in zip(weights, gradients, strict=True)]
    return losses


def relative_errors(gradients: Sequence[Array], right: Sequence[Array]) -> Array:
    """‖g − right‖ / ‖right‖ for each weight matrix, (lmax,): 0 is right, 1 is as wrong as no gradient at all."""
    if len(gradients) != len(right):
        raise fail("gradients", f"{len(right)} matrices", str(len(gradients)), "right has as many")
    sizes = [float(np.linalg.norm(r)) or 1.0 for r in right]
    apart = [float(np.linalg.norm(g - r)) for g, r in zip(gradients, right, strict=True)]
    return np.array(apart) / np.array(sizes)
