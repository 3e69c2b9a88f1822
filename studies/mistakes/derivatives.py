"""Derivatives broken on purpose, to see whether the gradient check finds it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.backprop import propagate_back
from mlp_core.checks import Array, as_choice, fail
from mlp_core.gradcheck import GradientCheck, compare, gradient_check
from mlp_core.losses import LOSSES
from mlp_core.network import MLP
from studies.mistakes.slips import derivative_at_value


@dataclass(frozen=True)
class Fault:
    """A wrong derivative. derivative(name, s, a) is what stands in place of f'(s); all (N, width)."""

    name: str
    derivative: Callable[[str, Array, Array], Array]


def _right(name: str, s: Array, a: Array) -> Array:
    return ACTIVATIONS[name].derivative(s, a)


FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("derivative_forgotten", lambda name, s, a: np.ones_like(s)),
        Fault("derivative_at_value", lambda name, s, a: derivative_at_value(name, a)),
        Fault("value_for_derivative", lambda name, s, a: a),
        Fault("wrong_sign", lambda name, s, a: -_right(name, s, a)),
        Fault("one_percent", lambda name, s, a: 1.01 * _right(name, s, a)),
    )
}
"""Every fault by name: 1 in place of f', f' taken at f(s), f(s) itself, −f', and f' one hundredth too large."""


def broken_gradients(net: MLP, X: object, Y: object, loss: str, step: int, fault: str) -> tuple[Array, ...]:
    """The gradients ∂L/∂w^(l) that backpropagation finds when the derivative of f^(step) has the fault."""
    wrong = FAULTS[as_choice("fault", fault, FAULTS)]
    trace = net.forward(X)
    name = trace.activations[step]
    if not ACTIVATIONS[name].elementwise:
        raise fail("step", "the step of an elementwise activation", str(step), f"its activation is {name}")
    derivatives = list(trace.derivatives)
    derivatives[step] = wrong.derivative(name, trace.sums[step], trace.layers[step + 1])
    targets = net.checked_targets(Y, trace.layers[0], loss)
    return propagate_back(trace, targets, LOSSES[loss], derivatives).weight_gradients


def check_with_fault(
    net: MLP, X: object, Y: object, loss: str, epsilon: float, step: int | None = None, fault: str | None = None
) -> GradientCheck:
    """The gradient check of a program whose derivative of f^(step) has the fault; of a right one without a fault."""
    if fault is None or step is None:
        return gradient_check(net, X, Y, loss, epsilon)
    return compare(net, X, Y, loss, epsilon, broken_gradients(net, X, Y, loss, step, fault))
