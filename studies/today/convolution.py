"""A convolution as a layer whose matrix has the same few weights again and again, and its way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from studies.today.measured import Comparison, compare

X = np.array([[0.5, 1.0, -0.5, 0.0, 1.5, -1.0]])
TARGETS = np.array([[1.0, 0.0, 0.0, 1.0]])
WIDTH = 3
F = ACTIVATIONS["tanh"]


def spread_out(kernel: Array, inputs: int = X.shape[1]) -> Array:
    """The matrix (inputs, places) of a kernel (width,): each column has the kernel one place further down."""
    places = inputs - len(kernel) + 1
    w = np.zeros((inputs, places))
    for place in range(places):
        w[place : place + len(kernel), place] = kernel
    return w


def along_diagonals(full: Array, width: int = WIDTH) -> Array:
    """The sums (width,) of a matrix shaped like `spread_out`'s over the places of each weight of the kernel."""
    return np.array([np.trace(full, offset=-k) for k in range(width)])


@dataclass(frozen=True)
class Convolution:
    """One pass forwards and back; the names are the book's.

    w (6, 4) is the kernel spread out; full (6, 4) is Xᵀ·(δ ∘ f'), as if all entries of w were free; kernel_gradient
    (3,) are its sums along the diagonals; delta_x (1, 6) is δ at the inputs.
    """

    kernel: Array
    w: Array
    outputs: Array
    loss: float
    delta: Array
    scaled: Array
    full: Array
    kernel_gradient: Array
    delta_x: Array

    @cached_property
    def check(self) -> Comparison:
        """The gradient of the kernel and δ at the inputs beside measured slopes."""

        def loss(at: Mapping[str, Array]) -> float:
            outputs = F.apply(at["X"] @ spread_out(at["kernel"]))
            return float(0.5 * np.square(outputs - TARGETS).sum())

        computed = {"kernel": self.kernel_gradient, "X": self.delta_x}
        return compare(computed, loss, {"kernel": self.kernel, "X": X})


def convolution(kernel: Array) -> Convolution:
    """Forwards and back for this kernel (3,), with tanh and ½ Σ (ỹ − y)²."""
    w = spread_out(kernel)
    sums = X @ w
    outputs = F.apply(sums)
    delta = outputs - TARGETS
    scaled = delta * F.derivative(sums, outputs)
    full = X.T @ scaled
    return Convolution(
        kernel,
        w,
        outputs,
        float(0.5 * np.square(delta).sum()),
        delta,
        scaled,
        full,
        along_diagonals(full),
        scaled @ w.T,
    )
