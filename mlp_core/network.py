"""The network: sizes, activations, weights; and the door to its forward and backward passes."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from copy import copy
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.backprop import BackwardTrace, ForwardTrace, feed, feed_forward, propagate_back
from mlp_core.checks import (
    DTYPES,
    Array,
    as_choice,
    as_flag,
    as_generator,
    as_matrix,
    as_number,
    as_sizes,
    as_tuple,
    fail,
)
from mlp_core.datasets.dataset import Dataset
from mlp_core.initializers import INITIALIZERS
from mlp_core.losses import LOSSES, Loss
from mlp_core.metrics import accuracy


class MLP:
    """A multi-layer network: lmax weight matrices between lmax + 1 layers.

    sizes        widths of the layers L^(0) … L^(lmax), e.g. (M, Q, P); no hidden layer, (M, P), is a network too
    activations  f^(0) … f^(lmax−1), names from ACTIVATIONS, or one name for all; softmax only last
    bias         True: a column of ones first in each layer but the last, so biases are row 0 of each weight matrix
    rng          seed or np.random.Generator for the initial weights
    init         a name from INITIALIZERS
    dtype        "float64", or "float32" for speed on large networks

    These cannot be changed afterwards, but `weights` can. print(net) shows the sizes, net.summary() every matrix.
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
        self._sizes = as_sizes(sizes)
        self._activations = _checked_activations(activations, self._sizes)
        self._bias = as_flag("bias", bias)
        self._dtype = as_choice("dtype", dtype, DTYPES)
        draw = INITIALIZERS[as_choice("init", init, INITIALIZERS)].draw
        generator = as_generator("rng", rng)
        self.weights = [draw(generator, fan_in, fan_out, self.bias) for fan_in, fan_out in pairwise(self.sizes)]

    def __repr__(self) -> str:
        return f"MLP(sizes={self.sizes}, activations={self.activations}, bias={self.bias}, dtype={self.dtype!r})"

    def __str__(self) -> str:
        steps = "".join(f" →{name}→ {width}" for name, width in zip(self.activations, self.sizes[1:], strict=True))
        biases = "with" if self.bias else "without"
        return f"MLP: {self.sizes[0]}{steps}, {self.parameter_count} weights, {biases} biases"

    def summary(self) -> str:
        """A table of the weight matrices in the book's letters: shape, what it leads to, activation, weights."""
        letters = width_letters(self.lmax)
        rows = [("", "shape", "", "activation", "weights")]
        for l, ((height, width), name) in enumerate(zip(self.shapes, self.activations, strict=True)):  # noqa: E741
            into = f"({letters[l]} + 1, {letters[l + 1]})" if self.bias else f"({letters[l]}, {letters[l + 1]})"
            rows.append((f"w^({l})", into, f"({height}, {width})", name, f"{height * width}"))
        rows.append(("in all", "", "", "", f"{self.parameter_count}"))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
        return "\n".join(lines)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The widths of the layers L^(0) … L^(lmax)."""
        return self._sizes

    @property
    def activations(self) -> tuple[str, ...]:
        """The names of f^(0) … f^(lmax−1)."""
        return self._activations

    @property
    def bias(self) -> bool:
        """Whether there are biases, as row 0 of each weight matrix."""
        return self._bias

    @property
    def dtype(self) -> str:
        """ "float64" or "float32"."""
        return self._dtype

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
        self._check_finite("S^({})", trace.sums, X=X)
        return trace

    def predict(self, X: object) -> Array:
        """The outputs Ỹ (N, P) for data points X (N, M)."""
        X = self.checked_inputs(X)
        with np.errstate(over="ignore", invalid="ignore"):
            layers, sums = feed(X, self.checked_weights(self._weights), self.activations, self.bias)
        self._check_finite("S^({})", sums, X=X)
        return layers[-1]

    def score(self, X: object, Y: object = None, loss: str = "half_sse") -> "Score":
        """The loss and the accuracy on data points X (N, M) with targets Y (N, P), or on a Dataset given alone."""
        X, Y = data_of(X, Y)
        trace = self.forward(X)
        targets = self.checked_targets(Y, trace.layers[0], loss)
        value = LOSSES[loss].value_of(trace.sums[-1], trace.outputs, targets, self.activations[-1])
        return Score(value, accuracy(trace.outputs, targets))

    def penalty(self, l1: float = 0.0, l2: float = 0.0) -> float:
        """l1 · Σ|w| + ½ l2 · Σw² over all weights but the biases: what fit with these adds to the loss it minimises."""
        l1, l2 = as_number("l1", l1, at_least=0), as_number("l2", l2, at_least=0)
        penalised = [w[int(self.bias) :] for w in self._weights]
        return float(sum(l1 * np.abs(w).sum() + l2 / 2 * (w * w).sum() for w in penalised))

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
        self._check_finite("loss", [back.loss], X=trace.layers[0], Y=targets)
        self._check_finite("gradient of w^({})", back.weight_gradients, X=trace.layers[0], Y=targets)
        return back

    def gradients(self, X: object, Y: object, loss: str = "half_sse") -> tuple[float, list[Array]]:
        """The loss and ∂L/∂w^(l) for every l: the numbers of forward and backward as a pair."""
        back = self.backward(self.forward(X), Y, loss)
        return back.loss, [gradient.copy() for gradient in back.weight_gradients]

    def copy(self) -> "MLP":
        """The same network with weights of its own."""
        twin = copy(self)
        twin.weights = self._weights
        return twin

    def save(self, path: str | Path) -> None:
        """Write the network to a file (.npz): its sizes, activations, bias, dtype and weights."""
        arrays = {f"w{index}": w for index, w in enumerate(self.checked_weights(self._weights))}
        with Path(path).open("wb") as file:
            np.savez(file, sizes=self.sizes, activations=self.activations, bias=self.bias, dtype=self.dtype, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: str | Path) -> "MLP":
        """The network that `save` wrote, with the same weights to the last bit. Errors: ValueError for another file."""
        try:
            with np.load(io.BytesIO(Path(path).read_bytes()), allow_pickle=False) as saved:
                sizes, names = saved["sizes"].tolist(), saved["activations"].tolist()
                net = cls(sizes, names, bool(saved["bias"]), dtype=str(saved["dtype"]))
                net.weights = [saved[f"w{index}"] for index in range(net.lmax)]
        except (KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise fail("path", "a file that MLP.save wrote", repr(str(path)), str(error)) from None
        return net

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
        """The loss of that name, if it is defined for the outputs of the last activation."""
        rule, last = LOSSES[as_choice("loss", loss, LOSSES)], self.activations[-1]
        if not rule.accepts(last):
            allowed = " or ".join(map(repr, rule.last_activations))
            because = f"the loss {loss!r} takes outputs between {rule.domain[0]:g} and {rule.domain[1]:g}"
            raise fail("loss", f"a last activation {allowed} with {loss!r}", repr(last), because)
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

    def _check_finite(self, what: str, computed: Sequence[Array | float], **given: Array) -> None:
        """Refuse what has overflowed, and name what is largest: the data or a weight matrix."""
        overflown = [index for index, values in enumerate(computed) if not np.isfinite(values).all()]
        if not overflown:
            return
        given |= {f"weights[{index}]": w for index, w in enumerate(self._weights)}
        largest = {name: float(np.abs(array).max()) for name, array in given.items()}
        name = max(largest, key=lambda name: largest[name])
        because = f"the {what.format(overflown[0])} overflows, and the largest number is {largest[name]:.3g} in {name}"
        raise fail(name, f"numbers that {self.dtype} can compute with", "too large ones", because)


class Score(NamedTuple):
    """How well a network does: its loss, and the share of data points that it takes for the right class, 0 … 1."""

    loss: float
    accuracy: float


def data_of(X: object, Y: object) -> tuple[object, object]:
    """X and Y as they were given, or those of a Dataset that was given for X alone."""
    if isinstance(X, Dataset):
        if Y is not None:
            raise fail("Y", "nothing beside a Dataset, which has targets of its own", f"a {type(Y).__name__}")
        return X.X, X.Y
    if Y is None:
        raise fail("Y", "targets (N, P)", "None", "only a Dataset may stand alone")
    return X, Y


def width_letters(lmax: int) -> tuple[str, ...]:
    """The letters for the widths of layers 0 … lmax: M, Q, P; with several hidden layers M, Q1, Q2, …, P."""
    hidden = ("Q",) if lmax == 2 else tuple(f"Q{index}" for index in range(1, lmax))
    return ("M", *hidden, "P")


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
