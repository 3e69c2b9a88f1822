"""Activations: an activation *is* a pair, a function and its derivative.

    L^(l+1) = f^(l)(S^(l))

Each stands here once: as formulas on new arrays, for reading; as calls that work in place, for training; and as a
record, from which menus, exports and tests are made. A new one is a new record in ACTIVATIONS; without calls in place
it is trained by its formulas, which is slower. Every function is safe for |s| up to 1e4 and beyond: no overflow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from mlp_core.calls import Back, Call, by_formula, constant, one_for_each_point
from mlp_core.checks import Array, as_array
from mlp_core.code import ActivationCode


@dataclass(frozen=True, eq=False)
class Activation:
    """A function f of the weighted sums and its derivative.

    apply(s) is f(s), for weighted sums s of any shape (…, width), one data point along the last axis.
    derivative(s, a) is f'(s), given s and a = f(s), whichever is cheaper to use: shaped like s for the elementwise
    functions. Softmax mixes its inputs, so its derivative is a Jacobian for each data point, (…, width, width).
    carry(delta, a) is delta · Jacobian, where that can be had without the Jacobian, which is width times as large.
    in_place(s, axis) overwrites s by f(s), and then an error δ by δ ∘ f', taken from the values f(s) that are left in s
    (see calls.Back); axis says along which axis the neurons lie.

    formula and derivative_formula are LaTeX; output_range is the interval that a lies in; kinks are the sums at which
    there is no slope; init names the initial weights that suit it (see initializers). code says how programs write it.
    slope_words(s) says how the slope at s comes about: a sentence with {s}, {a} = f(s) and {value} = f'(s) to fill in.
    """

    name: str
    apply: Callable[[Array], Array]
    derivative: Callable[[Array, Array], Array]
    formula: str
    derivative_formula: str
    output_range: tuple[float, float]
    code: ActivationCode
    slope_words: Callable[[float], str]
    in_place: Callable[[Array, int], tuple[list[Call], Back]] | None = None
    elementwise: bool = True
    carry: Callable[[Array, Array], Array] | None = None
    kinks: tuple[float, ...] = ()
    init: str = "xavier"

    def __reduce__(self) -> tuple[Callable[[str], "Activation"], tuple[str]]:
        return _named, (self.name,)  # functions without a name of their own cannot be pickled

    def __call__(self, s: object) -> Array:
        """f(s) for a number, a list or an array; a single number gives a 0-d array."""
        return np.asarray(self.apply(as_array("s", s)))

    def on_buffer(self, s: Array, axis: int) -> tuple[list[Call], Back]:
        """Calls that overwrite the weighted sums s with f(s), and those for going back (see calls.Back).

        In place, or where that is not known by the formulas, which allocate.
        """
        if self.in_place is not None:
            return self.in_place(s, axis)
        sums = np.empty_like(s)
        apply: list[Call] = [(np.copyto, (sums, s)), by_formula(self.apply, axis, s, sums)]
        return apply, lambda delta: [by_formula(self.carry_back, axis, delta, delta, sums, s)]

    def carry_back(self, delta: Array, s: Array, a: Array) -> Array:
        """∂L/∂s from delta = ∂L/∂a, all (…, width): the chain rule through this activation."""
        if self.carry is not None:
            return self.carry(delta, a)
        return through_derivative(delta, self.derivative(s, a))


def _named(name: str) -> Activation:
    return ACTIVATIONS[name]


def through_derivative(delta: Array, derivative: Array) -> Array:
    """∂L/∂S from delta = ∂L/∂f(S), (N, width), and the derivative of f: the chain rule through one activation.

    Elementwise functions: the product delta ∘ f'. Softmax: for each data point, delta · Jacobian.
    """
    if derivative.ndim == delta.ndim:
        return delta * derivative
    return np.einsum("...i,...ij->...j", delta, derivative)


# ---- sigmoid ---------------------------------------------------------------------------------------------------------


def _sigmoid(s: Array) -> Array:
    # exp(−|s|) lies in (0, 1], so nothing can overflow: 1/(1+e) for s ≥ 0 and e/(1+e) for s < 0.
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1.0, e) / (1.0 + e)


def _sigmoid_in_place(s: Array, axis: int) -> tuple[list[Call], Back]:
    one, slope = constant(1, s), np.empty_like(s)
    return (
        [(np.negative, (s, s)), (np.exp, (s, s)), (np.add, (s, one, s)), (np.reciprocal, (s, s))],
        lambda delta: [
            (np.subtract, (one, s, slope)),
            (np.multiply, (slope, s, slope)),
            (np.multiply, (delta, slope, delta)),
        ],
    )


# ---- tanh ------------------------------------------------------------------------------------------------------------


def _tanh_in_place(s: Array, axis: int) -> tuple[list[Call], Back]:
    one, slope = constant(1, s), np.empty_like(s)
    return (
        [(np.tanh, (s, s))],
        lambda delta: [
            (np.multiply, (s, s, slope)),
            (np.subtract, (one, slope, slope)),
            (np.multiply, (delta, slope, delta)),
        ],
    )


# ---- relu ------------------------------------------------------------------------------------------------------------


def _relu_in_place(s: Array, axis: int) -> tuple[list[Call], Back]:
    # An array of zeros, because NumPy compares with a single number only one entry at a time. From version 2.4 on
    # maximum takes its `out` by name only.
    zeros, off, zero = np.zeros_like(s), np.empty(s.shape, bool), constant(0, s)
    return (
        [(partial(np.maximum, out=s), (s, zeros))],
        lambda delta: [(np.less_equal, (s, zeros, off)), (np.putmask, (delta, off, zero))],
    )


# ---- leaky relu ------------------------------------------------------------------------------------------------------

LEAK = 0.01
"""leaky_relu's slope for negative sums, the one that PyTorch takes when it is told nothing."""


