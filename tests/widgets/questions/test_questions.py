from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies.forwards.worked import hand_worked
from widgets.kit import theme
from widgets.kit.reader import ReaderNetwork
from widgets.questions.answers import about, same_answer
from widgets.questions.questions import fact, parse_question

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
        ("Why?\n= [[slopes]]\n! Because.", r"\[\[slopes\]\]: no such fact. There are N, M, .*S0.1.2.*'P output'"),
        ("Why?\n= 3\n! [[N * Q]] of them.", r"\[\[N \* Q\]\]: no such fact"),
        ("Why?\n= 3\n? [[S0.shapes]]: No.\n! Because.", r"\[\[S0.shapes\]\]: no such fact"),
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
    assert (fact("N data point", BOOK), fact("P output", BOOK)) == ("4 data points", "1 output")
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
    assert shape.look_at("rows").endswith("The answer is 2 numbers.")
    assert shape.look_at("2 × 4") == "Both numbers are right, and in the wrong order."
    assert shape.look_at("3 × 5") == "Look again at what is asked: What shape has $S^{(0)}$?"
    choice = parse_question("Name the one that counts.\n- [x] a\n- [ ] b\n! It is.")
    assert choice.look_at("2") == "Look again at what is asked: Name the one that counts."


@pytest.mark.parametrize(
    ("expected", "given_answer"),
    [
        ("20 × 2", "(20,2)"),
        ("20 × 2", "20,2"),
        ("20 × 2", "[20,2]"),
        ("26 × 26", "26,26"),
        ("26 × 26", "26²"),
        ("785 × 100", "(785,100)"),
        ("4 × 1", "(4,1)"),
        ("4 × 2", "4*2"),
        ("4 × 2", "4X2"),
        ("4 × 2", "4 by 2"),
        ("4 × 2", "4 rows, 2 columns"),
        ("2, 1", "2,1"),
        ("2, 1", "(2,1)"),
        ("2, 1", "x1=2, x2=1"),
        ("2, 1", "2 and 1"),
        ("2, 1", "two, one"),
        ("-0.15, 0.1", "-0.15,0.1"),
        ("-0.15, 0.1", "(-0.15,0.1)"),
        ("-0.15, 0.1", "- 0.15, 0.1"),
        ("-0.15, 0.1", "-0,15; 0,1"),
        ("0.75", "3/4"),
        ("0.75", "¾"),
        ("0.75", "75 %"),
        ("0.5", "1/2"),
        ("0.5", "50%"),
        ("0.5", "η > 0.5"),
        ("−0.4", "- 0.4"),
        ("−0.4", "–0.4"),
        ("−0.4", "-2/5"),
        ("−0.4", "minus 0.4"),
        ("1000", "1,000"),
        ("1000", "1 000"),
        ("1570", "1,570"),
        ("1570", "1.570"),
        ("100", "10²"),
        ("100", "10^2"),
        ("0.09", "0.9*0.1"),
        ("80", "3*20+20*1"),
        ("80", "= 80"),
        ("80", "80 weights"),
        ("4", "four"),
        ("0.625", "5/8"),
        ("0.625", "0.63"),
        ("0.625", "0.62"),
        ("0.69", "0.693"),
        ("3.2·10⁻⁵", "0.000032"),
        ("3.2·10⁻⁵", "3.2e-5"),
        ("0.333", "1/3"),
        ("2", "2.0003"),
    ],
)
def test_right_answers_are_accepted_as_people_write_them(expected: str, given_answer: str) -> None:
    assert same_answer(given_answer, expected)


@pytest.mark.parametrize(
    ("expected", "given_answer", "say"),
    [
        ("0.001", "0", ""),
        ("0.001", "-0.001", "sign is wrong"),
        ("0.0011", "-0.0011", "sign is wrong"),
        ("0.0011", "0.005", ""),
        ("0.001", "-0.003", ""),
        ("−0.032", "-0.0371", ""),
        ("−0.032", "-0.03", "rounded too far"),
        ("−0.032", "0.032", "sign is wrong"),
        ("3", "3.004", ""),
        ("3", "2.99", ""),
        ("100", "10", ""),
        ("0.625", "0.6", "rounded too far"),
        ("0.625", "0.64", "That is close"),
        ("25", "0.25", ""),
        ("0.25", "25", "in percent"),
        ("4 × 2", "(2,4)", "in the wrong order"),
        ("4 × 2", "4", "The answer is 2 numbers; yours has one number."),
        ("4 × 2", "4,2,1", "The answer is 2 numbers; yours has 3 numbers."),
        ("0.5", "abc", "“abc” is no number"),
        ("0.5", "relu(0.5)", "worked out"),
    ],
)
def test_wrong_answers_are_refused_and_what_their_numbers_tell_is_said(
    expected: str, given_answer: str, say: str
) -> None:
    assert not same_answer(given_answer, expected)
    assert say in about(given_answer, expected)


def test_percent_is_what_the_question_asks_for() -> None:
    asks = parse_question("At $0.1$ it is 1.2 %. By how many percent is it wrong at $0.05$?\n= 0.6\n! Half.")
    assert [asks.judge(text)[0] for text in ("0.6", "0.6 %", "0,6 percent", "60%", "0.006")] == [True] * 3 + [False] * 2
    assert "a hundred times as much" in asks.look_at("0.006")
    plain = parse_question("The share is 25 %. How many are it?\n= 25\n! So many.")
    assert not plain.judge("25 %")[0]


def test_what_was_typed_cannot_become_markup() -> None:
    assert "![" not in about("![x](//elsewhere/y)", "0.5")


QUESTIONS = [
    (path.stem, body)
    for path in sorted((Path(__file__).parents[3] / "content").glob("*.md"))
    for body in re.findall(r":::\{widget\} check_yourself\n(.*?)\n:::", path.read_text(encoding="utf-8"), re.DOTALL)
]


@pytest.mark.parametrize(("lesson", "body"), QUESTIONS)
def test_every_answer_of_the_book_is_right_and_every_foreseen_mistake_gets_its_words(lesson: str, body: str) -> None:
    question = parse_question(body).filled(BOOK)
    assert question.judge(question.answer) == (True, "")
    for value, say in question.mistakes:
        if value != question.answer and not same_answer(value, question.answer):  # in this very network they may agree
            right, said = question.judge(value)
            assert (right, said) == (
                False,
                next(words for other, words in question.mistakes if same_answer(value, other)),
            )
            assert say


def test_the_place_of_a_choice_does_not_give_the_right_one_away() -> None:
    choices = [question for _, body in QUESTIONS if (question := parse_question(body).filled(BOOK)).choices]
    places = [question.order.index(int(question.answer)) for question in choices]
    assert len(places) > 15
    assert max(places.count(place) for place in range(4)) <= len(places) / 2
    for question in choices:
        assert sorted(question.order) == list(range(1, len(question.choices) + 1))
