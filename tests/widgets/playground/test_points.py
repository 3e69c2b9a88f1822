from __future__ import annotations

import csv
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.kit.written_table import decoded
from widgets.playground.points import OwnData, parse_points, points_of, written
from widgets.playground.reading import LEFT_OUT, MOST_BYTES, Choice, read
from widgets.playground.settings import MOST_CLASSES, OwnAxis, OwnPoint, Settings, from_query

POINTS = st.lists(st.builds(OwnPoint, st.floats(-3, 3), st.floats(-3, 3), st.integers(0, 1)), min_size=1, max_size=30)


@given(POINTS)
def test_what_is_written_is_read_back(points: list[OwnPoint]) -> None:
    data = OwnData(tuple(points))
    assert parse_points(written(Settings(data="own", own=data.own))) == data


NAMED = OwnData(
    (OwnPoint(4.1, -1, 2), OwnPoint(6.1, 0.5, 0), OwnPoint(5.3, 1, 1)),
    ("setosa", "versi, color", "virginica"),
    (OwnAxis("petal length", 5.1, 0.4), OwnAxis("width")),
)


def test_points_in_units_of_their_own_are_written_and_read_in_them() -> None:
    text = written(Settings(**NAMED.changes()))
    assert text.splitlines()[:2] == ["petal length,width,class", "4.1,-1,virginica"]
    again = points_of(read(text, known=NAMED.classes))
    assert (again.own, again.classes) == (NAMED.own, NAMED.classes)
    assert [axis.name for axis in again.axes] == ["petal length", "width"]
    assert again.axes[0].size == pytest.approx(0.4)
    assert not read(text, known=NAMED.classes).open, "what was chosen once is not asked again"


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
    data = parse_points(text)
    assert (data.own, data.remark, read(text).open) == ((OwnPoint(1, 2, 1), OwnPoint(0.5, -1, 0)), "", ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2,1\n1,zwei,0", "Line 2: x2 must be a number, got 'zwei'"),
        ("1,2,1\n\n1,2", "Line 3: expected three numbers, x1, x2 and class, got 2: '1, 2'"),
        ("1,2,3.5", "Line 1: class must be a whole number or a word, got '3.5'"),
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
    data = OwnData(())
    with suppress(ValueError):  # anything else would be the reader's to see as an error of ours
        data = parse_points(text)
    assert (abs(Settings(**data.changes()).own_positions) <= 3).all()
    assert all(0 <= point.label < MOST_CLASSES for point in data.own)


def test_points_beyond_the_picture_are_fitted_and_the_reader_is_told() -> None:
    data = parse_points("0,1,0\n100,2,1")
    assert data.own == (OwnPoint(0, 1, 0), OwnPoint(100, 2, 1))
    assert Settings(**data.changes()).own_positions.tolist() == [[-2.5, 1], [2.5, 2]]
    assert data.remark == "x₁ runs from 0 to 100 and is drawn and learned as −2.5 … 2.5"
    assert data.axes == (OwnAxis("x₁", 50.0, 20.0), OwnAxis("x₂"))


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
        "[[0.5, -1.2, 1], [1.5, 0.3, 0]]",
        "((0.5, -1.2, 1), (1.5, 0.3, 0))",
        "x1,x2,class\n(cm),(kg),\n0.5,-1.2,1\n1.5,0.3,0\n",
        "Serie 3, Lauf 2, Teil 4\nx1,x2,class\n0.5,-1.2,1\n1.5,0.3,0\n",
        "x1;x2;class\n50 %;-120 %;1\n150 %;30 %;0",
        '"x1" "x2" "class"\n"1" 0.5 -1.2 1\n"2" 1.5 0.3 0\n',
        "date,x,y,class\n2023-01-01,0.5,-1.2,1\n2023-01-02,1.5,0.3,0",
        "x1,,x2,,class\n0.5,,-1.2,,1\n1.5,,0.3,,0",
        "@relation test\n@attribute x1 numeric\n@data\n0.5,-1.2,1\n1.5,0.3,0",
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
    data = parse_points(text)
    assert (data.own, data.remark, read(text).open) == (TWO, "", ())


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("0.5,-1.2,4\n1.5,0.3,3", "Class 0 is 3 and class 1 is 4"),
        ("0.5,-1.2,2\n1.5,0.3,1", "Class 0 is 1 and class 1 is 2"),
        ("0.5,-1.2,0\n1.5,0.3,-1", "Class 0 is −1 and class 1 is 0"),
        ("0.5,-1.2,B\n1.5,0.3,A", "Class 0 is A and class 1 is B"),
        ("0.5,-1.2,versicolor\n1.5,0.3,setosa", "Class 0 is setosa and class 1 is versicolor"),
        (",a,b,c\n0,0.5,-1.2,1\n1,1.5,0.3,0", "The first column counts the rows and was left out"),
        ("1;0.5;-1.2;1\n2;1.5;0.3;0", "The first column counts the rows and was left out"),
    ],
)
def test_what_is_proposed_to_the_reader_is_said_and_open(text: str, remark: str) -> None:
    data = parse_points(text)
    assert (data.own, data.remark) == (TWO, remark)
    assert read(text).open in (("classes",), ("columns",)) or text.startswith(",a")  # a heading without a name counts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("O.5,l.2,I\n0.5,-1.2,1", "Line 1: x1 must be a number, got 'O.5': there are letters in it"),
        ("NA,NA,NA\n0.5,-1.2,1", "Line 1: x1 must be a number, got 'NA'"),
        ("x1;x2;class\n0.5;-1.2;1\n01. Mai;0.3;0", "Line 3: x1 must be a number, got '01. Mai': that is a date"),
        ("0.5,-1.2,1\n1-May,0.3,0", "that is a date"),
        ("0.5,-1.2,1\n=A1,0.3,0", "that is a formula"),
        ("0.5,-1.2,1\n#DIV/0!,0.3,0", "an error which the spreadsheet shows"),
        ("0.5,-1.2,1\n1.5,,0", "Line 2: x2 must be a number, got '': the cell is empty"),
        ("0.5, -1.2, 1\n1.5, 0.3, x\n2.0, 0.1, 0", "Line 2: class must be a number, got 'x'"),
        ("x1,x2\n0.5,1\n1.5,2\n", "Line 2: expected three numbers, x1, x2 and class, got 2: '0.5, 1'"),
        ("a;b;species\n1;2;u\n1;zwei;v", r"Line 3: x2 \(b\) must be a number, got 'zwei'"),
        ("a;b;species\n1;2;u\n1;2;", "Line 3: expected three numbers, x1, x2 and class, got 2: '1, 2'"),
        ("".join(f"1,2,word{i}\n" for i in range(30)), "There are 30 different words in the column of the class"),
        ("0,5,-1,2,1", "got 5: .* decimal commas"),
        ("0.5,-1.2,0.37\n1.5,0.3,0.21\n1,1,0.5", "Line 1: class must be a whole number or a word, got '0.37'.*heading"),
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
    assert parse_points(decoded(TEXT.replace("\n", newline).encode(encoding))).own == TWO


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
    assert len(parse_points(rows).own) == 10_000


