"""Feeding forward and going back: the whole method, as two pure functions.

Forwards, for l = 0 … lmax − 1:   S^(l) = L^(l) · w^(l)          L^(l+1) = f^(l)(S^(l))
Backwards, for l = lmax − 1 … 0:  ∂L/∂S^(l) = δ^(l+1) ∘ f^(l)'
                                  ∂L/∂w^(l) = L^(l)ᵀ · ∂L/∂S^(l)
                                  δ^(l) = ∂L/∂S^(l) · w^(l)ᵀ     (without the row of biases)
"""

from collections.abc import Sequence

import numpy as np

from mlp_core.activations import ACTIVATIONS, through_derivative
from mlp_core.checks import Array
from mlp_core.fast.products import times
from mlp_core.losses import Loss
from mlp_core.traces import BackwardTrace, ForwardTrace


def with_ones(layer: Array) -> Array:
    """The layer (N, width) with a column of ones as its first column: (N, width + 1)."""
    return np.hstack([np.ones((len(layer), 1), dtype=layer.dtype), layer])


def feed_forward(X: Array, weights: Sequence[Array], activations: Sequence[str], bias: bool) -> ForwardTrace:
    """Feed the data points X (N, M) through the network and keep every step."""
    layers, inputs, sums, derivatives = [X], [], [], []
    for w, name in zip(weights, activations, strict=True):
        f = ACTIVATIONS[name]
        inputs.append(with_ones(layers[-1]) if bias else layers[-1])
        sums.append(inputs[-1] @ w)
        layers.append(f.apply(sums[-1]))
        derivatives.append(f.derivative(sums[-1], layers[-1]))
    return ForwardTrace(
        layers=tuple(layers),
        inputs=tuple(inputs),
        weights=tuple(w.copy() for w in weights),
        sums=tuple(sums),
        derivatives=tuple(derivatives),
        activations=tuple(activations),
        bias=bias,
    )


def loss_of(trace: ForwardTrace, Y: Array, loss: Loss) -> float:
    """The loss of a pass with targets Y (N, P), by its stable form where the last activation allows it."""
    if loss.stable and loss.stable.activation == trace.activations[-1]:
        return loss.stable.value(trace.sums[-1], Y)
    return loss.value(trace.outputs, Y)


def propagate_back(trace: ForwardTrace, Y: Array, loss: Loss) -> BackwardTrace:
    """Carry the error of a pass back to every layer and every weight. Y: (N, P)."""
    last = len(trace.weights) - 1
    deltas = [loss.derivative(trace.outputs, Y)]
    scaled_deltas: list[Array] = []
    gradients: list[Array] = []
    for l in range(last, -1, -1):  # noqa: E741 (l is the book's letter for the layer)
        if l == last and loss.stable and loss.stable.activation == trace.activations[l]:
            scaled = loss.stable.scaled_delta(trace.outputs, Y)
        else:
            scaled = through_derivative(deltas[0], trace.derivatives[l])
        scaled_deltas.insert(0, scaled)
        gradients.insert(0, trace.inputs[l].T @ scaled)
        # No earlier layer computes the ones, so the row of biases carries no error back.
        without_biases = trace.weights[l][1:] if trace.bias else trace.weights[l]
        deltas.insert(0, scaled @ without_biases.T)
    return BackwardTrace(
        loss=loss_of(trace, Y, loss),
        deltas=tuple(deltas),
        derivatives=trace.derivatives,
        scaled_deltas=tuple(scaled_deltas),
        weight_gradients=tuple(gradients),
    )


def outputs_and_loss(
    X: Array, Y: Array, weights: Sequence[Array], activations: Sequence[str], bias: bool, loss: Loss
) -> tuple[Array, float]:
    """The outputs Ỹ (N, P) for X (N, M) and their loss, keeping nothing else: for when only the end matters."""
    layer, sums = X, X
    for w, name in zip(weights, activations, strict=True):
        sums = times(layer, w[1:]) + w[0] if bias else times(layer, w)
        layer = ACTIVATIONS[name].apply(sums)
    if loss.stable and loss.stable.activation == activations[-1]:
        return layer, loss.stable.value(sums, Y)
    return layer, loss.value(layer, Y)
