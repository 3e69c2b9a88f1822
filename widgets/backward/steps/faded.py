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

MEANINGS = {
    "wrong_sign": "The size is right and the sign is wrong.",
    "uphill": "That steps uphill: the step, learning rate times gradient, is taken away from the weight.",
    "transpose_forgotten": "That takes a row where the formula asks for a column, or a column for a row: one matrix is "
    "transposed once too often or not at all.",
    "bias_forgotten": "That leaves out the bias: the column of ones times row 0 of the weights.",
    "bias_row_kept": "That counts row 0 of the weights, the biases, as if it belonged to the first neuron. No error "
    "goes back to the ones, so the neurons begin with row 1.",
    "activation_forgotten": "That is the weighted sum itself. The activation still has to be applied to it.",
    "slope_for_activation": "That is the derivative f′ at this sum. The activation f itself is wanted here.",
    "derivative_forgotten": "The derivative f′ is forgotten: the error has to pass through the activation first.",
    "value_for_derivative": "That uses the value f(s) where the derivative f′(s) belongs.",
    "derivative_at_value": "That is f′ taken at f(s). The derivative belongs at the weighted sum s.",
    "one_minus_value": "That uses 1 − f(s) where the derivative f′(s) belongs.",
    "square_of_value": "That is the square of the value, f(s)². It is no derivative yet.",
    "targets_forgotten": "That is the output alone. The error compares it with the target.",
    "loss_for_derivative": "That is the share of this output in the loss. Its derivative is wanted.",
    "doubled": "That is twice as much: the ½ of the loss cancels the 2 that comes from the square.",
    "halved": "That is half as much: this loss has no ½, so the 2 that comes from the square stays.",
    "one_point": "That is the share of the first data point only. The gradient adds up all of them.",
    "last_point": "That is the share of the last data point only. The gradient adds up all of them.",
    "mean_for_sum": "That is the mean over the data points. This loss takes their sum.",
    "sum_for_mean": "That is the sum. This loss is a mean, so everything is divided by how many terms there are.",
    "updated_weights": "That goes back through the updated weights. On the way back the weights still "
    "stand as they were on the way forward.",
    "learning_rate_forgotten": "The learning rate is forgotten: that subtracts the whole gradient.",
    "step_only": "That is the step alone. It still has to be added to the old weight.",
    "gradient_for_update": "That is the gradient. The new weight is the old one minus learning rate times gradient.",
}
_TOO_FEW_DECIMALS = "✗ Nearly: that is rounded too far. Give it with three decimals."
_NO_NUMBER = "✗ That is no number. Write it like 0.25, −0.4 or 3/5."


@dataclass(frozen=True)
class Blank:
    """One entry for the reader to fill in. place counts from 0 in the operation's result."""

    operation: Operation
    place: tuple[int, int]
    answer: float
    slack: float
    wrong: dict[str, float]


def blanks(iteration: Iteration, most: tuple[int, int], draw: int = 0) -> dict[tuple[str, int], Blank]:
    """One entry of each operation for the reader to fill in, by the operation's kind and index.

    Each is one of those whose typical wrong answers lie far from the right one; which, `draw` decides. The answers
    differ from one another where they can, and are not 0 or ±1, which would be guessed. most: rows and columns drawn.
    """
    rng = np.random.default_rng(draw)
    asked: dict[tuple[str, int], Blank] = {}
    for operation in iteration.operations():
        if operation.kind not in BLANKS or operation.result.ndim != 2:
            continue
        known = {round(gap.answer, 3) for gap in asked.values()} | {0.0, 1.0, -1.0}
        places = _telling(iteration, operation, most)
        fresh = [place for place in places if round(float(operation.result[place]), 3) not in known]
        choices = fresh or places
        asked[operation.kind, operation.index] = _blank(iteration, operation, choices[rng.integers(len(choices))])
    return asked


def _telling(iteration: Iteration, operation: Operation, most: tuple[int, int]) -> list[tuple[int, int]]:
    """The places, among those that are drawn, at which the most foreseen wrong answers are told from the right one."""
    allowed = slack(operation)
    # An answer smaller than the rounding of what it is made of tells nothing about the reader.
    told = np.where(abs(operation.result) > 2 * allowed, 0.5, 0.0)
    for values in slips(iteration, operation).values():
        told = told + (np.abs(values - operation.result) > 2 * allowed)
    rows = [i for i in shown(operation.result.shape[0], most[0]) if i is not None]
    columns = [j for j in shown(operation.result.shape[1], most[1]) if j is not None]
    drawn = [(i, j) for i in rows for j in columns]
    best = max(told[place] for place in drawn)
    return [place for place in drawn if told[place] == best]


def _blank(iteration: Iteration, operation: Operation, place: tuple[int, int]) -> Blank:
    answer, near = float(operation.result[place]), float(slack(operation)[place])
    apart = {name: float(values[place]) for name, values in slips(iteration, operation).items()}
    wrong = {name: v for name, v in apart.items() if abs(v - answer) > 2 * near}
    # However small the answer: neither 0 nor the other sign is right.
    return Blank(operation, place, answer, min(near, 0.45 * abs(answer)) if answer else near, wrong)


def field(iteration: Iteration, gap: Blank) -> h.VoidElement:
    """The input that stands in the blank entry, with everything that its check needs."""
    operation, names = gap.operation, names_of(iteration)
    _, right = Entries(iteration, operation).say(*gap.place)
    rows, columns = names.axes(operation.kind, operation.index)
    row, column = rows.first + gap.place[0], columns.first + gap.place[1]
    answers = [[gap.answer, str(h.fragment["✓ Right. ", right])]]
    answers += [[value, str(h.fragment["✗ ", MEANINGS[slip]])] for slip, value in gap.wrong.items()]
    hint = Entries(iteration, operation).hint(*gap.place)
    check = {
        "answers": answers,
        "slack": gap.slack,
        "rounded": _TOO_FEW_DECIMALS,
        "none": _NO_NUMBER,
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