IRIS = (
    "sepal_length,sepal_width,petal_length,species\n5.1,3.5,1.4,setosa\n7.0,3.2,4.7,versicolor\n6.3,3.3,6.0,virginica\n"
)


@pytest.mark.parametrize(
    ("text", "columns", "named"),
    [
        (IRIS, (0, 1, 3), "sepal_length"),
        ("1;0.5;-1.2;1\n2;1.5;0.3;0", (1, 2, 3), "column 2"),  # an index, or a measurement
        ("1;0.5;-1.2\n0;1.5;0.3", (1, 2, 0), "column 2"),
        ("Nachname,ID-Nummer,A 1,A 2,ok\nMeier,12,7.5,3,Ja\nHuber,13,2,1.75,Nein\n", (2, 3, 4), "A 1"),
        ("Name;Punkte;Zeit;bestanden\nAda;12;3,5;ja\nBob;7;9,5;nein\n", (1, 2, 3), "Punkte"),
        ("a;b;c;d;e\n1;2;3;4;5\n2;1;3;1;2", (0, 1, 4), "a"),
    ],
)
def test_columns_that_no_heading_tells_apart_are_the_readers_to_choose(
    text: str, columns: tuple[int, int, int], named: str
) -> None:
    reading = read(text)
    assert "columns" in reading.open
    assert reading.columns == columns
    assert reading.column_name(columns[0]) == named
    across, up, label = columns
    other = read(text, Choice(columns=(up, across, label)))
    assert [(p.x2, p.x1) for p in points_of(other).own] == [(p.x1, p.x2) for p in points_of(reading).own]


