"""What a reader gets who makes one of the well-known slips: whole matrices, to tell wrong answers apart.

Each slip is worked out for the whole matrix that an operation writes, so that any entry can be asked for. A slip is
left out where it cannot be made, for example a forgotten transpose where the shapes do not fit.
"""

from collections.abc import Callable

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from mlp_core.losses import LOSSES
from studies.backwards.iteration import Iteration, Operation

Slips = dict[str, Array]


def slips(iteration: Iteration, operation: Operation) -> Slips:
    """What `operation.result` would be under each of MISTAKES that can be made there and that changes anything."""
    wrong = _RULES[operation.kind](iteration, operation) if operation.kind in _RULES else {}
    right = operation.result
    wrong.setdefault("wrong_sign", -right)
    # Beyond rounding, as by np.allclose(…, atol=1e-12), which would take a quarter of the time to draw a problem.
    rounding = np.where(np.isfinite(right), 1e-12 + 1e-5 * abs(right), -1.0)
    with np.errstate(invalid="ignore"):  # ∞ − ∞, of a network whose numbers have overflowed
        return {
            name: values
            for name, values in wrong.items()
            if not ((abs(values - right) <= rounding) | (values == right)).all()
        }


def slack(operation: Operation, decimals: int = 3) -> Array:
    """How far an answer may lie from the right one when it is worked with numbers rounded to `decimals`.

    Shaped like operation.result. Every number that is read may be off by half a unit of the last decimal, and so may
    the answer itself.
    """
    half = 0.5 * 10.0**-decimals
    off = np.full(operation.result.shape, half)
    if operation.left is None:
        return off
    if operation.right is None:  # an activation or a derivative, whose slope is hardly ever above 1
        return 2 * off
    left, right = abs(operation.left), abs(operation.right)
    if right.ndim == 3:  # softmax: a row of errors times a Jacobian
        return off + half * (left.sum(axis=1, keepdims=True) + right.sum(axis=1))
    read = left @ np.ones_like(right) + np.ones_like(left) @ right if operation.is_product else left + right
    return off + half * read


def _sums(iteration: Iteration, operation: Operation) -> Slips:
    left, right = _both(operation)
    wrong = {}
    bias = int(iteration.forward.bias)
    inputs, weights = left[:, bias:], right[bias:]
    if bias:
        wrong["bias_forgotten"] = inputs @ weights
    if weights.shape[0] == weights.shape[1]:
        wrong["transpose_forgotten"] = inputs @ weights.T + (right[0] if bias else 0.0)
    return wrong


def _layer(iteration: Iteration, operation: Operation) -> Slips:
    l, forward = operation.index - 1, iteration.forward  # noqa: E741 (l is the book's letter for the layer)
    wrong = {"activation_forgotten": forward.sums[l]}
    if forward.derivatives[l].ndim == 2:
        wrong["slope_for_activation"] = forward.derivatives[l]
    return wrong


def _slope(iteration: Iteration, operation: Operation) -> Slips:
    name = iteration.forward.activations[operation.index]
    if not ACTIVATIONS[name].elementwise:
        return {}
    value = iteration.forward.layers[operation.index + 1]
    return {
        "value_for_derivative": value,
        "derivative_at_value": derivative_at_value(name, value),
        "one_minus_value": 1 - value,
        "square_of_value": value**2,
    }


def derivative_at_value(name: str, value: Array) -> Array:
    """f' taken at f(s) instead of s, the slip of a program that hands the activation's value to the derivative."""
    activation = ACTIVATIONS[name]
    return activation.derivative(value, activation.apply(value))


def _scaled(iteration: Iteration, operation: Operation) -> Slips:
    delta, slope = _both(operation)
    if slope.ndim != 2:
        return {}
    value = iteration.forward.layers[operation.index + 1]
    return {
        "derivative_forgotten": delta,
        "value_for_derivative": delta * value,
        "one_minus_value": delta * (1 - value),
    }


def _gradient(iteration: Iteration, operation: Operation) -> Slips:
    left, right = _both(operation)
    wrong = {
        "derivative_forgotten": left @ iteration.backward.deltas[operation.index + 1],
        "one_point": left[:, :1] @ right[:1],
        "last_point": left[:, -1:] @ right[-1:],
    }
    wrong |= _sum_or_mean(iteration, operation)
    after = [*iteration.forward.inputs, iteration.forward.outputs][operation.index + 1].T
    if after.shape == left.shape:
        wrong["wrong_layer"] = after @ right
    if left.shape[0] == left.shape[1]:
        wrong["transpose_forgotten"] = left.T @ right
    return wrong


def _sum_or_mean(iteration: Iteration, operation: Operation) -> Slips:
    """A loss that is divided by 1 is a sum; every other is a mean, over the points or over all entries."""
    points, outputs = iteration.targets.shape
    count = LOSSES[iteration.loss].count(points, outputs)
    if count == 1:
        return {"mean_for_sum": operation.result / points}
    return {"sum_for_mean": operation.result * count}


def _delta(iteration: Iteration, operation: Operation) -> Slips:
    l = operation.index  # noqa: E741
    return _last_delta(iteration, operation) if l == iteration.lmax else _hidden_delta(iteration, operation)


def _last_delta(iteration: Iteration, operation: Operation) -> Slips:
    wrong = {"targets_forgotten": iteration.forward.outputs, "loss_for_derivative": iteration.loss_terms}
    if iteration.loss == "half_sse":
        wrong["doubled"] = 2 * operation.result
    if iteration.loss == "mse":
        wrong["halved"] = operation.result / 2
    return wrong | _sum_or_mean(iteration, operation)


def _hidden_delta(iteration: Iteration, operation: Operation) -> Slips:
    left, right = _both(operation)
    l = operation.index  # noqa: E741
    bias = int(iteration.forward.bias)
    wrong = {
        "derivative_forgotten": iteration.backward.deltas[l + 1] @ right,
        "updated_weights": left @ iteration.updated[l][bias:].T,
    }
    if bias:
        # Row 0 counted as if it were the first neuron's: every column is one too far to the left.
        wrong["bias_row_kept"] = left @ iteration.forward.weights[l][:-1].T
    if right.shape[0] == right.shape[1]:
        wrong["transpose_forgotten"] = left @ right.T
    return wrong


def _update(iteration: Iteration, operation: Operation) -> Slips:
    w, gradient = _both(operation)
    return {
        "uphill": w + iteration.learning_rate * gradient,
        "learning_rate_forgotten": w - gradient,
        "step_only": -iteration.learning_rate * gradient,
        "gradient_for_update": gradient,
    }


def _both(operation: Operation) -> tuple[Array, Array]:
    assert operation.left is not None
    assert operation.right is not None
    return operation.left, operation.right


_RULES: dict[str, Callable[[Iteration, Operation], Slips]] = {
    "sums": _sums,
    "layer": _layer,
    "slope": _slope,
    "scaled": _scaled,
    "gradient": _gradient,
    "delta": _delta,
    "update": _update,
}
