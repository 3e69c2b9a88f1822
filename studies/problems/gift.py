"""Questions in GIFT (https://docs.moodle.org/en/GIFT_format), numerical, with feedback for each wrong answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from studies.problems.moodle import category
from studies.problems.questions import RIGHT, Question, plain

_SPECIAL = re.compile(r"([~=#{}:\\])")


def gift(questions: Sequence[Question]) -> str:
    """A file to import, in the same categories as Moodle XML."""
    ordered = sorted(questions, key=lambda question: (question.number, question.problem.variant))
    parts = ["// Made by the book Hidden Layers. Encoding: UTF-8."]
    for group, members in groupby(ordered, key=lambda question: question.group):
        parts.append(f"$CATEGORY: {category(ordered[0], group)}")
        parts.extend(_written(question) for question in members)
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """The text with the signs that mean something in GIFT told to be signs."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _written(question: Question) -> str:
    tolerance = plain(question.tolerance)
    answers = [f"\t=%100%{plain(question.answer)}:{tolerance}#{escaped(RIGHT)}"]
    answers += [f"\t=%0%{plain(wrong.value)}:{tolerance}#{escaped(wrong.feedback)}" for wrong in question.wrong]
    body = "\n".join(answers)
    return f"::{escaped(question.title)}::[html]{escaped(question.html)}{{#\n{body}\n}}"
