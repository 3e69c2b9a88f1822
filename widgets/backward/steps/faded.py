"""Entries left blank for the reader: which, what the right answer is, and what each foreseen wrong one means."""

from __future__ import annotations

import json
from dataclasses import dataclass

import htpy as h
import numpy as np

from studies.backwards.iteration import Iteration, Operation
from studies.mistakes.slips import slack, slips
from widgets.backward.steps.entries import Entries
from widgets.backward.steps.names import names_of
from widgets.drawing.matrix import shown

BLANKS = frozenset({"sums", "layer", "delta", "slope", "scaled", "gradient", "update"})

_MEANINGS = {
    "wrong_sign": "The size is right and the sign is wrong.",
    "not_transposed": "That takes a row where the formula asks for a column: one matrix is not transposed.",
    "bias_forgotten": "That leaves out the bias: the column of ones times row 0 of the weights.",
    "activation_forgotten": "That is the weighted sum itself. The activation still has to be applied to it.",
    "derivative_forgotten": "The derivative f′ is forgotten: the error has to pass through the activation first.",
    "value_for_derivative": "That uses the value f(s) where the derivative f′(s) belongs.",
    "derivative_at_value": "That is f′ taken at f(s). The derivative belongs at the weighted sum s.",
    "targets_forgotten": "That is the output alone. The error compares it with the target.",
    "one_point": "That is the share of the first data point only. The gradient adds up all of them.",
    "mean_over_points": "That is the mean over the data points. This loss takes their sum.",
    "updated_weights": "That goes back through the updated weights. On the way back the weights are "
    "still those of the way forward.",
    "learning_rate_forgotten": "The learning rate is forgotten: that subtracts the whole gradient.",
    "step_only": "That is the step alone. It still has to be added to the old weight.",
}


@dataclass(frozen=True)
class Blank:
    """One entry for the reader to fill in. place counts from 0 in the operation's result."""

    operation: Operation
    place: tuple[int, int]
    answer: float
    slack: float
    wrong: dict[str, float]


def blank(iteration: Iteration, operation: Operation, most: tuple[int, int]) -> Blank | None:
    """The entry of an operation that tells most about the reader, among those that are drawn; None if it has none.

    The best one is the entry whose typical wrong answers lie farthest from the right one. most: rows and columns drawn.
    """
    if operation.kind not in BLANKS or operation.result.ndim != 2:
        return None
    allowed = slack(operation)
    wrong = slips(iteration, operation)
    distance = np.abs(operation.result) * 1e-3
    for values in wrong.values():
        distance = distance + np.minimum(np.abs(values - operation.result) / allowed, 100.0)
    rows = [i for i in shown(operation.result.shape[0], most[0]) if i is not None]
    columns = [j for j in shown(operation.result.shape[1], most[1]) if j is not None]
    place = max(((i, j) for i in rows for j in columns), key=lambda place: float(distance[place]))
    answer, near = float(operation.result[place]), float(allowed[place])
    apart = {name: float(values[place]) for name, values in wrong.items()}
    return Blank(operation, place, answer, near, {name: v for name, v in apart.items() if abs(v - answer) > 2 * near})


def field(iteration: Iteration, gap: Blank) -> h.VoidElement:
    """The input that stands in the blank entry, with everything that its check needs."""
    operation, names = gap.operation, names_of(iteration)
    _, right = Entries(iteration, operation).say(*gap.place)
    rows, columns = names.axes(operation.kind, operation.index)
    row, column = rows.first + gap.place[0], columns.first + gap.place[1]
    answers = [[gap.answer, str(h.fragment["✓ Right. ", right])]]
    answers += [[value, str(h.fragment["✗ ", _MEANINGS[slip]])] for slip, value in gap.wrong.items()]
    hint = Entries(iteration, operation).hint(*gap.place)
    check = {
        "answers": answers,
        "slack": gap.slack,
        "otherwise": str(h.fragment["✗ Not yet, and it is none of the usual slips. ", hint]),
    }
    label = f"{names.matrix(operation.kind, operation.index)}, row {row}, column {column}"
    return h.input(
        ".hl-blank",
        {"data-check": json.dumps(check, ensure_ascii=False), "inputmode": "decimal", "autocomplete": "off"},
        type="text",
        size="5",
        placeholder="?",
        aria_label=f"Fill in {label}",
    )
