"""Every file that is made of problems, by its name."""

from __future__ import annotations

from collections.abc import Sequence

from studies.problems.gift import gift
from studies.problems.moodle import moodle_xml
from studies.problems.qti import package
from studies.problems.questions import questions
from studies.problems.sheet import sheet
from studies.problems.table import csv_table
from studies.problems.tasks import Problem

KINDS = {
    "sheet.html": "Sheets to print, with the key (HTML)",
    "questions.xml": "Moodle XML",
    "questions.gift": "GIFT",
    "questions-qti21.zip": "QTI 2.1",
    "questions.csv": "CSV",
}
"""Each file with what it is."""


def files(problems: Sequence[Problem]) -> dict[str, bytes]:
    """Name -> content of all files. There is at least one problem."""
    return {name: one_file(name, problems) for name in KINDS}


def one_file(name: str, problems: Sequence[Problem]) -> bytes:
    """One of KINDS."""
    if name == "sheet.html":
        return sheet(problems).encode()
    asked = [question for problem in problems for question in questions(problem)]
    if name == "questions-qti21.zip":
        return package(asked)
    text = {"questions.xml": moodle_xml, "questions.gift": gift, "questions.csv": csv_table}[name](asked)
    return text.encode()
