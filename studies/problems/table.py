"""Questions as a table: a line for each right answer and for each wrong one."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from studies.problems.questions import RIGHT, Question, plain

COLUMNS = ("topic", "seed", "variant", "question", "entry", "asked", "answer", "tolerance", "right", "slip", "feedback")


def csv_table(questions: Sequence[Question]) -> str:
    """CSV with a first line of names. Numbers have a decimal point and a plain minus."""
    file = io.StringIO()
    write = csv.writer(file, lineterminator="\r\n").writerow
    write(COLUMNS)
    for question in questions:
        problem = question.problem
        about = (problem.choice.topic, problem.seed, problem.variant, question.number, question.entry, question.asked)
        tolerance = plain(question.tolerance)
        write((*about, plain(question.answer), tolerance, "yes", "", RIGHT))
        for wrong in question.wrong:
            write((*about, plain(wrong.value), tolerance, "no", wrong.slip, wrong.feedback))
    return file.getvalue()
