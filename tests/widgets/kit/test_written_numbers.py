"""Numbers as people write them, read by Python and by the script of the figures alike."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripts import evaluate
from widgets.kit import theme
from widgets.kit.written_numbers import MOST_SIGNS, NotANumber, number, readings

ROOT = Path(__file__).parents[3]
LINES = (Path(__file__).parent / "written_numbers.tsv").read_text(encoding="utf-8").split("\n")
TABLE = [tuple(line.split("\t")) for line in LINES if "\t" in line]


@pytest.mark.parametrize(("text", "value"), TABLE)
def test_one_number(text: str, value: str) -> None:
    if value:
        assert number(text) == pytest.approx(float(value), rel=1e-12)
    else:
        with pytest.raises(NotANumber):
            number(text)


def test_the_script_of_the_figures_reads_the_same() -> None:
    texts = [text for text, _ in TABLE]
    read = evaluate("number/read.ts", "given.map((text) => it.readNumber(text)?.value ?? null)", texts)
    for (text, value), got in zip(TABLE, read, strict=True):
        assert got == (pytest.approx(float(value), rel=1e-12) if value else None), text


def values(text: str, **options: bool) -> list[tuple[float, ...]]:
    return [tuple(one.value for one in way) for way in readings(text, **options)]


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("20,2", [(20.2,), (20, 2)]),
        ("(20,2)", [(20.2,), (20, 2)]),
        ("[20,2]", [(20.2,), (20, 2)]),
        ("(20, 2)", [(20, 2)]),
        ("4x2", [(8,), (4, 2)]),
        ("4 by 2", [(8,), (4, 2)]),
        ("4 2", [(4, 2)]),
        ("3 rows, 2 columns", [(3, 2)]),
        ("2 and 1", [(2, 1)]),
        ("x1=2, x2=1", [(2, 1)]),
        ("-0.15,0.1", [(-0.15, 0.1)]),
        ("- 0.15; - 0,1", [(-0.15, -0.1)]),
        ("½, ¼", [(0.5, 0.25)]),
        ("1,000", [(1,), (1000,), (1, 0)]),
        ("1.570", [(1.57,), (1570,)]),
        ("26²", [(676,), (26, 26)]),
        ("w has shape (3, 2)", [(3, 2)]),
        ("80 weights", [(80,)]),
    ],
)
def test_every_way_to_read_a_text(text: str, ways: list[tuple[float, ...]]) -> None:
    assert sorted(values(text)) == sorted(ways)


def test_a_number_of_percent_is_read_as_such_only_where_it_is_asked_for() -> None:
    assert values("60 %") == [(0.6,)]
    assert values("60 %", percent=True) == [(60,)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("abc", "“abc” is no number"),
        ("1e999", "“1e999” is too large"),
        ("1/0", "“1/0” divides by zero"),
        ("relu(-0.2)", "still has to be worked out"),
        ("9" * (MOST_SIGNS + 1), "characters long"),
    ],
)
def test_what_is_no_number_is_named(text: str, why: str) -> None:
    with pytest.raises(NotANumber, match=why):
        readings(text)


@given(st.floats(-1e9, 1e9))
def test_a_number_as_the_book_prints_it_is_read_as_it_stands(value: float) -> None:
    printed = theme.number(value)
    assert number(printed) == pytest.approx(value, rel=0.006, abs=0.0005)


@given(st.text(max_size=MOST_SIGNS))
def test_any_text_is_a_number_or_none(text: str) -> None:
    for read in (number, readings):
        with suppress(NotANumber):  # anything else would be the reader's to see as an error of ours
            read(text)


@given(st.text("0123456789.,-+*/^()%x e²½", max_size=MOST_SIGNS))
def test_any_arithmetic_is_a_number_or_none(text: str) -> None:
    for read in (number, readings):
        with suppress(NotANumber):  # anything else would be the reader's to see as an error of ours
            read(text)
