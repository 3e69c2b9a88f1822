from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.playground.points import MOST_BYTES, parse_points, written
from widgets.playground.settings import OwnPoint

POINTS = st.lists(st.builds(OwnPoint, st.floats(-3, 3), st.floats(-3, 3), st.integers(0, 1)), min_size=1, max_size=30)


@given(POINTS)
def test_what_is_written_is_read_back(points: list[OwnPoint]) -> None:
    assert parse_points(written(tuple(points))) == (tuple(points), "")


@pytest.mark.parametrize(
    "text",
    [
        "1,2,1\n0.5,-1,0",
        "x,y,label\n1;2;1\n\n0.5;-1;-1\n",
        "1\t2\t1\r\n0.5\t-1\t0",
        "1 2 1\n .5  -1 0",
        "\ufeff1,2,1\n.5,-1,0",
    ],
)
def test_the_usual_forms_are_understood(text: str) -> None:
    assert parse_points(text) == ((OwnPoint(1, 2, 1), OwnPoint(0.5, -1, 0)), "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2,1\n1,zwei,0", "Line 2: x2 must be a number, got 'zwei'"),
        ("1,2,1\n\n1,2", "Line 3: expected three numbers, x1, x2 and class, got 2: '1, 2'"),
        ("1,2,3", "Line 1: the class must be 0 or 1, got '3'"),
        ("nan,2,1", "Line 1: x1 must be a number, got 'nan'"),
        ("1e999,2,1", "Line 1: x1 must be a number, got '1e999'"),
        ("1,2,1,4", "Line 1: expected three numbers"),
        ("x1,x2,class\nx1,x2,class", "Line 2: x1 must be a number"),
        ("", "There is no point in this text"),
        ("a,b,c", "There is no point in this text"),
        ("1,2,1\n" * 10_001, "Line 10001: this would be point 10,001; at most 10,000"),
        (f"1,2,{'9' * 2000}", "Line 1: class must be a number, got '9999999999999999999999999999999999999"),
        ("1" * (MOST_BYTES + 1), "at most 1,000,000 are read"),
        ("\x00\x89PNG,\x00,\x01", "There is no point in this text"),
    ],
)
def test_malformed_text_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_points(text)


@given(st.text(max_size=300))
def test_any_text_is_points_or_a_message(text: str) -> None:
    points: tuple[OwnPoint, ...] = ()
    with suppress(ValueError):  # anything else would be the reader's to see as an error of ours
        points, _ = parse_points(text)
    assert all(abs(point.x1) <= 3 and abs(point.x2) <= 3 and point.label in (0, 1) for point in points)


def test_points_beyond_the_picture_are_fitted_and_the_reader_is_told() -> None:
    points, remark = parse_points("0,1,0\n100,2,1")
    assert points == (OwnPoint(-2.5, 1, 0), OwnPoint(2.5, 2, 1))
    assert remark == "x₁ ran from 0 to 100 and is drawn and learned as −2.5 … 2.5"
