"""Entries left blank for the reader: which, what the right answer is, and what each foreseen wrong one means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import htpy as h
import numpy as np

from studies.backwards.iteration import Iteration, Operation
from studies.mistakes.meanings import MEANINGS
from studies.mistakes.slips import slack, slips
from studies.mistakes.telling import allowance, told, told_apart
from widgets.backward.steps.entries import Entries
from widgets.backward.steps.names import names_of
from widgets.drawing.matrix import shown
from widgets.drawing.sign import verdict

BLANKS = frozenset({"sums", "layer", "delta", "slope", "scaled", "gradient", "update"})


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
    count = told(operation.result, allowed, slips(iteration, operation))
    rows = [i for i in shown(operation.result.shape[0], most[0]) if i is not None]
    columns = [j for j in shown(operation.result.shape[1], most[1]) if j is not None]
    drawn = [(i, j) for i in rows for j in columns]
    best = max(count[place] for place in drawn)
    return [place for place in drawn if count[place] == best]


def _blank(iteration: Iteration, operation: Operation, place: tuple[int, int]) -> Blank:
    allowed = slack(operation)
    wrong = told_apart(operation.result, allowed, slips(iteration, operation), place)
    return Blank(operation, place, float(operation.result[place]), allowance(operation.result, allowed, place), wrong)


def field(iteration: Iteration, gap: Blank) -> h.VoidElement:
    """The input that stands in the blank entry, with everything that its check needs."""
    operation, names = gap.operation, names_of(iteration)
    _, right = Entries(iteration, operation).say(*gap.place)
    rows, columns = names.axes(operation.kind, operation.index)
    row, column = rows.first + gap.place[0], columns.first + gap.place[1]
    label = f"{names.matrix(operation.kind, operation.index)}, row {row}, column {column}"
    return blank_input(gap.answer, gap.slack, gap.wrong, right=right, label=label)


def blank_input(answer: float, slack: float, wrong: Mapping[str, float], *, right: h.Node, label: str) -> h.VoidElement:
    """An input that figure.js judges. wrong: what named mistakes give. right: what is said of the answer."""
    check = {"answer": answer, "right": str(h.fragment[right]), "wrong": dict(wrong), "slack": slack}
    return h.input(
        ".hl-blank",
        {"data-check": json.dumps(check, ensure_ascii=False), "inputmode": "decimal", "autocomplete": "off"},
        type="text",
        size="5",
        placeholder="?",
        aria_label=f"Fill in {label}",
    )


def score(words: str, at_first: str, slips: Iterable[str]) -> h.Element:
    """How many blanks are right, with the sentences that they share. slips: the mistakes that any of them tells."""
    wrong = verdict(False, said=False)
    sentences = {
        "right": str(h.fragment[verdict(True, said=False), "Right. "]),
        "wrong": str(wrong),
        "rounded": "Nearly: that is rounded too far. Give it with three decimals.",
        "none": "That is no number. Write it like 0.25, −0.4 or 3/5.",
        "otherwise": "Not yet, and it is none of the usual slips. ",
        "meanings": {slip: MEANINGS[slip] for slip in sorted(set(slips))},
    }
    return h.p(".hl-walk-score", {"data-sentences": json.dumps(sentences, ensure_ascii=False)})[
        f"{words}: ", h.span({"data-score": "", "role": "status"})[at_first], ". Type a number and press Enter."
    ]
