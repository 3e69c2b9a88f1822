"""Cell 2: half the sum of squared errors, and its slope at the outputs."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from mlp_core.checks import Array
from mlp_core.losses import LOSSES
from studies.exercises.own_network.case import factor_between
from studies.exercises.report import (
    Refused,
    Report,
    apart,
    as_numbers,
    call,
    find_function,
    minus,
    named,
    nearly,
    same,
    until_one_fails,
)

_RNG = np.random.default_rng(1)
_PAIRS = (
    # The book's own network, as the lesson has it: 0.45.
    (np.array([[0.1], [-0.3], [0.6], [0.2]]), np.array([[0.0], [0.0], [1.0], [1.0]])),
    (_RNG.uniform(-1, 1, (5, 3)), _RNG.uniform(0, 1, (5, 3))),
    (_RNG.uniform(-1, 1, (1, 2)), np.array([[1.0, 0.0]])),
)
_LABELS = ("the book's four data points", "5 data points with 3 outputs", "a single data point")
Pair = tuple[Array, Array]


def grade_loss(program: Mapping[str, Any]) -> Report:
    """The program defines half_sse(outputs, targets), a number, and half_sse_slope(outputs, targets), (N, P)."""
    checks: tuple[Any, ...] = ()
    for name, compare in (("half_sse", _compare_value), ("half_sse_slope", _compare_slope)):
        cases = [
            (f"{name} of {label}", (program, pair), number > 0)
            for number, (label, pair) in enumerate(zip(_LABELS, _PAIRS, strict=True))
        ]
        checks += until_one_fails(cases, lambda case, compare=compare: compare(*case)).checks  # type: ignore[misc]
    return Report(checks)


def _value(program: Mapping[str, Any], name: str, pair: Pair) -> Array:
    outputs, targets = pair[0].copy(), pair[1].copy()
    value = as_numbers(call(find_function(program, name), outputs, targets), f"What {name} gives back")
    if not (same(outputs, pair[0]) and same(targets, pair[1])):
        raise Refused(f"{name} changes the outputs or the targets that it is given. It should leave them as they were.")
    return value


def _compare_value(program: Mapping[str, Any], pair: Pair) -> str:
    outputs, targets = pair
    try:
        value = _value(program, "half_sse", pair)
    except Refused as refused:
        return str(refused)
    right = np.asarray(LOSSES["half_sse"].value(outputs, targets))
    if value.shape != ():
        return _say_of_shape(value, outputs, targets)
    if same(value, right):
        return ""
    yours, its = apart(float(value), float(right))
    said = _value_slip(program) or nearly(value, right)
    return f"{said} Yours is {yours}; half the sum of squares is {its}.".strip()


def _value_slip(program: Mapping[str, Any]) -> str:
    """What to say of the first slip that gives the program's loss in every case: for four numbers ¼ Σ is a mean too."""
    values, slips = [], []
    for pair in _PAIRS:
        with suppress(Refused):  # a program may fail for other shapes
            values.append(_value(program, "half_sse", pair))
            slips.append(list(_value_slips(*pair)))
    if not np.isfinite(values[0]).all():
        return (
            "It is no number: a logarithm or a root of something negative, or a division by 0. The outputs of this "
            "loss may be any numbers; the cross-entropies, with a logarithm, are for probabilities."
        )
    one: tuple[tuple[Array, str], ...]
    for one in zip(*slips, strict=True):
        if all(same(value, wrong) for value, (wrong, _) in zip(values, one, strict=True)):
            return one[0][1]
    return ""


def _say_of_shape(value: Array, outputs: Array, targets: Array) -> str:
    squares = (outputs - targets) ** 2
    if value.shape == outputs.shape:
        missing = "squares" if same(value, squares) or same(value, squares / 2) else "terms"
        return f"half_sse gives an array of {missing}. The loss is one number: their sum, np.sum."
    if value.size == 1:
        return (
            f"half_sse gives an array of shape {value.shape}. The loss is one number; np.sum without an axis gives it."
        )
    return (
        f"half_sse gives an array of shape {value.shape}: the sum is taken along "
        "one axis only. The loss is one number, "
        "over all data points and all outputs."
    )


