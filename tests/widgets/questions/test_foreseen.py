"""What readers are likely to type, sent beforehand by the site's builder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from widgets.kit.reader import ReaderNetwork
from widgets.questions.foreseen import foreseen
from widgets.questions.questions import Question, parse_question

CONTENT = Path(__file__).resolve().parents[3] / "content"
MARKER = re.compile(r":::\{widget\} check_yourself\n(.*?)\n:::", re.DOTALL)
TYPED = [
    pytest.param(question.filled(ReaderNetwork()), id=f"{path.stem}-{number}")
    for path in sorted(CONTENT.glob("*.md"))
    for number, body in enumerate(MARKER.findall(path.read_text(encoding="utf-8")))
    if not (question := parse_question(body)).choices
]


@pytest.mark.parametrize("question", TYPED)
def test_a_group_is_answered_with_the_same_words_and_all_that_the_lesson_foresaw_is_there(question: Question) -> None:
    groups = foreseen(question)
    said = [{question.respond(text) for text in group} for group in groups]
    assert all(len(words) == 1 for words in said)
    assert len(set.union(*said)) == len(groups)
    texts = {text for group in groups for text in group}
    assert {question.answer, *(value for value, _ in question.mistakes)} <= texts
    assert [right for ((right, _),) in said].count(True) == 1


def test_numbers_are_there_as_people_write_them() -> None:
    def right(answer: str) -> set[str]:
        return set(foreseen(parse_question(f"How much?\n= {answer}\n! So."))[0])

    assert {"3 × 2", "3x2", "3 x 2", "(3, 2)", "3 by 2", "3 2"} <= right("3 × 2")
    assert {"−0.574", "-0.574", "-.574", "-0,574", "-0.57"} <= right("−0.574")
    assert {"1, 2, 3", "1,2,3", "(1, 2, 3)"} <= right("1, 2, 3")
    assert right("7") == {"7"}
