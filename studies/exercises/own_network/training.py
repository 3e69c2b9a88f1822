"""Cell 5: the training loop with the history of the loss."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mlp_core.checks import Array
from studies.exercises.own_network.case import Case, Function, all_same, case
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

_CASES = (
    ("30 iterations of a 3-4-2 network", (case(5, (3, 4, 2), 4), 0.3, 30), False),
    ("50 iterations of a 2-3-1 network at a smaller learning rate", (case(4, (2, 3, 1), 5), 0.1, 50), True),
    ("a single iteration", (case(4, (2, 3, 1), 6), 0.5, 1), True),
)
_PLOTTED = (case(6, (3, 5, 1), 2), 0.3, 400)
Setting = tuple[Case, float, int]


def grade_fit(program: Mapping[str, Any]) -> Report:
    """The program defines fit(weights, X, Y, activations, slopes, learning_rate, iterations) -> losses."""
    report = until_one_fails(_CASES, lambda setting: _compare(program, setting))
    if not report.passed:
        return report
    losses, _ = _fitted(program, _PLOTTED)
    return replace(report, curve=tuple(float(loss) for loss in losses))


def trained(
    one: Case, rate: float, iterations: int, slopes: Sequence[Function] | None = None
) -> tuple[Array, list[Array]]:
    """The losses before each of the iterations and after the last, (iterations + 1,), and the trained weights.

    slopes: functions of the weighted sums in the place of f′.
    """
    weights = one.weights()
    losses = [_iteration(one, weights, rate, slopes or one.slopes) for _ in range(iterations)]
    return np.array([*losses, _iteration(one, weights, 0.0, one.slopes)]), weights


def _iteration(one: Case, weights: list[Array], rate: float, slopes: Sequence[Function]) -> float:
    """Update the weights in the list; the loss is that of the weights before."""
    layers = [one.X]
    for w, f in zip(weights, one.activations, strict=True):
        layers.append(f(layers[-1] @ w))
    delta = layers[-1] - one.right.Y
    loss = float((delta**2).sum() / 2)
    for l in reversed(range(len(weights))):  # noqa: E741 (l is the book's letter for the layer)
        scaled = delta * slopes[l](layers[l] @ weights[l])
        delta = scaled @ weights[l].T
        weights[l] = weights[l] - rate * (layers[l].T @ scaled)
    return loss


def _fitted(program: Mapping[str, Any], setting: Setting) -> tuple[Array, list[Array]]:
    one, rate, iterations = setting
    weights, X, Y = one.weights(), one.X.copy(), one.right.Y.copy()
    value = call(find_function(program, "fit"), weights, X, Y, one.activations, one.slopes, rate, iterations)
    if isinstance(value, list | tuple) and len(value) == 2 and any(isinstance(part, list) for part in value):
        raise Refused("fit gives back two things. The weights are changed in their list; give back the losses alone.")
    if isinstance(value, list | tuple) and any(entry is w for entry in value for w in weights):
        raise Refused("fit gives back the weights. They are changed in their list; give back the list of losses.")
    losses = as_numbers(value, "What fit gives back")
    if losses.ndim != 1:
        raise Refused(_say_of_shape(losses, iterations))
    return losses, [as_numbers(w, "a matrix of weights") for w in weights]


def _say_of_shape(losses: Array, iterations: int) -> str:
    if losses.ndim == 0:
        return "fit gives back a single number. It should give back the list of all losses, one for each iteration."
    return (
        f"What fit gives back has shape {losses.shape}. It should be a list of {iterations} numbers: half_sse is a "
        "single number."
    )


def _compare(program: Mapping[str, Any], setting: Setting) -> str:
    one, rate, iterations = setting
    try:
        losses, weights = _fitted(program, setting)
    except Refused as refused:
        return str(refused)
    right, right_weights = trained(one, rate, iterations)
    if losses.shape != (iterations,):
        return _say_of_length(losses, right)
    if not same(losses, right[:-1]):
        return named(losses, _slips(setting, right)) or _plain(losses, right[:-1])
    if all_same(weights, right_weights):
        return ""
    if iterations == 1 and all_same(weights, one.right.weights):
        return "The losses are right, but the weights are as at the start: the list that fit is given has to change."
    return "The losses are right, but not the weights in the end: is there one update for each loss?"


def _say_of_length(losses: Array, right: Array) -> str:
    iterations = len(right) - 1
    if not losses.size:
        return "The list of losses is empty: append one in each turn of the loop."
    if losses.size == right.size and same(losses, right):
        return (
            f"The list has {losses.size} losses for {iterations} iterations, the last one after the last update. Leave "
            "that out: one loss for each iteration, before its update."
        )
    if losses.size == 1:
        return "The list holds a single loss. Append one in each turn of the loop, and give the list back after it."
    return (
        f"The list has {losses.size} losses; there should be one for each of the {iterations} iterations: "
        "for i in range(iterations)."
    )


def _slips(setting: Setting, right: Array) -> Iterator[tuple[Array, str]]:
    one, rate, iterations = setting
    yield (
        right[1:],
        "These are the losses after each update. The first of the list is that of the weights at the start: take it "
        "before the update.",
    )
    yield (
        np.full(iterations, right[0]),
        "The loss stays as it was at the start. Is update_weights called in each turn, with the list weights itself "
        "and not a copy of it, and with the targets Y? And is forward called anew?",
    )
    yield (
        np.array([right[0], *np.full(iterations - 1, right[1])]),
        "The loss changes once and then no more. Is update_weights inside the loop?",
    )
    yield right[:-1][::-1], "The losses are right, but in reverse order: the first comes first."
    yield 2 * right[:-1], "Each loss is twice the right one: half_sse has a factor ½."
    yield np.cumsum(right[:-1]), "The losses are added up. Each entry is the loss of one iteration alone."
    yield right[:-1] / len(one.X), "Each loss is divided by the number of data points. half_sse is a sum."
    for name, other in (("1", 1.0), ("0.1", 0.1), ("0.5", 0.5)):
        if other != rate:
            yield (
                trained(one, other, iterations)[0][:-1],
                f"The updates are made with a learning rate of {name}, whatever fit is given. Hand learning_rate on.",
            )
    yield (
        trained(one, rate, iterations, slopes=one.activations)[0][:-1],
        "The updates take f where its slope f′ belongs: hand activations and slopes on, in this order.",
    )
    yield (
        trained(one, rate, 2 * iterations)[0][:-1][::2],
        "Two updates are made in each turn. One loss, one update.",
    )
    yield trained(one, -rate, iterations)[0][:-1], "The loss rises: the updates go uphill."


def _plain(losses: Array, right: Array) -> str:
    first = int(np.argmax(np.abs(losses - right) > 1e-5 * np.abs(right)))
    yours, its = apart(float(losses[first]), float(right[first]))
    return f"{nearly(losses, right)} losses[{first}] is {yours}; it should be {its}.".strip()
