"""Feeding forward and going back: the whole method, as pure functions, and the traces that keep what they compute.

Forwards, for l = 0 … lmax − 1:   S^(l) = L^(l) · w^(l)          L^(l+1) = f^(l)(S^(l))
Backwards, for l = lmax − 1 … 0:  ∂L/∂S^(l) = δ^(l+1) ∘ f^(l)'
                                  ∂L/∂w^(l) = L^(l)ᵀ · ∂L/∂S^(l)
                                  δ^(l) = ∂L/∂S^(l) · w^(l)ᵀ     (without the row of biases)

Indices follow the book: layers L^(0) … L^(lmax), and weights, sums and activations 0 … lmax − 1.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlp_core.activations import ACTIVATIONS, through_derivative
from mlp_core.checks import Array
from mlp_core.losses import Loss

Arrays = tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class ForwardTrace:
    """One feed-forward pass of N data points: everything that it computes, in arrays of its own that are read-only.

    layers[l]       L^(l), (N, width_l), WITHOUT the column of ones; layers[0] = X, layers[-1] = Ỹ
    inputs[l]       what is multiplied by w^(l): L^(l), with a column of ones before it when there is a bias
    weights[l]      w^(l) as it was during this pass, (width_l + bias, width_(l+1))
    sums[l]         S^(l) = inputs[l] · weights[l], (N, width_(l+1))
    activations[l]  the name of f^(l); layers[l + 1] = f^(l)(sums[l])
    """

    layers: Arrays
    inputs: Arrays
    weights: Arrays
    sums: Arrays
    activations: tuple[str, ...]
    bias: bool

    def __repr__(self) -> str:
        widths = "-".join(str(layer.shape[1]) for layer in self.layers)
        return f"ForwardTrace: {len(self.layers[0])} data points through {widths}"

    @property
    def outputs(self) -> Array:
        """Ỹ = L^(lmax), (N, P)."""
        return self.layers[-1]

    @cached_property
    def derivatives(self) -> Arrays:
        """f^(l)'(S^(l)) for every l, (N, width_(l+1)); for softmax the Jacobians, (N, width, width).

        They belong to going back and are worked out when they are first asked for.
        """
        steps = zip(self.activations, self.sums, self.layers[1:], strict=True)
        return _read_only(ACTIVATIONS[name].derivative(s, a) for name, s, a in steps)


@dataclass(frozen=True, eq=False)
class BackwardTrace:
    """One backward pass, for the forward trace and the targets that it was given.

    forward              the pass that it goes back through
    loss                 the loss of the outputs, one number
    deltas[l]            δ^(l) = ∂L/∂L^(l), (N, width_l): the error at a layer's OUTPUT, before f'; l = 0 … lmax.
                         deltas[-1] is the loss's own derivative, deltas[0] the gradient at X.
    scaled_deltas[l]     δ^(l+1) ∘ f^(l)' = ∂L/∂S^(l), (N, width_(l+1)): what many books call δ. For softmax the
                         product with the Jacobian. Where loss and last activation are a pair, the last one is taken
                         from the pair's own formula: a saturated sigmoid has f' = 0 and a huge δ, whose printed
                         product would be 0 where (ỹ − y) / count is right.
    weight_gradients[l]  ∂L/∂w^(l) = inputs[l]ᵀ · scaled_deltas[l], the shape of w^(l)
    """

    forward: ForwardTrace
    loss: float
    deltas: Arrays
    scaled_deltas: Arrays
    weight_gradients: Arrays

    def __repr__(self) -> str:
        return (
            f"BackwardTrace: loss {self.loss:.4g}, gradients {', '.join(str(g.shape) for g in self.weight_gradients)}"
        )

    @property
    def derivatives(self) -> Arrays:
        """f^(l)'(S^(l)), as in the forward trace."""
        return self.forward.derivatives


def with_ones(layer: Array) -> Array:
    """The layer (…, N, width) with a column of ones before it: (…, N, width + 1)."""
    return np.concatenate([np.ones((*layer.shape[:-1], 1), dtype=layer.dtype), layer], axis=-1)


def feed(
    X: Array,
    weights: Sequence[Array],
    activations: Sequence[str],
    bias: bool,
    times: Callable[[Array, Array], Array] = np.matmul,
) -> tuple[list[Array], list[Array]]:
    """All layers and all weighted sums for data points X (…, N, M) and weights (…, fan_in + bias, fan_out).

    Leading axes stand for several networks, or several batches, that are fed at once; they broadcast as in NumPy.
    times multiplies two arrays; the default is A @ B.
    """
    layers, sums = [X], []
    for w, name in zip(weights, activations, strict=True):
        sums.append(times(with_ones(layers[-1]) if bias else layers[-1], w))
        layers.append(ACTIVATIONS[name].apply(sums[-1]))
    return layers, sums


def feed_forward(X: Array, weights: Sequence[Array], activations: Sequence[str], bias: bool) -> ForwardTrace:
    """Feed the data points X (N, M) through the network and keep every step."""
    weights = [w.copy() for w in weights]
    layers, sums = feed(X.copy(), weights, activations, bias)
    inputs = [with_ones(layer) if bias else layer for layer in layers[:-1]]
    return ForwardTrace(
        layers=_read_only(layers),
        inputs=_read_only(inputs),
        weights=_read_only(weights),
        sums=_read_only(sums),
        activations=tuple(activations),
        bias=bias,
    )


def propagate_back(
    trace: ForwardTrace, Y: Array, loss: Loss, derivatives: Sequence[Array] | None = None
) -> BackwardTrace:
    """Carry the error of a pass back to every layer and every weight. Y: (N, P).

    derivatives: what to take for f^(l)'(S^(l)) instead of the right ones; then pairs do not use their own formula.
    """
    last = len(trace.weights) - 1
    pair = loss.pair_with(trace.activations[-1], Y.shape[1])
    deltas = [loss.derivative(trace.outputs, Y)]
    scaled_deltas: list[Array] = []
    gradients: list[Array] = []
    for l in range(last, -1, -1):  # noqa: E741 (l is the book's letter for the layer)
        if derivatives is not None:
            scaled = through_derivative(deltas[0], derivatives[l])
        elif l == last and pair:
            scaled = pair.errors(trace.sums[l], trace.outputs, Y) / loss.count(*Y.shape)
        else:
            scaled = ACTIVATIONS[trace.activations[l]].carry_back(deltas[0], trace.sums[l], trace.layers[l + 1])
        scaled_deltas.insert(0, scaled)
        gradients.insert(0, trace.inputs[l].T @ scaled)
        # The ones have no layer before them, so the row of biases carries no error back.
        without_biases = trace.weights[l][1:] if trace.bias else trace.weights[l]
        deltas.insert(0, scaled @ without_biases.T)
    value = loss.value_of(trace.sums[-1], trace.outputs, Y, trace.activations[-1])
    return BackwardTrace(trace, value, _read_only(deltas), _read_only(scaled_deltas), _read_only(gradients))


def _read_only(arrays: Iterable[Array]) -> Arrays:
    kept = tuple(arrays)
    for array in kept:
        array.setflags(write=False)
    return kept