def _leaky_relu_in_place(s: Array, axis: int) -> tuple[list[Call], Back]:
    zeros, off, leak, scratch = np.zeros_like(s), np.empty(s.shape, bool), constant(LEAK, s), np.empty_like(s)
    return (
        [(np.multiply, (s, leak, scratch)), (partial(np.maximum, out=s), (s, scratch))],
        lambda delta: [
            (np.less_equal, (s, zeros, off)),
            (np.multiply, (delta, leak, scratch)),
            (np.copyto, (delta, scratch, "same_kind", off)),
        ],
    )


# ---- softplus --------------------------------------------------------------------------------------------------------


def _softplus(s: Array) -> Array:
    # ln(1 + e^s), written so that the exponent is never positive.
    return np.maximum(s, 0.0) + np.log1p(np.exp(-np.abs(s)))


def _softplus_in_place(s: Array, axis: int) -> tuple[list[Call], Back]:
    zeros, scratch = np.zeros_like(s), np.empty_like(s)
    return (
        [
            (np.absolute, (s, scratch)),
            (np.negative, (scratch, scratch)),
            (np.exp, (scratch, scratch)),
            (np.log1p, (scratch, scratch)),
            (partial(np.maximum, out=s), (s, zeros)),
            (np.add, (s, scratch, s)),
        ],
        # The slope is sigmoid(s) = 1 − e^(−a).
        lambda delta: [
            (np.negative, (s, scratch)),
            (np.expm1, (scratch, scratch)),
            (np.negative, (scratch, scratch)),
            (np.multiply, (delta, scratch, delta)),
        ],
    )


# ---- softmax ---------------------------------------------------------------------------------------------------------


def _softmax(s: Array) -> Array:
    # Taking the row's maximum off changes nothing in the quotient and keeps every exponent ≤ 0.
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _softmax_derivative(s: Array, a: Array) -> Array:
    # ∂a_i/∂s_j = a_i (1[i = j] − a_j)
    return a[..., :, None] * (np.eye(a.shape[-1], dtype=a.dtype) - a[..., None, :])


def _softmax_in_place(s: Array, axis: int) -> tuple[list[Call], Back]:
    of_point, products = one_for_each_point(s, axis), np.empty_like(s)
    return (
        [
            (np.maximum.reduce, (s, axis, None, of_point, True)),
            (np.subtract, (s, of_point, s)),
            (np.exp, (s, s)),
            (np.add.reduce, (s, axis, None, of_point, True)),
            (np.divide, (s, of_point, s)),
        ],
        # δ · Jacobian = a ∘ (δ − Σ δ a)
        lambda delta: [
            (np.multiply, (delta, s, products)),
            (np.add.reduce, (products, axis, None, of_point, True)),
            (np.subtract, (delta, of_point, delta)),
            (np.multiply, (delta, s, delta)),
        ],
    )


