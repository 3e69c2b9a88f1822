"""Exercises: how they are written, what counts as a try, and that the lesson's own solutions pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import Lesson, contents, read_blocks, widget_markers
from studies.exercises import EXERCISES
from studies.exercises.own_network.steps import STEPS, earlier
from widgets.code import exercises
from widgets.code.runner.earlier import Earlier
from widgets.code.runner.limits import Limits
from widgets.code.runner.process import Worker

BODY = "```python\nx = ...\n```\nSet x.\n? Think.\n? Think *again*.\n```python solution\nx = 1\n```\n! It is 1."
LESSON: Lesson = contents().lesson("exercises")
EVERY = [(lesson.slug, marker) for lesson in contents().pages for marker in widget_markers(read_blocks(lesson))]
MARKERS = {m.options["name"]: m for _, m in EVERY if m.name in ("exercise", "build_step")}
CELLS = [m for m in widget_markers(read_blocks(LESSON)) if m.name == "code_cell"]


def test_an_exercise_is_start_caption_hints_and_solution() -> None:
    text = exercises.parse_exercise(BODY)
    assert text == exercises.ExerciseText("x = ...", "Set x.", ("Think.", "Think *again*."), "x = 1", "It is 1.")


@pytest.mark.parametrize(
    ("body", "say"),
    [
        (BODY.replace("python solution", "python"), "solution"),
        (BODY.replace("? ", ""), "hint"),
        (BODY.replace("! ", ""), "explains its solution"),
        (BODY.replace("x = 1", "x = = 1"), "the solution is no Python"),
    ],
)
def test_an_exercise_that_lacks_something_is_refused(body: str, say: str) -> None:
    with pytest.raises(ValueError, match=say):
        exercises.parse_exercise(body)


def test_only_code_of_ones_own_counts_as_a_try() -> None:
    start = "x = ...  # here\n\ny = 2"
    tries: list[str] = []
    for code in (start, "x = ...\ny=2", "x = 1\ny = 2", "x = 1 # one\ny = 2\n\n", "x = 3\ny = 2"):
        tries = exercises.tried(code, start, tries)
    assert len(tries) == 2


def test_an_empty_editor_is_no_try() -> None:
    assert exercises.tried("", "x = ...", []) == []
    assert exercises.tried("\n  # nothing yet\n", "x = ...", []) == []


def test_an_exercise_solved_before_is_told_from_one_that_is_solved_now() -> None:
    assert exercises.standing(True, True) == "Solved."
    assert exercises.standing(True, None) == "Solved."
    assert exercises.standing(True, False).startswith("Solved before.")
    assert exercises.standing(False, False) == ""


@pytest.mark.long
def test_the_books_letters_are_written_out_in_hints(open_page: Callable[..., AppTest]) -> None:
    app = open_page("exercises")
    for name in [str(button.key) for button in app.button if str(button.key).endswith("-hint")]:
        while any(button.key == name for button in app.button):
            app.button(key=name).click().run()
    hints = [text.value for text in app.markdown if text.value.startswith("**Hint")]
    assert any("textcolor" in hint for hint in hints)
    assert not any(re.search(r"\\[NMQP](?![A-Za-z])", hint) for hint in hints)


def test_every_grader_has_its_exercise() -> None:
    assert set(MARKERS) == set(EXERCISES)


def test_every_step_is_in_its_lesson_once_and_in_order() -> None:
    titles = {lesson.slug: lesson.title for lesson in contents().lessons}
    placed = [(m.options["name"], slug) for slug, m in EVERY if m.name == "build_step"]
    assert placed == [(step.name, step.lesson) for step in STEPS.values()]
    assert [titles[step.lesson] for step in STEPS.values()] == [step.title for step in STEPS.values()]


def read(name: str) -> exercises.ExerciseText:
    """An exercise as the page has it."""
    if name in STEPS:
        return replace(exercises.parse_step(MARKERS[name].caption), solution=STEPS[name].book)
    return exercises.parse_exercise(MARKERS[name].caption)


def before(name: str) -> list[Earlier]:
    """The book's cells before a step; none before an exercise."""
    return [Earlier(step.name) for step in earlier(name)] if name in STEPS else []


