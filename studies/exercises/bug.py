"""Exercise: find and fix the bug of the classroom version, an error carried back through weights already updated."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from mlp_core.checks import Array
from studies.exercises.report import (
    Refused,
    Report,
    apart,
    as_numbers,
    call,
    find_function,
    nearly,
    same,
    until_one_fails,
)
from studies.exercises.situation import Situation, situation

RATE = 0.3  # with 0.5 a factor 2 would look like a learning rate that is gone
Weights = list[Array]
_SQUARE = situation(3, (3, 3, 3, 3, 3), 6)


def grade_bug(program: Mapping[str, Any]) -> Report:
    """The program defines train_step(layers, derivatives, weights, Y, rate), which returns the updated weights."""
    cases = (
        ("one update of a 3-4-2-2 network", situation(5, (3, 4, 2, 2), 4), False),
        ("one update of a network with a single weight matrix", situation(4, (3, 2), 5), True),
        ("one update of a deep network", _SQUARE, True),
        ("one update with other activations", situation(4, (2, 3, 2), 7, "sigmoid", "tanh"), True),
    )
    return until_one_fails(cases, lambda case: _compare(program, case))


def _compare(program: Mapping[str, Any], case: Situation) -> str:
    layers, derivatives, weights, Y = case.arguments()
    own = list(weights)
    try:
        updated = _list(call(find_function(program, "train_step"), layers, derivatives, weights, Y, RATE), case)
    except Refused as refused:
        return (_slip_when_square(program) if refused.shapes else "") or str(refused)
    if _all_same(updated, updated_weights(case)):
        return ""
    changed = any(not same(array, before) for array, before in zip(own, case.weights, strict=True))
    return slip_of_step(updated, case, in_place=changed) or _plain(updated, case)


def slip_of_step(updated: Weights, case: Situation, *, in_place: bool) -> str:
    """What to say of the slip that gives these weights after one step, "" if it is none of the known ones."""
    equal_sizes = len({matrix.shape for matrix in (*case.weights, *case.layers)}) == 1
    for make, say in (*_SLIPS, *_SQUARE_SLIPS) if equal_sizes else _SLIPS:
        if _all_same(updated, make(case)):
            return say + (_ALIAS if in_place and make is _stale else "")
    if any(ours.shape != theirs.shape for ours, theirs in zip(updated, case.weights, strict=True)):
        return ""
    right = updated_weights(case)
    steps = np.concatenate([(ours - w).ravel() for ours, w in zip(updated, case.weights, strict=True)])
    wanted = np.concatenate([(theirs - w).ravel() for theirs, w in zip(right, case.weights, strict=True)])
    factor = float((steps * wanted).sum() / (wanted * wanted).sum())
    if same(steps, factor * wanted):
        return f"Every step is {factor:.4g} times what the gradient calls for: a number too much is multiplied in."
    return nearly(np.concatenate([w.ravel() for w in updated]), np.concatenate([w.ravel() for w in right]))


def _plain(updated: Weights, case: Situation) -> str:
    for number, (ours, theirs) in enumerate(zip(updated, case.weights, strict=True)):
        if ours.shape != theirs.shape:
            return f"weights[{number}] had shape {theirs.shape} and now has {ours.shape}."
    wrong = [l for l, (a, b) in enumerate(zip(updated, updated_weights(case), strict=True)) if not same(a, b)]  # noqa: E741
    names = ", ".join(map(str, wrong))
    first, right = updated[wrong[-1]], updated_weights(case)[wrong[-1]]
    place = np.unravel_index(int(np.argmax(np.nan_to_num(np.abs(first - right), nan=np.inf))), right.shape)
    yours, its = apart(float(first[place]), float(right[place]))
    return (
        f"After the step the weights with index {names} are not what the gradient calls for, and none of the usual "
        f"slips makes them so. In weights[{wrong[-1]}], row {place[0]}, column {place[1]}, yours is {yours} and should "
        f"be {its}."
    )


def _slip_when_square(program: Mapping[str, Any]) -> str:
    """A program whose shapes do not fit can still be read where all sizes are equal."""
    case = _SQUARE
    try:
        updated = _list(call(find_function(program, "train_step"), *case.arguments(), RATE), case)
    except Refused:
        return ""
    return "" if _all_same(updated, updated_weights(case)) else slip_of_step(updated, case, in_place=False)


def _list(value: object, case: Situation) -> Weights:
    if not isinstance(value, list | tuple):
        as_numbers(value, "What train_step gives back")
        raise Refused("train_step should give back the list of the updated weights.")
    if len(value) != len(case.weights):
        raise Refused(f"train_step should give back {len(case.weights)} weight matrices; it gave {len(value)}.")
    return [as_numbers(w, f"weights[{l}]") for l, w in enumerate(value)]  # noqa: E741


def _all_same(ours: Weights, theirs: Weights) -> bool:
    return all(same(a, b) for a, b in zip(ours, theirs, strict=True))


def updated_weights(case: Situation) -> Weights:
    """The weights after the step that the gradient calls for."""
    return [w - RATE * g for w, g in zip(case.weights, case.gradients, strict=True)]


Rule = Callable[[Situation, int, Array, Array], Array]
"""How a slip makes a matrix at step l from the error δ that arrives and δ ∘ f′."""


def _gradient(case: Situation, l: int, delta: Array, scaled: Array) -> Array:  # noqa: E741
    return case.layers[l].T @ scaled


def _carried(case: Situation, l: int, delta: Array, scaled: Array) -> Array:  # noqa: E741
    return scaled @ case.weights[l].T


def _through_the_matrix_before(case: Situation, l: int, delta: Array, scaled: Array) -> Array:  # noqa: E741
    return scaled @ case.weights[max(0, l - 1)].T


def _walk(
    case: Situation,
    *,
    start: Callable[[Array], Array] = lambda error: error,
    gradient: Rule = _gradient,
    carried: Rule = _carried,
    sign: float = -1,
    stale: bool = False,
    slope: int = 0,
    forwards: bool = False,
) -> Weights:
    """One step in which a slip is made. slope: from how many steps away the derivatives are taken."""
    weights = list(case.weights)
    delta = start(case.layers[-1] - case.Y)
    order = range(len(weights)) if forwards else range(len(weights) - 1, -1, -1)
    for l in order:  # noqa: E741
        scaled = delta * case.derivatives[max(0, l - slope)]
        weights[l] = weights[l] + sign * RATE * gradient(case, l, delta, scaled)
        delta = scaled @ weights[l].T if stale else carried(case, l, delta, scaled)
    return weights


def _stale(case: Situation) -> Weights:
    return _walk(case, stale=True)


def _only_last(case: Situation) -> Weights:
    return [*case.weights[:-1], updated_weights(case)[-1]]


_ALIAS = (
    " Keeping them under a second name is not enough here: -= changes the array itself, and both names mean the "
    "same array. Take .copy(), or write w = w - …"
)
_MEAN = "You divide by the number of data points. This loss is a sum over them, so its gradient is a sum as well."
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
        lambda case: _walk(case, start=lambda error: 2 * error),
        "There is a factor 2 in every step: the ½ of this loss cancels the 2 that comes from the square.",
    ),
    (
        lambda case: _walk(case, start=lambda error: error / 2),
        "Every step is half as long: the ½ of this loss cancels the 2 that comes from the square.",
    ),
    (lambda case: _walk(case, start=lambda error: error / len(case.Y)), _MEAN),
    (lambda case: _walk(case, start=lambda error: error / case.Y.size), _MEAN),
    (
        lambda case: _walk(case, start=lambda error: error**2),
        "The error is squared at the outputs. The derivative of ½(ỹ − y)² is ỹ − y itself.",
    ),
    (
        lambda case: _walk(case, start=lambda error: error + case.Y),
        "The target is gone from the error: it is layers[-1] − Y.",
    ),
    (
        lambda case: _walk(case, start=lambda error: 2 * error, stale=True),
        "The bug is still there, and there is a factor 2 in every step.",
    ),
    (
        lambda case: _walk(case, start=lambda error: error / len(case.Y), stale=True),
        f"The bug is still there. Besides: {_MEAN}",
    ),
    (
        lambda case: _walk(case, gradient=lambda case, l, delta, scaled: case.layers[l].T @ delta),  # noqa: E741
        "f′ is missing in the update: the gradient is layers[l].T @ scaled, and scaled has the derivative in it.",
    ),
    (
        lambda case: _walk(
            case,
            gradient=lambda case, l, delta, scaled: case.layers[l].T @ delta,  # noqa: E741
            carried=lambda case, l, delta, scaled: delta @ case.weights[l].T,  # noqa: E741
        ),
        "f′ is missing everywhere: the error is multiplied by derivatives[l] before it is used.",
    ),
    (
        lambda case: _walk(
            case,
            carried=lambda case, l, delta, scaled: scaled * case.derivatives[l] @ case.weights[l].T,  # noqa: E741
        ),
        "f′ is multiplied in twice on the way back: scaled has it already.",
    ),
    (
        lambda case: _walk(case, carried=lambda case, l, delta, scaled: delta @ case.weights[l].T),  # noqa: E741
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
    (lambda case: list(reversed(updated_weights(case))), "The weights are right, but in reverse order."),
)
_FORWARDS = (
    "The loop runs from the first matrix to the last. The error comes from the outputs, so it has to run the other way."
)
# These only run where every size is the same; elsewhere the shapes betray them.
_SQUARE_SLIPS: tuple[tuple[Callable[[Situation], Weights], str], ...] = (
    (
        lambda case: _walk(case, carried=lambda case, l, delta, scaled: scaled @ case.weights[l]),  # noqa: E741
        "The weights are not transposed on the way back: the error goes back through weights[l].T.",
    ),
    (
        lambda case: _walk(case, carried=lambda case, l, delta, scaled: case.weights[l].T @ scaled),  # noqa: E741
        "The order of the product is reversed: the error is on the left, scaled @ weights[l].T.",
    ),
    (
        lambda case: _walk(case, carried=lambda case, l, delta, scaled: scaled * case.weights[l].T),  # noqa: E741
        "* multiplies entry by entry. The step back is a matrix product, @.",
    ),
    (
        lambda case: _walk(case, carried=lambda case, l, delta, scaled: delta),  # noqa: E741
        "The error is not carried back at all: every matrix gets the error of the outputs.",
    ),
    (
        lambda case: _walk(case, carried=lambda case, l, delta, scaled: scaled),  # noqa: E741
        "The error does not go through the weights on its way back: scaled @ weights[l].T.",
    ),
    (
        lambda case: _walk(case, carried=_through_the_matrix_before),
        "The error goes back through the wrong matrix: it has to go through weights[l], which it came from.",
    ),
    (
        lambda case: _walk(case, gradient=lambda case, l, delta, scaled: case.layers[l + 1].T @ scaled),  # noqa: E741
        "The gradient of weights[l] takes layers[l], the layer that these weights multiply, not layers[l + 1].",
    ),
    (
        lambda case: _walk(case, gradient=lambda case, l, delta, scaled: case.layers[l] @ scaled),  # noqa: E741
        "The layer is not transposed in the gradient, layers[l].T @ scaled.",
    ),
    (
        lambda case: _walk(case, gradient=lambda case, l, delta, scaled: scaled @ case.layers[l].T),  # noqa: E741
        "The order of the product is reversed: the gradient is layers[l].T @ scaled.",
    ),
    (
        lambda case: _walk(case, gradient=lambda case, l, delta, scaled: (case.layers[l].T @ scaled).T),  # noqa: E741
        "The gradient is transposed: it has to have the shape of weights[l].",
    ),
    (
        lambda case: _walk(case, gradient=lambda case, l, delta, scaled: case.layers[l].T * scaled),  # noqa: E741
        "* multiplies entry by entry. The gradient is a matrix product, layers[l].T @ scaled.",
    ),
    (
        lambda case: _walk(case, slope=1),
        "The derivatives are one layer off: derivatives[l] belongs to the step through weights[l].",
    ),
    (
        lambda case: _walk(case, forwards=True),
        _FORWARDS,
    ),
    (
        lambda case: _walk(case, forwards=True, stale=True),
        _FORWARDS,
    ),
)
