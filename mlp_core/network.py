"""The network: sizes, activations, weights; and the door to its forward and backward passes."""

from collections.abc import Iterable, Sequence
from copy import copy
from itertools import pairwise

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.backprop import feed_forward, propagate_back
from mlp_core.checks import (
    DTYPES,
    Array,
    as_choice,
    as_flag,
    as_generator,
    as_matrix,
    as_sizes,
    as_tuple,
    fail,
)
from mlp_core.initializers import INITIALIZERS
from mlp_core.losses import LOSSES, Loss, check_pair
from mlp_core.traces import BackwardTrace, ForwardTrace


class MLP:
    """A multi-layer network: lmax weight matrices between lmax + 1 layers.

    sizes        widths of the layers L^(0) … L^(lmax), e.g. (M, Q, P); no hidden layer, (M, P), is a network too
    activations  f^(0) … f^(lmax−1), names from ACTIVATIONS, or one name for all; softmax only last
    bias         True: a column of ones first in each layer but the last, so biases are row 0 of each weight matrix
    rng          seed or np.random.Generator for the initial weights
    init         a name from INITIALIZERS
    dtype        "float64", or "float32" for speed on large networks

    Errors: ValueError naming the argument.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activations: Sequence[str] | str,
        bias: bool = True,
        rng: int | np.random.Generator = 0,
        init: str = "uniform",
        dtype: str = "float64",
    ) -> None:
        self.sizes: tuple[int, ...] = as_sizes(sizes)
        self.activations: tuple[str, ...] = _checked_activations(activations, self.sizes)
        self.bias: bool = as_flag("bias", bias)
        self.dtype: str = as_choice("dtype", dtype, DTYPES)
        draw = INITIALIZERS[as_choice("init", init, INITIALIZERS)].draw
        generator = as_generator("rng", rng)
        self.weights = [draw(generator, fan_in, fan_out, self.bias) for fan_in, fan_out in pairwise(self.sizes)]

    def __repr__(self) -> str:
        return f"MLP(sizes={self.sizes}, activations={self.activations}, bias={self.bias}, dtype={self.dtype!r})"

    @property
    def lmax(self) -> int:
        """The number of weight matrices, which is the index of the last layer."""
        return len(self.sizes) - 1

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """The shape of each weight matrix, (fan_in + bias, fan_out)."""
        return tuple((a + self.bias, b) for a, b in pairwise(self.sizes))

    @property
    def parameter_count(self) -> int:
        """How many numbers training can change: all weights, biases among them."""
        return sum(rows * columns for rows, columns in self.shapes)

    @property
    def weights(self) -> list[Array]:
        """[w^(0), …]; assign a whole list or a single entry. A wrong one is refused here or at its first use."""
        return self._weights

    @weights.setter
    def weights(self, values: Iterable[object]) -> None:
        self._weights = self.checked_weights(values, fresh=True)

    def forward(self, X: object) -> ForwardTrace:
        """Feed data points X (N, M) forward and return every layer and weighted sum on the way."""
        X = self.checked_inputs(X)
        with np.errstate(over="ignore", invalid="ignore"):
            trace = feed_forward(X, self.checked_weights(self._weights), self.activations, self.bias)
        for index, sums in enumerate(trace.sums):
            _check_finite(sums, f"S^({index})", self.dtype)
        return trace

    def predict(self, X: object) -> Array:
        """The outputs Ỹ (N, P) for data points X (N, M)."""
        return self.forward(X).outputs

    def backward(self, trace: ForwardTrace, Y: object, loss: str = "half_sse") -> BackwardTrace:
        """Carry the error of a forward pass back, for targets Y (N, P). The weights used are the trace's own."""
        if not isinstance(trace, ForwardTrace):
            raise fail("trace", "the ForwardTrace that forward(X) returns", f"a {type(trace).__name__}")
        if trace.activations != self.activations or tuple(w.shape for w in trace.weights) != self.shapes:
            came = f"one with weights of shapes {[w.shape for w in trace.weights]} and {trace.activations}"
            raise fail("trace", f"a trace of {self}", came)
        targets = self.checked_targets(Y, trace.layers[0], loss)
        with np.errstate(over="ignore", invalid="ignore"):
            back = propagate_back(trace, targets, LOSSES[loss])
        _check_finite(np.array(back.loss), "loss", self.dtype)
        for index, gradient in enumerate(back.weight_gradients):
            _check_finite(gradient, f"gradient of w^({index})", self.dtype)
        return back

    def gradients(self, X: object, Y: object, loss: str = "half_sse") -> tuple[float, list[Array]]:
        """The loss and ∂L/∂w^(l) for every l: the numbers of forward and backward as a pair."""
        back = self.backward(self.forward(X), Y, loss)
        return back.loss, list(back.weight_gradients)

    def copy(self) -> "MLP":
        """The same network with weights of its own."""
        twin = copy(self)
        twin.weights = self._weights
        return twin

    def checked_inputs(self, X: object) -> Array:
        """X as a clean (N, M) array of this network's dtype; the caller's own array where nothing had to change."""
        letters = "(M + 1, " if self.bias else "(M, "
        because = f"weights[0] has shape {self.shapes[0]} = {letters}{'P' if self.lmax == 1 else 'Q'})"
        return as_matrix("X", X, columns=self.sizes[0], because=because, dtype=self.dtype)

    def checked_targets(self, Y: object, X: Array, loss: str) -> Array:
        """Y as a clean (N, P) array that fits the checked inputs X (N, M) and the loss."""
        rule = self.checked_loss(loss)
        because = f"X has {len(X)} rows and the last layer has {self.sizes[-1]} outputs"
        Y = as_matrix("Y", Y, rows=len(X), columns=self.sizes[-1], because=because, dtype=self.dtype)
        rule.check(Y)
        return Y

    def checked_loss(self, loss: str) -> Loss:
        """The loss of that name, if it fits the last activation."""
        rule = LOSSES[as_choice("loss", loss, LOSSES)]
        check_pair(rule, self.activations[-1])
        return rule

    def checked_weights(self, values: Iterable[object], fresh: bool = False) -> list[Array]:
        """The matrices as clean arrays of this network's shapes and dtype."""
        matrices = as_tuple("weights", values, f"a list of {self.lmax} matrices")
        if len(matrices) != self.lmax:
            raise fail("weights", f"{self.lmax} matrices", f"{len(matrices)}", f"the sizes are {self.sizes}")
        plus = " + 1 for the bias" if self.bias else ""
        checked = []
        for index, (value, (rows, columns)) in enumerate(zip(matrices, self.shapes, strict=True)):
            because = f"it leads from {self.sizes[index]} neurons{plus} to {columns}"
            matrix = as_matrix(
                f"weights[{index}]", value, rows=rows, columns=columns, because=because, dtype=self.dtype
            )
            checked.append(np.array(matrix, order="C") if fresh else matrix)
        return checked


def _check_finite(values: Array, what: str, dtype: str) -> None:
    if not np.isfinite(values).all():
        because = f"the {what} overflows; inputs, targets or weights are too large"
        raise fail("X", f"numbers that {dtype} can compute with", "too large ones", because)


def _checked_activations(activations: object, sizes: tuple[int, ...]) -> tuple[str, ...]:
    count = len(sizes) - 1
    names = (activations,) * count if isinstance(activations, str) else activations
    names = as_tuple("activations", names, f"{count} names, one for each weight matrix")
    for index, name in enumerate(names):
        as_choice(f"activations[{index}]", name, ACTIVATIONS)
    if len(names) != count:
        raise fail("activations", f"{count} names, one for each weight matrix", str(len(names)), f"sizes is {sizes}")
    for index, name in enumerate(names[:-1]):
        if not ACTIVATIONS[name].elementwise:
            raise fail(f"activations[{index}]", "an elementwise activation", repr(name), f"{name} may only stand last")
    return names
