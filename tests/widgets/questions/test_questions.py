from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies.forwards.worked import hand_worked
from widgets.kit import theme
from widgets.kit.reader import ReaderNetwork
from widgets.questions.questions import fact, parse_question, same_answer

BOOK = ReaderNetwork()

SHAPE = """
What is the shape of $w^{(0)}$ for [[M]] inputs?
= [[w0.shape]]
? [[w0.columns]] × [[w0.rows]]: Turned round.
! Rows for what comes in,
columns for what goes out.
"""
CHOICE = """
Which is a weight?
- [ ] a neuron
- [x] a line
? 1: A neuron has many.
! A line.
"""


def test_question_is_filled_from_the_network() -> None:
    question = parse_question(SHAPE).filled(BOOK)
    assert question.text == "What is the shape of $w^{(0)}$ for 3 inputs?"
    assert question.answer == "3 × 2"
    assert question.explanation == "Rows for what comes in,\ncolumns for what goes out."


@pytest.mark.parametrize("given_answer", ["3 × 2", "3x2", "(3, 2)", "3 2", "3 by 2"])
def test_right_answers_in_any_writing(given_answer: str) -> None:
    assert parse_question(SHAPE).filled(BOOK).judge(given_answer) == (True, "")


def test_foreseen_mistake_is_named_and_others_are_only_wrong() -> None:
    question = parse_question(SHAPE).filled(BOOK)
    assert question.judge("(2, 3)") == (False, "Turned round.")
    assert question.judge("7") == (False, "")
    assert question.judge("no idea") == (False, "")


def test_choice_is_judged_by_its_number() -> None:
    question = parse_question(CHOICE).filled(BOOK)
    assert question.choices == ("a neuron", "a line")
    assert question.judge("2") == (True, "")
    assert question.judge("1") == (False, "A neuron has many.")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("= 3\n! Because.", "needs a text"),
        ("Why?\n! Because.", "needs a answer"),
        ("Why?\n= 3", "needs a explanation"),
        ("Why?\n= 3\n? 4\n! Because.", "'[?] value: what to say', got '[?] 4'"),
        ("Why?\n- [x] a\n- [x] b\n! Because.", "exactly one of them"),
    ],
)
def test_author_is_told_what_is_missing(body: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_question(body)


def test_facts_are_those_of_the_traces() -> None:
    worked = hand_worked()
    trace = worked.net.forward(worked.data.X)
    back = worked.net.backward(trace, worked.data.Y, worked.loss)
    assert fact("loss", BOOK) == theme.number(back.loss)
    assert fact("parameters", BOOK) == "8"
    assert fact("S0.2.1", BOOK) == theme.number(trace.sums[0][1, 0])
    assert fact("Llast.4.1", BOOK) == theme.number(trace.outputs[3, 0])
    assert fact("d1.1.2", BOOK) == theme.number(back.deltas[1][0, 1])
    assert fact("g0.shape", BOOK) == "3 × 2"
    assert fact("flast.1.1", BOOK) == theme.number(trace.derivatives[-1][0, 0])


@pytest.mark.parametrize("name", ["", "w9.shape", "S0.99.1", "w0", "weights", "w0.0.1.2"])
def test_missing_facts_are_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=r"no such fact|too few layers|too small"):
        fact(name, BOOK)


@given(st.floats(-1e6, 1e6).filter(lambda value: value == 0 or abs(value) > 1e-12))
def test_a_number_as_the_book_prints_it_is_a_right_answer(value: float) -> None:
    printed = theme.number(value)
    assert same_answer(printed, printed)
    if 0.01 < abs(value) < 1e4 and not value.is_integer():
        assert same_answer(repr(float(np.round(value, 4))), printed)


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_whole_numbers_must_be_exact(one: int, other: int) -> None:
    assert same_answer(str(one), str(other)) == (one == other)


def test_a_wrong_answer_that_nobody_foresaw_is_told_where_to_look() -> None:
    shape = parse_question("The data have $4$ rows. What shape has $S^{(0)}$?\n= 4 × 2\n! Rows.")
    assert shape.look_at("8") == "The answer is 2 numbers; yours has one number."
    assert shape.look_at("rows") == "The answer is 2 numbers; yours has none."
    assert shape.look_at("2 × 4") == "Look again at what is asked: What shape has $S^{(0)}$?"
    choice = parse_question("Name the one that counts.\n- [x] a\n- [ ] b\n! It is.")
    assert choice.look_at("2") == "Look again at what is asked: Name the one that counts."
