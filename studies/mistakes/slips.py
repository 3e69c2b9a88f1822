"""What a reader gets who makes one of the well-known slips: whole matrices, to tell wrong answers apart.

Each slip is worked out for the whole matrix that an operation writes, so that any entry can be asked for. A slip is
left out where it cannot be made, for example a forgotten transpose where the shapes do not fit.
"""

from collections.abc import Callable

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from studies.backwards.iteration import Iteration, Operation

Slips = dict[str, Array]


def slips(iteration: Iteration, operation: Operation) -> Slips:
    """What `operation.result` would be under each of MISTAKES that can be made there and that changes anything."""
    wrong = _RULES[operation.kind](iteration, operation) if operation.kind in _RULES else {}
    return {name: values for name, values in wrong.items() if not np.allclose(values, operation.result, atol=1e-12)}


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
        row: Array = off + half * (left.sum(axis=1, keepdims=True) + right.sum(axis=1))
        return row
    read = left @ np.ones_like(right) + np.ones_like(left) @ right if operation.is_product else left + right
    total: Array = off + half * read
    return total


def _sums(iteration: Iteration, operation: Operation) -> Slips:
    left, right = _both(operation)
    wrong = {}
    if left.shape[1] == right.shape[1]:
        crossed = left @ right.T
        if crossed.shape == operation.result.shape:
            wrong["transpose_forgotten"] = crossed
    if iteration.forward.bias:
        wrong["bias_forgotten"] = left[:, 1:] @ right[1:]
    return wrong


def _layer(iteration: Iteration, operation: Operation) -> Slips:
    return {"activation_forgotten": iteration.forward.sums[operation.index - 1]}


def _slope(iteration: Iteration, operation: Operation) -> Slips:
    name = iteration.forward.activations[operation.index]
    if not ACTIVATIONS[name].elementwise:
        return {}
    value = iteration.forward.layers[operation.index + 1]
    return {"value_for_derivative": value, "derivative_at_value": derivative_at_value(name, value)}


def derivative_at_value(name: str, value: Array) -> Array:
    """f' taken at f(s) instead of s, the slip of a program that hands the activation's value to the derivative."""
    activation = ACTIVATIONS[name]
    return activation.derivative(value, activation.apply(value))


def _scaled(iteration: Iteration, operation: Operation) -> Slips:
    wrong = {"wrong_sign": -operation.result}
    delta, slope = _both(operation)
    if slope.ndim == 2:
        wrong |= {"derivative_forgotten": delta, "value_for_derivative": delta * _value(iteration, operation.index)}
    return wrong


def _value(iteration: Iteration, l: int) -> Array:  # noqa: E741 (l is the book's letter for the layer)
    return iteration.forward.layers[l + 1]


def _gradient(iteration: Iteration, operation: Operation) -> Slips:
    left, right = _both(operation)
    wrong = {
        "wrong_sign": -operation.result,
        "derivative_forgotten": left @ iteration.backward.deltas[operation.index + 1],
        "one_point": left[:, :1] @ right[:1],
        "mean_over_points": operation.result / left.shape[1],
    }
    if left.shape[0] == left.shape[1]:
        wrong["transpose_forgotten"] = left.T @ right
    return wrong


def _delta(iteration: Iteration, operation: Operation) -> Slips:
    wrong = {"wrong_sign": -operation.result}
    left, right = _both(operation)
    l = operation.index  # noqa: E741
    if l == iteration.lmax:
        return wrong | {"targets_forgotten": iteration.forward.outputs}
    updated = iteration.updated[l][1:] if iteration.forward.bias else iteration.updated[l]
    wrong |= {
        "derivative_forgotten": iteration.backward.deltas[l + 1] @ right,
        "updated_weights": left @ updated.T,
    }
    if right.shape[0] == right.shape[1]:
        wrong["transpose_forgotten"] = left @ right.T
    return wrong


def _update(iteration: Iteration, operation: Operation) -> Slips:
    w, gradient = _both(operation)
    return {
        "wrong_sign": w + iteration.learning_rate * gradient,
        "learning_rate_forgotten": w - gradient,
        "step_only": -iteration.learning_rate * gradient,
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
