from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.kit.written_table import decoded
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
        ("x1,x2,class\n1,2,1\nx1,x2,class", "Line 3: x1 must be a number"),
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


TWO = (OwnPoint(0.5, -1.2, 1), OwnPoint(1.5, 0.3, 0))


@pytest.mark.parametrize(
    "text",
    [
        # decimal commas
        "x1;x2;class\r\n0,5;-1,2;1\r\n1,5;0,3;0\r\n",
        "x1\tx2\tclass\r\n0,5\t-1,2\t1\r\n1,5\t0,3\t0\r\n",
        "0,5 -1,2 1\n1,5 0,3 0\n",
        'x1,x2,class\n"0,5","-1,2",1\n"1,5","0,3",0\n',
        "0,5 ; -1,2 ; 1\n1,5 ; 0,3 ; 0",
        "0,5, -1,2, 1\n1,5, 0,3, 0",
        # what spreadsheets leave over
        "sep=;\r\nx1;x2;class\r\n0.5;-1.2;1\r\n1.5;0.3;0\r\n",
        '"sep=,"\n0.5,-1.2,1\n1.5,0.3,0',
        "\nx1,x2,class\n0.5,-1.2,1\n\n1.5,0.3,0\n",
        "Messung 3;;\nx1;x2;class\n0.5;-1.2;1\n1.5;0.3;0",
        "Messung 3\nvom Mai\n\nx1;x2;class\n0.5;-1.2;1\n1.5;0.3;0",
        "x1;x2;class\n0.5;-1.2;1\n;;\n1.5;0.3;0\n;;\n;;\n",
        "x1,x2,class\n0.5,-1.2,1\n1.5,0.3,0\n,,\n,,\n",
        "0.5;-1.2;1;\n1.5;0.3;0;\n",
        "0.5,-1.2,1,\n1.5,0.3,0,\n",
        "0.5, -1.2, 1;;\n1.5, 0.3, 0;;\n",
        '"0.5,-1.2,1"\n"1.5,0.3,0"',
        "# x1 x2 class\n# made in May\n0.5 -1.2 1\n1.5 0.3 0\n",
        "// my points\n0.5 -1.2 1\n1.5 0.3 0\n% the end",
        "0.5 -1.2 1 # above\n1.5 0.3 0 # below",
        ",x1,x2,class\n0,0.5,-1.2,1\n1,1.5,0.3,0",
        "id;x1;x2;class\n7;0.5;-1.2;1\n9;1.5;0.3;0",
        # tables of pages, programs and documents
        "0.5|-1.2|1\n1.5|0.3|0\n",
        "| x1 | x2 | class |\n|---|:-:|---|\n| 0.5 | -1.2 | 1 |\n| 1.5 | 0.3 | 0 |\n",
        "+-----+------+---+\n| 0.5 | -1.2 | 1 |\n+-----+------+---+\n| 1.5 | 0.3 | 0 |\n",
        "[0.5,-1.2,1]\n[1.5,0.3,0]",
        "[[0.5, -1.2, 1],\n [1.5, 0.3, 0]]",
        "array([[ 0.5, -1.2,  1. ],\n       [ 1.5,  0.3,  0. ]])",
        "(0.5, -1.2), 1\n(1.5, 0.3), 0",
        "0.5 & -1.2 & 1 \\\\\n1.5 & 0.3 & 0 \\\\ \\hline",
        "0.5,\t-1.2,\t1\n1.5,\t0.3,\t0",
        # signs
        "0.5, −1.2, 1\n1.5, 0.3, 0",
        "0.5; –1.2; 1\n1.5; 0.3; 0",
        "\u200b0.5, -1.2, 1\n1.5, 0.3, 0",
        "０.５, -1.2, 1\n1.5, 0.3, 0",
        "1/2; -1.2; 1\n1 1/2; 0.3; 0",
        "½; -1.2; 1\n1½; 0.3; 0",
        "0.5\u00a0-1.2\u00a01\n1.5\u00a00.3\u00a00",
        # a heading in another order
        "x2,x1,class\n-1.2,0.5,1\n0.3,1.5,0",
        "class,x1,x2\n1,0.5,-1.2\n0,1.5,0.3",
        "Label;x;y\n1;0.5;-1.2\n0;1.5;0.3",
        "y,x_2,x_1\n1,-1.2,0.5\n0,0.3,1.5",
        "# class x1 x2\n1 0.5 -1.2\n0 1.5 0.3",
        "colour,x1,size,x2,class\nred,0.5,9,-1.2,1\nblue,1.5,8,0.3,0",
        # classes
        "0.5, -1.2, yes\n1.5, 0.3, no",
        "0.5, -1.2, True\n1.5, 0.3, False",
        "0.5; -1.2; ja\n1.5; 0.3; nein",
        "0.5, -1.2, 1\n1.5, 0.3, -1",
        "0.5, -1.2, 1.0\n1.5, 0.3, 0.0",
    ],
)
def test_points_that_people_have(text: str) -> None:
    assert parse_points(text) == (TWO, "")


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("0.5,-1.2,2\n1.5,0.3,1", "Class 0 is 1 and class 1 is 2"),
        ("0.5,-1.2,0\n1.5,0.3,-1", "Class 0 is −1 and class 1 is 0"),
        ("0.5,-1.2,B\n1.5,0.3,A", "Class 0 is A and class 1 is B"),
        ("0.5,-1.2,versicolor\n1.5,0.3,setosa", "Class 0 is setosa and class 1 is versicolor"),
        ("1;0.5;-1.2;1\n2;1.5;0.3;0", "The first column counts the rows and was left out"),
    ],
)
def test_what_was_chosen_for_the_reader_is_said(text: str, remark: str) -> None:
    assert parse_points(text) == (TWO, remark)