@pytest.mark.parametrize(
    ("text", "thousands", "is_open", "first"),
    [
        ("1,234;2,345;1", "", True, 1.234),
        ("1,234;0,5;1", "", False, 1.234),
        ("1,234;0.5;1", ",", False, 1234),
        ("1,234.5;2;1", ",", False, 1234.5),
        ("1,234,567;2;1", ",", False, 1234567),
        ("1.234,5;2;1", ".", False, 1234.5),
        ("1.234;0,5;1", ".", True, 1234),
        ("1.234;2.345;1", "", False, 1.234),
        ("1'234.5;2;1", "", False, 1234.5),
        ("1\u00a0234,5;2;1", "", False, 1234.5),
    ],
)
def test_a_sign_may_part_decimals_or_thousands(text: str, thousands: str, is_open: bool, first: float) -> None:
    reading = read(text)
    assert reading.coordinate(reading.cells()[0], 0) == first
    assert (reading.thousands, "thousands" in reading.open) == (thousands, is_open)
    if is_open:
        said = points_of(reading).remark
        assert "was read as" in said
        other = read(text, Choice(thousands="" if thousands else ","))
        assert other.coordinate(other.cells()[0], 0) != first


def test_classes_are_never_merged_nor_left_out_without_a_word() -> None:
    reading = read(IRIS)
    assert reading.classes == (("setosa", 0), ("versicolor", 1), ("virginica", 2))
    assert points_of(reading).classes == ("setosa", "versicolor", "virginica")
    merged = points_of(read(IRIS, Choice(classes=(("setosa", 0), ("versicolor", 1), ("virginica", 1)))))
    assert [point.label for point in merged.own] == [0, 1, 1]
    assert "class 1 is versicolor or virginica" in merged.remark
    fewer = points_of(read(IRIS, Choice(classes=(("setosa", 1), ("versicolor", 0), ("virginica", LEFT_OUT)))))
    assert [point.label for point in fewer.own] == [1, 0]
    assert "Class 0 is versicolor and class 1 is setosa; 1 row of virginica is left out" in fewer.remark
    with pytest.raises(ValueError, match="No row is class 1"):
        points_of(read(IRIS, Choice(classes=(("setosa", 0), ("versicolor", 2), ("virginica", 2)))))
    with pytest.raises(ValueError, match="Every row is left out"):
        points_of(read(IRIS, Choice(classes=tuple((word, LEFT_OUT) for word, _ in reading.classes))))


@pytest.mark.parametrize(
    ("labels", "classes", "is_open"),
    [
        (["0", "1", "2"], [0, 1, 2], False),
        (["−1", "0", "1"], [0, 1, 2], True),
        (["1", "2", "3"], [0, 1, 2], True),
        (["1", "2", "1"], [0, 1, 0], True),
        (["1.0", "-1", "1"], [1, 0, 1], False),
        (["yes", "no", "Yes"], [1, 0, 1], False),
        (["a", "A", "b"], [1, 0, 2], True),  # two words, for all we know
        (["WAHR", "FALSCH", "WAHR"], [1, 0, 1], False),
    ],
)
def test_which_word_is_which_class(labels: list[str], classes: list[int], is_open: bool) -> None:
    text = "x1;x2;class\n" + "".join(f"{i};{i / 2};{label}\n" for i, label in enumerate(labels))
    reading = read(text)
    assert [point.label for point in points_of(reading).own] == classes
    assert ("classes" in reading.open) == is_open


def test_more_words_than_there_may_be_classes_are_left_out_at_first() -> None:
    text = "x1;x2;class\n" + "".join(f"{i / 4};0;{chr(97 + i)}\n" for i in range(10))
    reading = read(text)
    assert [label for _, label in reading.classes] == [0, 1, 2, 3, 4, 5, 6, 7, LEFT_OUT, LEFT_OUT]
    assert "2 rows of i, j are left out" in points_of(reading).remark


@pytest.mark.parametrize("name", ["=cmd", "+x", "-y", "@SUM(A)", "= +x"])
def test_a_saved_name_is_no_formula_wherever_it_comes_from(name: str) -> None:
    bare = name.lstrip("=+-@ ")
    data = parse_points(f"{name},b,class\n1,2,{name}\n2,3,z")
    of_file = Settings(data="own", own=data.own, classes=data.classes, axes=data.axes)
    of_address = from_query({"p_data": "own", "p_own": "1_2_0~2_3_1", "p_classes": f"{name}~z"})
    for settings in (of_file, of_address):
        cells = [cell for row in csv.reader(written(settings).splitlines()) for cell in row]
        assert bare in cells
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]


def test_a_sign_alone_is_a_name() -> None:
    assert parse_points("1,2,+\n2,3,-").classes == ("-", "+")
