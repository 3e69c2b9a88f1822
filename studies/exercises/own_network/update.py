"""Cell 4: one iteration, with the reader's own forward and slope of the loss."""

# ruff: noqa: E741 (l is the book's letter for the layer)

from collections.abc import Mapping
from typing import Any

import numpy as np

from mlp_core.checks import Array
from studies.exercises.bug import RATE, slip_of_step, updated_weights
from studies.exercises.own_network.case import (
    Arrays,
    Case,
    all_same,
    case,
    defines,
    first_difference,
    slip_in,
)
from studies.exercises.own_network.update_slips import slips
from studies.exercises.report import Check, Refused, Report, as_numbers, call, find_function, same, until_one_fails

_SQUARE = case(3, (3, 3, 3, 3, 3), 6)
_CASES = (
    ("one iteration of a 3-4-2 network with 5 data points", case(5, (3, 4, 2), 4), False),
    ("one iteration of a network with a single weight matrix", case(4, (3, 2), 5), True),
    ("one iteration of a deep network", _SQUARE, True),
    ("one iteration with other activations", case(4, (2, 3, 2), 7, "sigmoid", "tanh"), True),
)
_CHECKED = case(4, (2, 3, 1), 8)
_AGREES = 1e-5  # relative: a measured slope is that good


def grade_update(program: Mapping[str, Any]) -> Report:
    """The program defines update_weights(weights, X, Y, activations, slopes, learning_rate), which changes the list."""
    report = until_one_fails(_CASES, lambda one: _compare(program, one))
    if not report.passed or not defines(program, "measured_gradients"):
        return report
    return Report((*report.checks, _own_check(program)))


def _compare(program: Mapping[str, Any], one: Case) -> str:
    try:
        updated, given = _step(program, one)
    except Refused as refused:
        return (_slip_when_square(program) if refused.shapes else "") or str(refused)
    if all_same(updated, updated_weights(one.right)):
        return ""
    if all_same(updated, one.right.weights):
        return _unchanged(given, one)
    said = _said(updated, one)
    if not said and any(a.shape != b.shape for a, b in zip(updated, one.right.weights, strict=True)):
        said = _slip_when_square(program)
    return said or first_difference(updated, updated_weights(one.right), "After the step weights", "it should be")


def _step(program: Mapping[str, Any], one: Case) -> tuple[list[Array], object]:
    """The list after one step, and what update_weights gave back."""
    weights, X, Y = one.weights(), one.X.copy(), one.right.Y.copy()
    given = call(find_function(program, "update_weights"), weights, X, Y, one.activations, one.slopes, RATE)
    if not (same(X, one.X) and same(Y, one.right.Y)):
        raise Refused("update_weights changes X or Y. It should change the weights alone.")
    if len(weights) != len(one.right.weights):
        raise Refused(
            f"The list of weights now has {len(weights)} entries; it had {len(one.right.weights)}. Put each new matrix "
            "in the place of the old one: weights[l] = …"
        )
    return [as_numbers(w, f"weights[{l}]") for l, w in enumerate(weights)], given


def _unchanged(given: object, one: Case) -> str:
    if isinstance(given, list | tuple) and len(given) == len(one.right.weights):
        arrays = [np.asarray(array, dtype=float) for array in given]
        if all_same(arrays, updated_weights(one.right)):
            return (
                "What update_weights gives back is right, but the list that it was "
                "given is as before. Whoever calls it "
                "goes on with that list: weights[l] = … changes it."
            )
    return (
        "The list weights is as it was. weights[l] = … puts a new matrix into it; w = w - … only gives the name w to "
        "another array."
    )


def _said(updated: Arrays, one: Case) -> str:
    return slip_in(updated, slips(one)) or slip_of_step(list(updated), one.right, in_place=False).replace(
        "derivatives[l]", "slopes[l](…)"
    )


def _slip_when_square(program: Mapping[str, Any]) -> str:
    """A program whose shapes do not fit can still be read where all sizes are equal."""
    try:
        updated, _ = _step(program, _SQUARE)
    except Refused:
        return ""
    return "" if all_same(updated, updated_weights(_SQUARE.right)) else _said(updated, _SQUARE)


def _own_check(program: Mapping[str, Any]) -> Check:
    """The reader's measured slopes against the reader's step."""
    label = "your own gradient check: the step over the learning rate, against your measured slopes"
    one = _CHECKED
    try:
        updated, _ = _step(program, one)
        measured = call(
            find_function(program, "measured_gradients"),
            one.weights(),
            one.X.copy(),
            one.right.Y.copy(),
            one.activations,
        )
        arrays = [as_numbers(array, "measured_gradients") for array in measured]
    except (Refused, TypeError) as refused:
        return Check(label, passed=False, say=f"Your measured_gradients does not work here. {refused}")
    for before, after, slope in zip(one.right.weights, updated, arrays, strict=False):
        step = (before - after) / RATE
        if slope.shape != step.shape or not np.allclose(slope, step, atol=_AGREES * float(abs(step).max())):
            return Check(
                label, passed=False, say="They disagree, and the step is right. Look at your measured_gradients."
            )
    return Check(label, passed=True)