def test_a_comma_that_could_part_thousands_is_told() -> None:
    points, remark = parse_points("1,234;2,345;1")
    assert points == (OwnPoint(1.234, 2.345, 1),)
    assert "'1,234' is 1.234" in remark


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0,0,-1\n1,1,0\n2,2,1", "There are 3 classes: −1, 0 and 1"),
        ("1,2,setosa\n1,3,virginica\n2,2,versicolor", "There are 3 classes: setosa, versicolor and virginica"),
        ("O.5,l.2,I\n0.5,-1.2,1", "Line 1: x1 must be a number, got 'O.5': there are letters in it"),
        ("NA,NA,NA\n0.5,-1.2,1", "Line 1: x1 must be a number, got 'NA'"),
        ("x1;x2;class\n0.5;-1.2;1\n01. Mai;0.3;0", "Line 3: x1 must be a number, got '01. Mai': that is a date"),
        ("0.5,-1.2,1\n1-May,0.3,0", "that is a date"),
        ("0.5,-1.2,1\n=A1,0.3,0", "that is a formula"),
        ("0.5,-1.2,1\n#DIV/0!,0.3,0", "an error which the spreadsheet shows"),
        ("0.5,-1.2,1\n1.5,,0", "Line 2: x2 must be a number, got '': the cell is empty"),
        ("0.5, -1.2, 1\n1.5, 0.3, x\n2.0, 0.1, 0", "Line 2: class must be a number, got 'x'"),
        ("a;b;c;d;e\n1;2;3;4;5", "There are 5 columns: a, b, c, d, e. Which are the coordinates"),
        ("0,5,-1,2,1", "got 5: .* decimal commas"),
        ("0.5,-1.2,0.37\n1.5,0.3,0.21\n1,1,0.5", "Line 1: the class must be 0 or 1, got '0.37'.*heading"),
        ("PK\x03\x04\x14\x00", "Excel workbook"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_points(text)


TEXT = "x1;x2;class\n0,5;–1,2;1\n1,5;0,3;0\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_files_of_every_encoding_and_line_end(encoding: str, newline: str) -> None:
    assert parse_points(decoded(TEXT.replace("\n", newline).encode(encoding)))[0] == TWO


@pytest.mark.parametrize(
    ("data", "say"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00", "This is an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"ab\x00\x00\x00cd\x00e", "no text file"),
    ],
)
def test_files_that_are_no_text_are_named(data: bytes, say: str) -> None:
    with pytest.raises(ValueError, match=say):
        decoded(data)


@given(st.binary(max_size=200))
def test_any_file_is_points_or_a_message(data: bytes) -> None:
    with suppress(ValueError):  # anything else would be the reader's to see as an error of ours
        parse_points(decoded(data))


def test_ten_thousand_rows_are_read_at_once() -> None:
    rows = "".join(
        f"{i % 7 - 3},{i % 5 / 2:.1f};{i % 2}\n".replace(".", ",").replace(",", ";", 1) for i in range(10_000)
    )
    assert len(parse_points(rows)[0]) == 10_000