def _value_slips(outputs: Array, targets: Array) -> Iterator[tuple[Array, str]]:
    error = outputs - targets
    total, points = float((error**2).sum()), len(error)
    mean = "This is a mean. The loss of this cell is a sum over all data points and outputs, halved."
    for number, say in (
        (total, "The ½ is forgotten: half the sum of squares."),
        (total / error.size, mean),
        (total / points, mean),
        (total / (2 * error.size), mean),
        (total / (2 * points), mean),
        (float(error.sum()), "The errors are added as they are, so positive and negative ones cancel. Square each."),
        (
            float(error.sum()) / 2,
            "The errors are added as they are, so positive and negative ones cancel. Square each.",
        ),
        (float(error.sum()) ** 2 / 2, "The sum is squared. Square each error first, then add."),
        (float(error.sum()) ** 2, "The sum is squared. Square each error first, then add; and halve."),
        (float(abs(error).sum()), "These are the sizes of the errors. Each is squared, and the sum is halved."),
        (float(abs(error).sum()) / 2, "These are the sizes of the errors. Each is squared before they are added."),
        (total**0.5, "There is a root too much: the loss is ½ Σ (ỹ − y)² itself."),
        (-total / 2, "The sign is wrong: a sum of squares is never negative."),
        (
            float((outputs**2 - targets**2).sum()) / 2,
            "You square outputs and targets apart. Subtract first, then square.",
        ),
        (float(((outputs + targets) ** 2).sum()) / 2, "The sign in the bracket is wrong: outputs minus targets."),
        (float((outputs**2).sum()) / 2, "The targets are missing: the error is outputs minus targets."),
        (total / 4, "The ½ is there twice, or it is squared too. Halve the sum of the squares, once."),
        (total**0.5 / 2, "There is a root too much: np.linalg.norm is one. The loss is ½ Σ (ỹ − y)² itself."),
        (
            float((outputs - targets**2).sum()) / 2,
            "Only the targets are squared: ** goes before −. Brackets round the difference square all of it.",
        ),
        (
            float(np.floor(total / 2)),
            "It is cut down to a whole number: // divides without a remainder. The division is /.",
        ),
        (float((error**3).sum()) / 2, "These are third powers. Each error is squared, ** 2."),
        (float((error**2).max()) / 2, "This is the largest term alone. The loss is the sum of all."),
        (float((error**2).max()), "This is the largest square alone. The loss is half the sum of all."),
        (float((outputs * targets).sum()) / 2, "Outputs and targets are multiplied. Subtract them, then square."),
        (
            float(np.var(error)),
            "np.var takes the mean of the errors off first, and the mean of the squares is not their sum.",
        ),
    ):
        yield np.asarray(number), say


def _compare_slope(program: Mapping[str, Any], pair: Pair) -> str:
    outputs, targets = pair
    try:
        value = _value(program, "half_sse_slope", pair)
    except Refused as refused:
        return str(refused)
    right = outputs - targets
    if same(value, right):
        return ""
    said = named(value, _slope_slips(outputs, targets))
    if said or value.shape != right.shape:
        return said or (
            f"half_sse_slope should give an array of shape {right.shape}, a slope for each output of each data point; "
            f"yours has {value.shape}. Is something added up, or averaged, that should stay apart?"
        )
    place = np.unravel_index(int(np.argmax(np.nan_to_num(abs(value - right), nan=np.inf))), right.shape)
    yours, its = apart(float(value[place]), float(right[place]))
    said = nearly(value, right) or _of_factor(value, right)
    return f"{said} In row {place[0]}, column {place[1]} it has {yours}; the slope of the loss is {its}.".strip()


def _of_factor(value: Array, right: Array) -> str:
    factor = factor_between([value], [right])
    return "" if factor is None else f"Every slope is {minus(f'{factor:.4g}')} times the right one."


def _slope_slips(outputs: Array, targets: Array) -> Iterator[tuple[Array, str]]:
    right = outputs - targets
    yield -right, "The sign is wrong. Where an output is larger than its target, the loss rises with it: ỹ − y."
    yield 2 * right, "There is a factor 2: the ½ of this loss cancels the 2 that comes from the square."
    yield right / 2, "It is halved: the ½ of this loss cancels the 2 that comes from the square."
    yield right / len(right), "You divide by the number of data points. This loss is a sum, so its slopes are no means."
    yield right / right.size, "You divide by the number of outputs. This loss is a sum, so its slopes are no means."
    yield 2 * right / right.size, "This is the slope of the mean squared error. This loss is half the sum of squares."
    yield right**2, "The error is squared. The slope of ½(ỹ − y)² is ỹ − y."
    yield right**2 / 2, "These are the terms of the loss. The slope of ½(ỹ − y)² is ỹ − y."
    yield abs(right), "The sign is lost: the slope is ỹ − y, negative where the output is too small."
    yield np.sign(right), "This is the sign of the error alone. The slope is ỹ − y itself."
    yield np.asarray(right.sum()), "The slopes are added up. There is one for each output: an array like outputs."
    yield (
        np.asarray((right**2).sum() / 2),
        "This is the loss itself. Its slope is an array, one number for each output.",
    )
    yield (
        right.sum(axis=0),
        "The slopes are added up over the data points. There is one for each output of each of them.",
    )
    yield outputs, "The targets are missing: the slope is outputs minus targets."
    yield right.T, "It is transposed. It should have the shape of the outputs."
    yield -2 * right, "The sign is wrong, and there is a factor 2: the ½ of this loss cancels the one of the square."
    yield outputs + targets, "The sign between them is wrong: the slope is outputs minus targets."
    yield targets, "The outputs are missing: the slope is outputs minus targets."
    for f_slope in (outputs * (1 - outputs), 1 - outputs**2):
        yield (
            right * f_slope,
            "The slope of an activation is multiplied in. Here it is the loss alone, by its outputs: ỹ − y. f′ comes "
            "with backpropagation.",
        )