@pytest.fixture(scope="module")
def worker() -> Worker:
    return Worker()


@pytest.mark.parametrize("name", EXERCISES)
def test_the_lessons_solution_passes_and_its_start_does_not(name: str, worker: Worker) -> None:
    text = read(name)
    solved = worker.run(text.solution, cell=name, limits=Limits(), exercise=name, before=before(name))
    assert solved.failure is None
    assert solved.report is not None
    assert solved.report["passed"], solved.report
    start = worker.run(text.start, cell=name, limits=Limits(), exercise=name, before=before(name))
    assert start.failure is not None or (start.report is not None and not start.report["passed"])


@pytest.mark.long
@pytest.mark.parametrize("name", EXERCISES)
def test_answers_that_never_end_are_stopped(name: str, worker: Worker) -> None:
    functions = ["tanh", "tanh_derivative", "backward", "train_step", "neuron"]
    functions += [function for step in STEPS.values() for function in step.defines]
    code = "\n".join(f"def {function}(*arguments):\n    while True: pass" for function in functions)
    code += "\nclass Value:\n    def __init__(self, *arguments):\n        while True: pass"
    outcome = worker.run(f"{code}\nX = Y = 1", cell=name, limits=Limits(seconds=0.3), exercise=name)
    if name in ("seven_segment", "xor"):
        assert outcome.report is not None
    else:
        assert outcome.failure is not None
        assert "0.3 seconds" in outcome.failure.message


def test_answers_do_not_share_variables(worker: Worker) -> None:
    worker.run("X = 1", cell="a", limits=Limits())
    outcome = worker.run("X", cell="seven_segment", limits=Limits(), exercise="seven_segment")
    assert outcome.failure is not None
    assert outcome.failure.kind == "NameError"


@pytest.mark.parametrize("number", range(len(CELLS)))
def test_the_lessons_cells_run(number: int, worker: Worker) -> None:
    from widgets.code.code_cells import parse_cell

    outcome = worker.run(parse_cell(CELLS[number].caption).code, cell="lesson", limits=Limits(seconds=60))
    assert outcome.failure is None
    assert outcome.value is not None or outcome.chart is not None


def test_the_report_says_what_failed_in_words() -> None:
    report = EXERCISES["tanh"]({}).to_plain()
    html = str(exercises.report_text(report))
    assert "hl-sign-wrong" in html
    assert "There is no function called tanh." in html


def test_a_long_try_is_told_from_others_by_a_short_mark() -> None:
    long = "x = " + "1" * 150_000
    tries = exercises.tried(long, "pass", [])
    assert len(tries[0]) < 100
    assert exercises.tried(long + "  # again", "pass", tries) == tries
    assert len(exercises.tried(long + "1", "pass", tries)) == 2


CLASS = """
import streamlit as st
from widgets.code import exercises
from widgets.kit import reader
st.session_state[reader._LOCKED], st.session_state[reader._TRIES] = frozenset({locked!r}), {tries!r}
st.text(str([exercises.is_open(False, n) for n in (1, 2, 4, 5)] + [exercises.is_open(True, 0)]))
st.text(exercises.waiting(1))
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("locked", "tries", "opened", "say"),
    [
        ((), None, [False, True, True, True, True], "A solution opens after 1 more try of your own."),
        ((), 5, [False, False, False, True, True], "A solution opens after 4 more tries of your own."),
        (("solutions",), None, [False] * 5, "The solutions are closed in this class."),
    ],
)
def test_a_class_may_close_solutions_or_ask_for_more_tries(
    locked: tuple[str, ...], tries: int | None, opened: list[bool], say: str
) -> None:
    app = AppTest.from_string(CLASS.format(locked=locked, tries=tries), default_timeout=60).run()
    assert [text.value for text in app.text] == [str(opened), say]


@pytest.mark.long
def test_an_address_closes_the_solutions_of_a_page(open_page: Callable[..., AppTest]) -> None:
    said = [text.value for text in open_page("exercises", query={"locked": "solutions"}).caption]
    assert said.count("The solutions are closed in this class.") == 4
    said = [text.value for text in open_page("exercises", query={"tries": "5"}).caption]
    assert said.count("A solution opens after 5 more tries of your own.") == 4
