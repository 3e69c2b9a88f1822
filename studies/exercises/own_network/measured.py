"""Cell 3: every derivative measured, with the reader's own forward and loss."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from studies.exercises.own_network.case import (
    Arrays,
    Case,
    array_list,
    case,
    factor_between,
    first_difference,
    slip_in,
)
from studies.exercises.report import Refused, Report, call, find_function, off_by, same, short, until_one_fails

_CASES = (
    ("a 3-4-2 network with 5 data points", case(5, (3, 4, 2), 1), False),
    ("a network with three weight matrices", case(4, (2, 3, 2, 2), 2, "sigmoid", "linear"), True),
    ("a network without a hidden layer", case(3, (2, 1), 3), True),
)
_FINE = 1e-6  # of the largest derivative: as good as a central difference with a sensible step
_STEP = 1e-5
_ROUGH = 1e-3  # a factor is known by a one-sided difference too


def grade_measured(program: Mapping[str, Any]) -> Report:
    """The program defines measured_gradients(weights, X, Y, activations), a list like weights."""
    return until_one_fails(_CASES, lambda one: _compare(program, one))


def _compare(program: Mapping[str, Any], one: Case) -> str:
    try:
        gradients = _gradients(program, one)
    except Refused as refused:
        return str(refused)
    right = one.right.gradients
    if not all(np.isfinite(g).all() for g in gradients):
        return "Some slopes are no numbers. Is something divided by 0?"
    wrong_shape = any(a.shape != b.shape for a, b in zip(gradients, right, strict=True))
    off = np.inf if wrong_shape else max(off_by(a, b) for a, b in zip(gradients, right, strict=True))
    scale = max(float(abs(g).max()) for g in right)
    if off <= _FINE * scale:
        return ""
    return (
        slip_in(gradients, _slips(one))
        or ("" if wrong_shape else _of_rows(gradients, right) or _of_brackets(gradients, scale))
        or _of_factor(gradients, one)
        or ("" if wrong_shape else _of_step(gradients, one, off, scale))
        or first_difference(gradients, right, "gradients", "the slope of the loss for that weight is")
    )


def _gradients(program: Mapping[str, Any], one: Case) -> list[Array]:
    weights, X = one.weights(), one.X.copy()
    value = call(find_function(program, "measured_gradients"), weights, X, one.right.Y.copy(), one.activations)
    gradients = array_list(value, "What measured_gradients gives back", "gradients", len(weights))
    if any(given is w for given, w in zip(value, weights, strict=True)):
        raise Refused(
            "What measured_gradients gives back are the weights themselves: gradients = weights is a second name for "
            "the same list. np.zeros(w.shape) makes a new array."
        )
    off = max(off_by(a, b) for a, b in zip(weights, one.right.weights, strict=True))
    if off > 1e-12:
        how = "by one step each" if abs(off - _STEP) < 1e-8 else f"by up to {short(off)}"
        raise Refused(
            f"The weights are not what they were: they are moved {how}. Put each weight back before the next is moved, "
            "or move a copy."
        )
    if not same(X, one.X):
        raise Refused("measured_gradients changes X, the data points. Only one weight at a time is moved.")
    return gradients


def _outputs(one: Case, weights: list[Array]) -> Array:
    layer = one.X
    for w, name in zip(weights, one.names, strict=True):
        layer = ACTIVATIONS[name].apply(layer @ w)
    return layer


def _loss(one: Case, weights: list[Array]) -> float:
    return float(((_outputs(one, weights) - one.right.Y) ** 2).sum() / 2)


def _total(one: Case, weights: list[Array]) -> float:
    return float(_outputs(one, weights).sum())


def difference(
    one: Case, above: float, below: float, measured: Callable[[Case, list[Array]], float] = _loss
) -> list[Array]:
    """(L(w + above) − L(w − below)) / (above + below) for each weight w, as exactly as a program would have it.

    measured: another number than the loss, as a function of the network and its weights.
    """
    gradients = []
    for number, matrix in enumerate(one.right.weights):
        gradient = np.zeros(matrix.shape)
        for place in np.ndindex(matrix.shape):
            losses = []
            for step in (above, -below):
                weights = one.weights()
                weights[number][place] += step
                losses.append(measured(one, weights))
            gradient[place] = (losses[0] - losses[1]) / (above + below)
        gradients.append(gradient)
    return gradients


def _slips(one: Case) -> Iterator[tuple[list[Array], str]]:
    right = list(one.right.gradients)
    sums = [np.full(g.shape, g.sum()) for g in right]
    yield sums, "All weights of a matrix are moved at once. Move one of them, and leave all others as they are."
    columns = [np.repeat(g.sum(axis=0, keepdims=True), len(g), axis=0) for g in right]
    yield columns, "A whole column of weights is moved at once. Move a single weight, w[i, j]."
    yield [g.T for g in right], "The gradients are transposed. Each has the shape of its weights."
    yield list(reversed(right)), "The gradients are right, but in reverse order: the first belongs to weights[0]."
    yield (
        [0 * g for g in right],
        "All slopes are 0. Is the weight moved before forward is called, so that the two losses differ? And is the "
        "slope put into its place, as in gradient[i, j] = …, in an array that is not one of whole numbers?",
    )
    yield (
        difference(one, _STEP, _STEP, _total),
        "These are the slopes of the sum of the outputs. What is measured is the loss, half_sse(outputs, Y).",
    )
    yield (
        [g * w for g, w in zip(right, one.right.weights, strict=True)],
        "Each slope is multiplied by its weight. The difference of the losses is divided by 2ε and by nothing else.",
    )
    yield [g + 1 for g in right], "There is 1 too much everywhere: start from np.zeros(w.shape)."
    yield [*(0 * g for g in right[:-1]), right[-1]], "Only the last matrix is measured. Go through all of weights."
    yield [right[0], *(0 * g for g in right[1:])], "Only the first matrix is measured. Go through all of weights."
    yield (
        [np.full(g.shape, _loss(one, one.weights())) for g in right],
        "These are losses. A slope is their difference, divided.",
    )


def _of_rows(gradients: list[Array], right: Arrays) -> str:
    rows = [np.repeat(g.sum(axis=1, keepdims=True), g.shape[1], axis=1) for g in right]
    factor = factor_between(gradients, rows, off=_ROUGH)
    # Half of them: before = w[i] is a view, which moves along, so that the weights are moved to one side only.
    if factor is None or not any(np.isclose(factor, known, rtol=_ROUGH) for known in (0.5, 1)):
        return ""
    return "A whole row of weights is moved at once. w[i] is a row; a single weight is w[i, j]."


def _of_brackets(gradients: list[Array], scale: float) -> str:
    """Two losses that are not subtracted before they are divided by ε give numbers that are huge and nearly equal."""
    numbers = np.concatenate([g.ravel() for g in gradients])
    middle = float(np.abs(numbers).mean())
    if middle < 1000 * scale or float(np.ptp(numbers)) > 0.1 * middle:
        return ""
    return (
        "All slopes are nearly equal and very large. The two losses are subtracted first, and the difference is "
        "divided: (above - below) / (2 * step), with both pairs of brackets."
    )


def _of_factor(gradients: list[Array], one: Case) -> str:
    right = one.right.gradients
    factor = factor_between(gradients, right, off=_ROUGH)
    if factor is None or abs(factor - 1) < _ROUGH:
        return ""
    if np.isclose(factor, -1, rtol=_ROUGH):
        return "The sign is wrong: the loss above minus the loss below."
    if np.isclose(factor, 2, rtol=_ROUGH):
        return (
            "Every slope is twice the right one. From w − ε to w + ε the weight "
            "moves by 2ε; or the ½ of the loss is lost."
        )
    if np.isclose(factor, 0.5, rtol=_ROUGH):
        return "Every slope is half the right one. Is 2ε the whole way, from w − ε to w + ε?"
    if factor < 1e-3:
        return (
            f"Every slope is {factor:.3g} times the right one: the difference of the losses is not divided by the way, "
            "2ε. In / (2 * step) the brackets are needed."
        )
    points, outputs = one.right.Y.shape
    if any(
        np.isclose(factor, mean, rtol=_ROUGH) for mean in (2 / (points * outputs), 1 / points, 1 / (points * outputs))
    ):
        return (
            f"Every slope is {factor:.4g} times the right one. That is a mean over the data points: the loss is "
            "half_sse(outputs, Y), a sum."
        )
    return (
        f"Every slope is {factor:.4g} times the right one. The difference of the losses is divided by the way from one "
        "place of the weight to the other: 2ε from w − ε to w + ε."
    )


def _of_step(gradients: list[Array], one: Case, off: float, scale: float) -> str:
    """What to say of a slope that is measured, but not as well as it can be."""
    if off > 0.1 * scale:
        return ""
    for step in (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1):
        for above, below, how in (
            (step, 0.0, "one-sided: (L(w + ε) − L(w)) / ε"),
            (0.0, step, "one-sided: (L(w) − L(w − ε)) / ε"),
            (step, step, "too long a step"),
        ):
            measured = difference(one, above, below)
            if max(off_by(a, b) for a, b in zip(measured, gradients, strict=True)) < 0.02 * off:
                if how == "too long a step":
                    return (
                        f"Nearly: off by up to {short(off)}. The step of {short(step)} is too long: 1e-5 is a good one."
                    )
                return (
                    f"Nearly: off by up to {short(off)}. The difference is {how}. Step to both sides: the curvature, "
                    "which is your error, cancels."
                )
    if off < 1e-2 * scale:
        return (
            f"Nearly: off by up to {short(off)}. Is the step so small that rounding is left, or is something rounded? "
            "1e-5 is a good step."
        )
    return ""
