"""One iteration of training, operation by operation: forwards, the loss, back, and the update.

Nothing is computed here that `backprop` does not compute too; the operations only put its numbers in the order in
which a reader meets them, each with the two matrices that it reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mlp_core.backprop import BackwardTrace, ForwardTrace
from mlp_core.checks import Array, as_number
from mlp_core.network import MLP
from studies.backwards.loss_terms import loss_terms
from studies.biases import gradients_for_update

Kind = Literal["data", "sums", "layer", "loss", "delta", "slope", "scaled", "gradient", "update"]


@dataclass(frozen=True)
class Operation:
    """One operation of an iteration and the matrix that it writes.

    kind and index say which:

        ("data", 0)      X is given
        ("sums", l)      S^(l) = inputs^(l) · w^(l)                     left, right = the two factors
        ("layer", l)     L^(l) = f^(l−1)(S^(l−1))                       left = S^(l−1)
        ("loss", lmax)   the loss's share of every output, (N, P)       left, right = Ỹ, Y
        ("delta", l)     δ^(l); l = lmax from the loss                  left, right = Ỹ, Y
                         l < lmax: δ^(l) = scaled^(l) · w^(l)ᵀ          left, right = the two factors
        ("slope", l)     f^(l)'(S^(l)); Jacobians for softmax           left = S^(l)
        ("scaled", l)    δ^(l+1) ∘ f^(l)'                               left, right = the two factors
        ("gradient", l)  ∂L/∂w^(l) = inputs^(l)ᵀ · scaled^(l)           left, right = the two factors
        ("update", l)    w^(l) − learning rate · ∂L/∂w^(l)              left, right = w^(l), the gradient as it is used

    A factor that is transposed in the formula is transposed here.
    """

    kind: Kind
    index: int
    result: Array
    left: Array | None = None
    right: Array | None = None
    is_product: bool = False
    """Whether result is the matrix product left · right."""


@dataclass(frozen=True)
class Iteration:
    """All matrices of one iteration: the traces of both passes and what the update makes of the weights.

    targets: Y (N, P). loss_terms: (N, P), the share that each output has in the loss; they add up to backward.loss.
    biases: how they are trained, see studies.biases. used[l]: ∂L/∂w^(l) with its row of biases changed by that
    rule. updated[l]: w^(l) − learning_rate · used[l].
    """

    forward: ForwardTrace
    backward: BackwardTrace
    targets: Array
    loss: str
    loss_terms: Array
    learning_rate: float
    updated: tuple[Array, ...]
    used: tuple[Array, ...]
    biases: str = "learned"

    @property
    def lmax(self) -> int:
        """The index of the output layer."""
        return len(self.updated)

    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the order in which it is done."""
        return tuple(_operations(self))


def one_iteration(
    net: MLP, X: object, Y: object, loss: str = "half_sse", learning_rate: float = 0.1, biases: str = "learned"
) -> Iteration:
    """One iteration of gradient descent on all the data points X (N, M), Y (N, P). net is not changed.

    biases: one of mlp_core.export.training.BIAS_RULES; for a network without them it is "learned".
    """
    learning_rate = as_number("learning_rate", learning_rate, above=0)
    forward = net.forward(X)
    targets = net.checked_targets(Y, forward.layers[0], loss)
    backward = net.backward(forward, targets, loss)
    used = gradients_for_update(backward.weight_gradients, biases)
    steps = zip(forward.weights, used, strict=True)
    updated = tuple(w - learning_rate * gradient for w, gradient in steps)
    terms = loss_terms(net, forward, targets, loss)
    return Iteration(forward, backward, targets, loss, terms, learning_rate, updated, used, biases)


def _operations(iteration: Iteration) -> Iterator[Operation]:
    yield Operation("data", 0, iteration.forward.layers[0])
    yield from _forwards(iteration)
    yield from _backwards(iteration)
    for l in range(iteration.lmax):  # noqa: E741 (l is the book's letter for the layer)
        w, gradient = iteration.forward.weights[l], iteration.used[l]
        yield Operation("update", l, iteration.updated[l], w, gradient)


def _forwards(iteration: Iteration) -> Iterator[Operation]:
    trace, targets = iteration.forward, iteration.targets
    for l in range(iteration.lmax):  # noqa: E741
        yield Operation("sums", l, trace.sums[l], trace.inputs[l], trace.weights[l], is_product=True)
        yield Operation("layer", l + 1, trace.layers[l + 1], trace.sums[l])
    yield Operation("loss", iteration.lmax, iteration.loss_terms, trace.outputs, targets)


def _backwards(iteration: Iteration) -> Iterator[Operation]:
    trace, back = iteration.forward, iteration.backward
    yield Operation("delta", iteration.lmax, back.deltas[-1], trace.outputs, iteration.targets)
    for l in range(iteration.lmax - 1, -1, -1):  # noqa: E741
        scaled = back.scaled_deltas[l]
        yield Operation("slope", l, back.derivatives[l], trace.sums[l])
        yield Operation("scaled", l, scaled, back.deltas[l + 1], back.derivatives[l])
        yield Operation("gradient", l, back.weight_gradients[l], trace.inputs[l].T, scaled, is_product=True)
        if l:
            without_biases = trace.weights[l][1:] if trace.bias else trace.weights[l]
            yield Operation("delta", l, back.deltas[l], scaled, without_biases.T, is_product=True)
