"""Exercise: find and fix the bug of the classroom version, an error carried back through weights already updated."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from mlp_core.checks import Array
from studies.exercises.backward import Situation, situation
from studies.exercises.report import Refused, Report, as_numbers, call, find_function, same, until_one_fails

RATE = 0.5
Weights = list[Array]


def grade_bug(program: Mapping[str, Any]) -> Report:
    """The program defines train_step(layers, derivatives, weights, Y, rate), which returns the updated weights."""
    cases = (
        ("one update of a 3-4-2-2 network", situation(5, (3, 4, 2, 2), 4), False),
        ("one update of a network with a single weight matrix", situation(4, (3, 2), 5), True),
        ("one update of a deep network", situation(3, (3, 3, 3, 3, 3), 6), True),
    )
    return until_one_fails(cases, lambda case: _compare(program, case))


def _compare(program: Mapping[str, Any], case: Situation) -> str:
    try:
        layers, derivatives, weights, Y = case.arguments()
        own = list(weights)
        updated = _list(call(find_function(program, "train_step"), layers, derivatives, weights, Y, RATE), case)
    except Refused as refused:
        return str(refused)
    if _all_same(updated, _updated(case)):
        return ""
    in_place = any(not same(array, before) for array, before in zip(own, case.weights, strict=True))
    for make, say in _SLIPS:
        if _all_same(updated, make(case)):
            return say + (_ALIAS if in_place and make is _stale else "")
    for number, (ours, theirs) in enumerate(zip(updated, _updated(case), strict=True)):
        if ours.shape != theirs.shape:
            return f"weights[{number}] had shape {theirs.shape} and now has {ours.shape}."
    wrong = [str(l) for l, (a, b) in enumerate(zip(updated, _updated(case), strict=True)) if not same(a, b)]  # noqa: E741
    return f"After the step the weights with index {', '.join(wrong)} are not what the gradient calls for."


def _list(value: object, case: Situation) -> Weights:
    if not isinstance(value, list | tuple):
        as_numbers(value, "What train_step gives back")
        raise Refused("train_step should give back the list of the updated weights.")
    if len(value) != len(case.weights):
        raise Refused(f"train_step should give back {len(case.weights)} weight matrices; it gave {len(value)}.")
    return [as_numbers(w, f"weights[{l}]") for l, w in enumerate(value)]  # noqa: E741


def _all_same(ours: Weights, theirs: Weights) -> bool:
    return all(same(a, b) for a, b in zip(ours, theirs, strict=True))


def _updated(case: Situation) -> Weights:
    return [w - RATE * g for w, g in zip(case.weights, case.gradients, strict=True)]


def _walk(case: Situation, *, sign: float = -1, stale: bool = False, derivative: bool = True) -> Weights:
    """One step in which a slip is made."""
    weights = list(case.weights)
    delta = case.layers[-1] - case.Y
    for l in range(len(weights) - 1, -1, -1):  # noqa: E741
        scaled = delta * case.derivatives[l]
        old = weights[l]
        weights[l] = old + sign * RATE * (case.layers[l].T @ scaled)
        delta = (scaled if derivative else delta) @ (weights[l] if stale else old).T
    return weights


def _stale(case: Situation) -> Weights:
    return _walk(case, stale=True)


def _only_last(case: Situation) -> Weights:
    return [*case.weights[:-1], _updated(case)[-1]]


_ALIAS = (
    " Keeping them under a second name is not enough here: -= changes the array itself, and both names mean the "
    "same array. Take .copy(), or write w = w - …"
)
_SLIPS: tuple[tuple[Callable[[Situation], Weights], str], ...] = (
    (
        _stale,
        "The bug is still there: the error is carried back through weights that this very step has already updated. "
        "The gradient belongs to the old weights.",
    ),
    (
        lambda case: list(case.weights),
        "Nothing is updated any more: the weights come back as they were.",
    ),
    (lambda case: _walk(case, sign=1), "The weights go uphill: the update is weights minus rate times gradient."),
    (
        lambda case: _walk(case, derivative=False),
        "The order is right now, but the derivative is lost on the way back: the error goes back as delta ∘ f′.",
    ),
    (
        lambda case: [w - g for w, g in zip(case.weights, case.gradients, strict=True)],
        "The learning rate is gone from the update.",
    ),
    (
        lambda case: [-RATE * g for g in case.gradients],
        "You give back the steps alone. They have to be added to the weights.",
    ),
    (lambda case: [np.array(g) for g in case.gradients], "You give back the gradients, not the updated weights."),
    (_only_last, "Only the last weight matrix is updated. The loop has to go on to the first."),
    (lambda case: list(reversed(_updated(case))), "The weights are right, but in reverse order."),
)
