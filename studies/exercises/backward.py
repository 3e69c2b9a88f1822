"""Exercise: fill in the lines that carry the error back through a hidden layer."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mlp_core.checks import Array
from studies.exercises.backward_slips import of_first_gradient, of_last_gradient
from studies.exercises.report import (
    Refused,
    Report,
    apart,
    as_numbers,
    call,
    find_function,
    named,
    nearly,
    same,
    until_one_fails,
)
from studies.exercises.situation import Situation, situation


def grade_backward(program: Mapping[str, Any]) -> Report:
    """The program defines backward(layers, derivatives, weights, Y), which returns [gradient0, gradient1]."""
    # Four different sizes betray a missing transpose at once; four equal ones let it run, so that it can be named.
    cases = (
        ("the gradients for 5 data points in a 3-4-2 network", situation(5, (3, 4, 2), 1), False),
        ("the gradients where all sizes are equal", situation(3, (3, 3, 3), 2), True),
        ("the gradients for a single data point", situation(1, (2, 3, 1), 3), True),
        # Right where f⁽⁰⁾ is tanh and f⁽¹⁾ sigmoid is not right yet: nobody said that they are.
        ("the gradients with other activations", situation(4, (3, 2, 3), 4, "sigmoid", "tanh"), True),
        ("the gradients with other activations where all sizes are equal", _square("relu", "linear"), True),
    )
    return until_one_fails(cases, lambda case: _compare(program, case))


def _compare(program: Mapping[str, Any], case: Situation) -> str:
    try:
        given = case.arguments()
        answer = call(find_function(program, "backward"), *given)
        gradients = _two(answer)
    except Refused as refused:
        said = _slip_when_square(program) if refused.shapes else ""
        return said or f"{refused}{_without_first_row(refused)}"
    changed = [not same(a, b) for a, b in zip(given[2], case.weights, strict=True)]
    if any(changed):
        return "backward changes the weights. It should only compute the gradients; the update comes later."
    if _right(gradients, case):
        return ""
    said = _say(gradients, case)
    if not said and gradients[0].shape != case.gradients[0].shape:
        said = _slip_when_square(program)
    return said or _plain(gradients, case)


def _two(answer: object) -> tuple[Array, Array]:
    if not isinstance(answer, list | tuple) or len(answer) != 2:
        as_numbers(answer, "What backward gives back")
        raise Refused("backward should give back two gradients, [gradient0, gradient1].")
    return as_numbers(answer[0], "gradient0"), as_numbers(answer[1], "gradient1")


def _right(gradients: tuple[Array, Array], case: Situation) -> bool:
    return same(gradients[0], case.gradients[0]) and same(gradients[1], case.gradients[1])


def _square(hidden: str = "tanh", output: str = "sigmoid") -> Situation:
    return situation(3, (3, 3, 3), 2, hidden, output)


def _slip_when_square(program: Mapping[str, Any]) -> str:
    """A program whose shapes do not fit can still be read where all sizes are equal."""
    case = _square()
    try:
        return _say(_two(call(find_function(program, "backward"), *case.arguments())), case)
    except Refused:
        return ""


def _without_first_row(refused: Refused) -> str:
    """In a book with biases it is a habit to leave out their row."""
    lost = any(pair in str(refused) for pair in ("(5, 3) and (5, 4)", "(5, 4) and (5, 3)"))
    return " Is row 0 of the weights left out? This network has no bias, so all its rows count." if lost else ""


def _say(gradients: tuple[Array, Array], case: Situation) -> str:
    """The slip in these gradients, "" if it is none of the known ones or they are right."""
    if _right(gradients, case):
        return ""
    first, last = gradients
    if same(first, case.gradients[1]) and same(last, case.gradients[0]):
        return "Both gradients are right, but in the wrong order: [gradient0, gradient1]."
    if not same(last, case.gradients[1]):
        say = named(last, of_last_gradient(case)) or _factor("gradient1", last, case.gradients[1])
        return (
            say
            or "gradient1 is no longer right. The lines of delta2 and gradient1 were given; only the two lines "
            "with dots are yours."
        )
    return (
        named(first, of_first_gradient(case))
        or _factor("gradient0", first, case.gradients[0])
        or nearly(first, case.gradients[0])
    )


def _factor(name: str, given: Array, right: Array) -> str:
    if given.shape != right.shape or not right.any():
        return ""
    factor = float((given * right).sum() / (right * right).sum())
    if not factor or not same(given, factor * right):
        return ""
    why = {2.0: ": a factor 2 too much", 0.5: ": a factor ½ too much"}.get(round(factor, 6), "")
    return f"{name} is {factor:.4g} times the right one{why}."


def _plain(gradients: tuple[Array, Array], case: Situation) -> str:
    given, right = gradients[0], case.gradients[0]
    if given.shape != right.shape:
        return f"gradient0 should have the shape of w⁽⁰⁾, {right.shape}; yours has {given.shape}."
    place = np.unravel_index(int(np.argmax(np.nan_to_num(np.abs(given - right), nan=np.inf))), right.shape)
    yours, its = apart(float(given[place]), float(right[place]))
    return (
        f"gradient0 is not right, and none of the usual slips gives it. In row {place[0]}, column {place[1]} it has "
        f"{yours}; the slope of the loss for that weight is {its}."
    )