# ---- the records -----------------------------------------------------------------------------------------------------

ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation(
            "linear",
            apply=lambda s: s.copy(),
            derivative=lambda s, a: np.ones_like(s),
            formula="s",
            derivative_formula="1",
            output_range=(-np.inf, np.inf),
            code=ActivationCode("s", "np.ones_like(a)", torch="", keras='"linear"'),
            slope_words=lambda s: "the slope of a straight line s ↦ s is 1 everywhere.",
            in_place=lambda s, axis: ([], lambda delta: []),
        ),
        Activation(
            "sigmoid",
            apply=_sigmoid,
            derivative=lambda s, a: a * (1.0 - a),
            formula=r"\frac{1}{1 + e^{-s}}",
            derivative_formula=r"f(s)\,(1 - f(s))",
            output_range=(0.0, 1.0),
            code=ActivationCode(
                "1 / (1 + np.exp(-s))",
                "a * (1 - a)",
                torch="nn.Sigmoid()",
                keras='"sigmoid"',
                stable="e = np.exp(-np.abs(s))  # never above 1\nreturn np.where(s >= 0, 1, e) / (1 + e)",
            ),
            slope_words=lambda s: "f·(1 − f) = {a}·(1 − {a}) = {value}",
            in_place=_sigmoid_in_place,
        ),
        Activation(
            "tanh",
            apply=np.tanh,
            derivative=lambda s, a: 1.0 - a * a,
            formula=r"\frac{e^{s} - e^{-s}}{e^{s} + e^{-s}}",
            derivative_formula=r"1 - f(s)^2",
            output_range=(-1.0, 1.0),
            code=ActivationCode("np.tanh(s)", "1 - a**2", torch="nn.Tanh()", keras='"tanh"'),
            slope_words=lambda s: "1 − f² = 1 − {a}² = {value}",
            in_place=_tanh_in_place,
        ),
        Activation(
            "relu",
            apply=lambda s: np.maximum(s, 0.0),
            # At the kink s = 0 the slope is taken as 0, as PyTorch and Keras do.
            derivative=lambda s, a: (s > 0).astype(s.dtype),
            formula=r"\max(0, s)",
            derivative_formula=r"\begin{cases} 1 & s > 0 \\ 0 & s \le 0 \end{cases}",
            output_range=(0.0, np.inf),
            code=ActivationCode("np.maximum(s, 0)", "(a > 0) * 1.0", torch="nn.ReLU()", keras='"relu"'),
            slope_words=lambda s: (
                f"the sum {{s}} is {'' if s > 0 else 'not '}above 0, so relu has the slope {{value}}."
            ),
            in_place=_relu_in_place,
            kinks=(0.0,),
            init="he",
        ),
        Activation(
            "leaky_relu",
            apply=lambda s: np.maximum(s, s * s.dtype.type(LEAK)),
            derivative=lambda s, a: np.where(s > 0, s.dtype.type(1), s.dtype.type(LEAK)),
            formula=rf"\max({LEAK}\,s, s)",
            derivative_formula=rf"\begin{{cases}} 1 & s > 0 \\ {LEAK} & s \le 0 \end{{cases}}",
            output_range=(-np.inf, np.inf),
            code=ActivationCode(
                f"np.maximum({LEAK} * s, s)",
                f"np.where(a > 0, 1.0, {LEAK})",
                torch=f"nn.LeakyReLU({LEAK})",
                keras=f"lambda s: keras.ops.maximum({LEAK} * s, s)",
            ),
            slope_words=lambda s: (
                f"the sum {{s}} is {'' if s > 0 else 'not '}above 0, so leaky relu has the slope {{value}}."
            ),
            in_place=_leaky_relu_in_place,
            kinks=(0.0,),
            init="he",
        ),
        Activation(
            "softplus",
            apply=_softplus,
            derivative=lambda s, a: _sigmoid(s),
            formula=r"\ln(1 + e^{s})",
            derivative_formula=r"\frac{1}{1 + e^{-s}}",
            output_range=(0.0, np.inf),
            code=ActivationCode(
                "np.logaddexp(0, s)", "1 - np.exp(-a)", torch="nn.Softplus(threshold=50)", keras='"softplus"'
            ),
            slope_words=lambda s: "the slope of softplus is the sigmoid of the sum {s}: {value}",
            in_place=_softplus_in_place,
            init="he",
        ),
        Activation(
            "softmax",
            apply=_softmax,
            derivative=_softmax_derivative,
            formula=r"\frac{e^{s_i}}{\sum_k e^{s_k}}",
            derivative_formula=r"f_i(s)\,(1_{i=j} - f_j(s))",
            output_range=(0.0, 1.0),
            code=ActivationCode(
                "np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)",
                "a[:, :, None] * (np.eye(a.shape[1]) - a[:, None, :])",
                torch="nn.Softmax(dim=1)",
                keras='"softmax"',
                stable="e = np.exp(s - s.max(axis=1, keepdims=True))  # never above 1\n"
                "return e / e.sum(axis=1, keepdims=True)",
                carry="a * (delta - (delta * a).sum(axis=1, keepdims=True))",
            ),
            slope_words=lambda s: "softmax has a whole matrix of slopes for each data point.",
            in_place=_softmax_in_place,
            elementwise=False,
            carry=lambda delta, a: a * (delta - (delta * a).sum(axis=-1, keepdims=True)),
        ),
    )
}
"""Every activation by name. One that is not elementwise may stand on the last layer only."""
