"""Activations: an activation *is* a pair, a function and its derivative.

    L^(l+1) = f^(l)(S^(l))

Every function here is safe for |s| up to 1e4 and beyond: no overflow, no warning.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array


@dataclass(frozen=True)
class Activation:
    """A function f of the weighted sums and its derivative.

    apply(s) is f(s), for weighted sums s of shape (N, width).
    derivative(s, a) is f'(s), given s and a = f(s), whichever is cheaper to use: (N, width) for the elementwise
    functions. Softmax mixes its inputs, so its derivative is a Jacobian matrix for each data point, (N, width, width).
    formula and derivative_formula are LaTeX; output_range is the interval that a lies in.
    """

    name: str
    apply: Callable[[Array], Array]
    derivative: Callable[[Array, Array], Array]
    formula: str
    derivative_formula: str
    output_range: tuple[float, float]
    elementwise: bool = True


def _linear(s: Array) -> Array:
    return s.copy()


def _linear_derivative(s: Array, a: Array) -> Array:
    return np.ones_like(s)


def _sigmoid(s: Array) -> Array:
    # exp(−|s|) lies in (0, 1], so nothing can overflow: 1/(1+e) for s ≥ 0 and e/(1+e) for s < 0.
    e = np.exp(-np.abs(s))
    a: Array = np.where(s >= 0, 1.0, e) / (1.0 + e)
    return a


def _sigmoid_derivative(s: Array, a: Array) -> Array:
    return a * (1.0 - a)


def _tanh(s: Array) -> Array:
    return np.tanh(s)


def _tanh_derivative(s: Array, a: Array) -> Array:
    return 1.0 - a * a


def _relu(s: Array) -> Array:
    return np.maximum(s, 0.0)


def _relu_derivative(s: Array, a: Array) -> Array:
    # At the kink s = 0 the slope is taken as 0, as PyTorch and Keras do.
    slope: Array = (s > 0).astype(s.dtype)
    return slope


def _softmax(s: Array) -> Array:
    # Taking the row's maximum off changes nothing in the quotient and keeps every exponent ≤ 0.
    e = np.exp(s - s.max(axis=1, keepdims=True))
    a: Array = e / e.sum(axis=1, keepdims=True)
    return a


def _softmax_derivative(s: Array, a: Array) -> Array:
    # ∂a_i/∂s_j = a_i (1[i = j] − a_j)
    jacobians: Array = a[:, :, None] * (np.eye(a.shape[1], dtype=a.dtype) - a[:, None, :])
    return jacobians


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("linear", _linear, _linear_derivative, "s", "1", (-np.inf, np.inf)),
        Activation("sigmoid", _sigmoid, _sigmoid_derivative, r"\frac{1}{1 + e^{-s}}", r"f(s)\,(1 - f(s))", (0.0, 1.0)),
        Activation(
            "tanh", _tanh, _tanh_derivative, r"\frac{e^{s} - e^{-s}}{e^{s} + e^{-s}}", r"1 - f(s)^2", (-1.0, 1.0)
        ),
        Activation(
            "relu",
            _relu,
            _relu_derivative,
            r"\max(0, s)",
            r"\begin{cases} 1 & s > 0 \\ 0 & s \le 0 \end{cases}",
            (0.0, np.inf),
        ),
        Activation(
            "softmax",
            _softmax,
            _softmax_derivative,
            r"\frac{e^{s_i}}{\sum_k e^{s_k}}",
            r"f_i(s)\,(1_{i=j} - f_j(s))",
            (0.0, 1.0),
            elementwise=False,
        ),
    )
}
"""Every activation by name. Softmax may stand on the last layer only."""


def through_derivative(delta: Array, derivative: Array) -> Array:
    """∂L/∂S from delta = ∂L/∂f(S), (N, width), and the derivative of f: the chain rule through one activation.

    Elementwise functions: the product delta ∘ f'. Softmax: for each data point, delta · Jacobian.
    """
    if derivative.ndim == 2:
        return delta * derivative
    scaled: Array = np.einsum("ni,nij->nj", delta, derivative)
    return scaled
