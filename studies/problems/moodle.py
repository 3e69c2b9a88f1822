"""Questions as Moodle XML (https://docs.moodle.org/en/Moodle_XML_format), type "numerical"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from studies.problems.questions import OTHERWISE, RIGHT, Question, plain


def moodle_xml(questions: Sequence[Question]) -> str:
    """A file to import: a category for each entry with all its variants, of which a quiz draws one at random."""
    quiz = Element("quiz")
    ordered = sorted(questions, key=lambda question: (question.number, question.problem.variant))
    for group, members in groupby(ordered, key=lambda question: question.group):
        _category(quiz, ordered[0], group)
        _add(quiz, members)
    indent(quiz)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(quiz, encoding="unicode") + "\n"


def category(first: Question, group: str) -> str:
    """A category's path; a slash parts the levels, so that one in a name is written twice."""
    problem = first.problem
    levels = ("Hidden Layers", f"{problem.choice.title}, seed {problem.seed}", group)
    return "$course$/top/" + "/".join(level.replace("/", "//") for level in levels)


def _category(quiz: Element, first: Question, group: str) -> None:
    question = SubElement(quiz, "question", type="category")
    _text(SubElement(question, "category"), category(first, group))


def _add(quiz: Element, questions: Iterable[Question]) -> None:
    for question in questions:
        made = SubElement(quiz, "question", type="numerical")
        _text(SubElement(made, "name"), question.title)
        _text(SubElement(made, "questiontext", format="html"), question.html)
        _text(SubElement(made, "generalfeedback", format="html"), "")
        for name, value in (("defaultgrade", "1"), ("penalty", "0.3333333"), ("hidden", "0")):
            SubElement(made, name).text = value
        SubElement(made, "idnumber").text = question.identifier
        _answer(made, 100, plain(question.answer), plain(question.tolerance), RIGHT)
        for wrong in question.wrong:
            _answer(made, 0, plain(wrong.value), plain(question.tolerance), wrong.feedback)
        _answer(made, 0, "*", "0", OTHERWISE)
        for name, value in (("unitgradingtype", "0"), ("unitpenalty", "0.1"), ("showunits", "3"), ("unitsleft", "0")):
            SubElement(made, name).text = value


def _answer(question: Element, fraction: int, text: str, tolerance: str, feedback: str) -> None:
    answer = SubElement(question, "answer", fraction=str(fraction), format="moodle_auto_format")
    SubElement(answer, "text").text = text
    _text(SubElement(answer, "feedback", format="html"), feedback)
    SubElement(answer, "tolerance").text = tolerance


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text
