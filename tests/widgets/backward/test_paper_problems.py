"""Problems that are filled in entry by entry, and a derivation that is compared step by step."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from studies.mistakes.meanings import MEANINGS
from studies.problems import TOPICS
from studies.problems.choice import VARIED
from widgets.backward import paper_problems
from widgets.backward.close_the_book import HAD, MISSED, parse_steps
from widgets.drawing.sign import verdict


def written(topic: str, number: int, attribute: str) -> list[dict[str, Any]]:
    figure = str(paper_problems.build(paper_problems.drawn_problem(topic, number)))
    return [json.loads(unescape(found)) for found in re.findall(rf'{attribute}="([^"]*)"', figure)]


@pytest.mark.long
@pytest.mark.parametrize("topic", list(TOPICS))
def test_every_entry_is_a_blank_with_its_answer_and_its_slips(topic: str) -> None:
    for number in range(1, len(VARIED) + 1):
        drawn = paper_problems.drawn_problem(topic, number)
        found = written(topic, number, "data-check")
        entries = [(task, place) for task in drawn.tasks for place in task.places]
        assert [check["answer"] for check in found] == pytest.approx([float(task.values[at]) for task, at in entries])
        assert [check["wrong"] for check in found] == [task.slips(place) for task, place in entries]
        assert all(check["right"] for check in found)
        [sentences] = written(topic, number, "data-sentences")
        assert sentences["meanings"] == {slip: MEANINGS[slip] for check in found for slip in check["wrong"]}
        assert sentences["wrong"] == str(verdict(False, said=False))
        assert sentences["right"] == f"{verdict(True, said=False)}Right. "


def test_what_blanks_share_is_written_once_and_each_is_named_once() -> None:
    """Each of 22 blanks had the sentences of its own: 85 of the figure's 145 kB."""
    figure = str(paper_problems.build(paper_problems.drawn_problem("backpropagation", 1)))
    assert all(figure.count(sentence) <= 1 for sentence in MEANINGS.values())
    assert figure.count("none of the usual slips") == 1
    assert 'aria-label="Fill in H (1, 1)"' in figure


def test_what_is_asked_for_is_shown_nowhere_else_but_as_an_echo() -> None:
    """figure.js veils echoes until their entry is right; any other copy would give the answer away."""
    drawn = paper_problems.drawn_problem("backpropagation", 1)
    figure = str(paper_problems.build(drawn))
    for letter in ("S0", "L1", "S1", "d2", "g0", "u1"):
        cells = re.findall(rf'<td data-tags="{letter}\.r1 {letter}\.c1 {letter}\.1\.1"[^>]*>', figure)
        assert cells
        assert sum("data-echo" not in cell for cell in cells) == 1, "the blank itself"


def test_another_one_is_another_problem(open_page: Callable[..., AppTest]) -> None:
    app = open_page("exercises", {"only": "paper_problems"})
    number = next(field for field in app.number_input if field.label == "Problem number")
    assert number.value == 1
    next(button for button in app.button if button.label == "Another one").click().run()
    assert not app.exception
    assert next(field for field in app.number_input if field.label == "Problem number").value == 2


BODY = "Derive it.\nAll of it.\n- One: first $x$\n  and more.\n- Two: second\n! Good."


def test_a_derivation_is_read() -> None:
    read = parse_steps(BODY)
    assert read.task == "Derive it.\nAll of it."
    assert read.steps == (("One", "first $x$\n  and more."), ("Two", "second"))
    assert read.end == "Good."


@pytest.mark.parametrize(
    "body",
    [
        "- One: 1\n- Two: 2\n! End",
        "Task\n- One: 1\n! End",
        "Task\n- One: 1\n- Two: 2",
        "Task\n- One\n- Two: 2\n! End",
    ],
)
def test_a_derivation_that_lacks_something_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="a derivation"):
        parse_steps(body)


def test_steps_come_one_by_one_and_the_end_names_what_was_missing(open_page: Callable[..., AppTest]) -> None:
    app = open_page("backpropagation", {"only": "close_the_book"})

    def shown() -> str:
        return "\n".join(part.value for part in (*app.markdown, *app.info, *app.success))

    def press(label: str) -> None:
        next(button for button in app.button if button.label == label).click().run()
        assert not app.exception

    assert "**6. The paths add.**" not in shown()
    press("I am done: compare")
    assert "**1. Forwards.**" in shown()
    assert "**2. The error at the outputs.**" not in shown()
    for number in range(8):
        press(MISSED if number == 5 else HAD)
    assert "You had 7 of 8" in shown()
    assert "try again from an empty sheet: The paths add." in shown()
    press("Once more, from an empty sheet")
    assert "**1. Forwards.**" not in shown()
