"""Matrices as people write them, and what is said of a text that is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.kit.written_matrix import MOST_NUMBERS, NotAMatrix, Rows, read_matrices, read_matrix, shortest, written

SAME = ((0.15, 0.25), (0.2, 0.3))


@pytest.mark.parametrize(
    "text",
    [
        "np.array([[0.15, 0.25],\n          [0.2, 0.3]])",
        "array([[0.15, 0.25], [0.2 , 0.3 ]], dtype=float32)",
        "torch.tensor([[.15, .25], [.2, .3]])",
        "matrix([[0.15, 0.25],\n        [0.2, 0.3]])",
        "[[0.15 0.25]\n [0.2  0.3 ]]",
        "((0.15, 0.25), (0.2, 0.3))",
        "{{0.15, 0.25}, {0.2, 0.3}}",
        "[0.15, 0.25],\n[0.2, 0.3]",
        "[0.15 0.25; 0.2 0.3];",
        "[0.15, 0.25\n 0.2, 0.3] % the first layer",
        "0.15, 0.25; 0.2, 0.3",
        r"\begin{pmatrix} 0.15 & 0.25 \\ 0.2 & 0.3 \end{pmatrix}",
        r"$$\begin{bmatrix} 0{,}15 & \frac{1}{4} \\[2pt] \dfrac15 & 0.3 \\ \end{bmatrix}$$",
        r"\left(\begin{array}{cc} .15 & .25 \\ .2 & 3 \cdot 10^{-1} \end{array}\right)",
        "| a | b |\n|---|---|\n| 0.15 | 0.25 |\n| 0.2 | 0.3 |",
        "0.15 | 0.25\n0.2 | 0.3",
        "0,15\t0,25\r\n0,2\t0,3\r\n",
        "0,15;0,25\n0,2;0,3",
        "0,15 0,25\n0,2 0,3",
        "0,15, 0,25\n0,2, 0,3",
        "[0,15 0,25; 0,2 0,3]",
        "0.15 0.25\n\n0.2 0.3\n",
        "0.15\u00a0\u00a00.25\n0.2\u20090.3",
        "15 % 1/4\n⅕ 3·10⁻¹",
        "1.5e-1 25E-2\n2 × 10^-1 0.3  # the others",
        '"0,15"\t"0,25"\n"0,2"\t"0,3"',
    ],
)
def test_one_matrix_in_many_notations(text: str) -> None:
    np.testing.assert_allclose(read_matrix(text).rows, SAME, rtol=1e-15)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("− 0.4  +3", ((-0.4, 3.0),)),
        ("1\n2\n3", ((1.0,), (2.0,), (3.0,))),
        ("array([0.1, 0.2,\n       0.3])", ((0.1, 0.2, 0.3),)),
        ("0,0\n0,1\n1,0\n1,1", ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))),
        ("½", ((0.5,),)),
        ("0,05", ((0.05,),)),
    ],
)
def test_vectors_signs_and_commas(text: str, rows: Rows) -> None:
    assert read_matrix(text).rows == rows


def test_a_heading_is_passed_over_with_a_word() -> None:
    read = read_matrix("x1,x2\n1,2\n3,4")
    assert read.rows == ((1.0, 2.0), (3.0, 4.0))
    assert read.said == ("The first row, “x1 x2”, is taken for a heading.",)


@pytest.mark.parametrize(
    "text",
    [
        "X = [.05 .10]; Y = [.01 .99]\nw1 = [[.15,.25],[.2,.3]]\nw2 = [[.4,.5],[.45,.55]]\nb1 = .35\nb2 = .60",
        "import numpy as np\n"
        "x = np.array([[.05, .10]])\ny = np.array([[.01, .99]])\nW0 = np.array([[.15,.25],[.2,.3]])\n"
        "W1 = np.array([[.4,.5],[.45,.55]])\nb0 = .35\nb1 = .6",
        "inputs:\n.05 .10\ntargets:\n.01 .99\nw^{(0)} = .15 .25\n.2 .3\n"
        "w^{(1)} = .4 .5\n.45 .55\nb^{(0)}: .35\nb^{(1)}: .6",
        "X = .05 .10\nY = .01 .99\nw⁽⁰⁾ = .15 .25\n.2 .3\nw⁽¹⁾ = .4 .5\n.45 .55\nb⁰ = .35\nb⁽¹⁾ = .6",
    ],
)
def test_a_whole_sheet_names_its_parts_and_may_count_from_one(text: str) -> None:
    found = {part.name: part.rows for part in read_matrices(text)}
    assert found == {
        "X": ((0.05, 0.1),),
        "Y": ((0.01, 0.99),),
        "w0": ((0.15, 0.25), (0.2, 0.3)),
        "w1": ((0.4, 0.5), (0.45, 0.55)),
        "b0": ((0.35,),),
        "b1": ((0.6,),),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no number in it yet."),
        ("[[], []]", "There is no number in it yet."),
        ("[[1, 2], [3, 4]", "Line 1: “[” is never closed."),
        ("[1 2\n3 4", "Line 1: “[” is never closed."),
        ("1 2\n3]", "Line 2: “]” closes a bracket that was not opened."),
        ("[1, 2)", "Line 1: “)” closes a bracket that was not opened."),
        (r"\begin{pmatrix} 1 & 2", "has no “\\end{…}”"),
        ("[[[1, 2]]]", "There are 3 brackets inside each other."),
        ("1 2\n3", "Row 2 has 1 number, but row 1 has 2."),
        ("1 2\n3 4 5", "Row 2 has 3 numbers, but row 1 has 2."),
        ("1 a\n2 3", "Row 1, column 2: “a” is no number."),
        ("1 2\n3 NaN", "Row 2, column 2: “NaN” is no number to compute with."),
        ("1 -inf", "Row 1, column 2: “-inf” is no number to compute with."),
        ("1e400 2", "Row 1, column 1: “1e400” is too large"),
        ("1\t\t2\n1\t2\t3", "Row 1, column 2: the cell is empty."),
        ("=A1\t2\n1\t3", "Row 1, column 1: “=A1”: that is a formula."),
        ("1\t2\n#REF!\t3", "Row 2, column 1: “#REF!”: that is an error which the spreadsheet shows."),
        ("-\n1", "Row 1, column 1: “-” is no number."),
        ("0x10 1", "Row 1, column 1: “0x10” is no number."),
        ("1,5 2.5 3", "can be read in two ways"),
        ("<table><tr><td>1</td></tr></table>", "is HTML"),
        ("foo = [1, 2]", "“foo” is none of the names that are known"),
        ("w0 = 1 2\nw0 = 3", "w0 is given twice."),
        ("w0 = [1 2\n", "w0: Line 1: “[” is never closed."),
        ("hello world", "Row 1, column 1: “hello” is no number."),
        ("1 " * 1_000_000, "This is 2,000,000 characters long."),
        ("1 " * 200, f"a matrix of this book has {MOST_NUMBERS} at most"),
        ("9" * 300, "which no number is"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, said: str) -> None:
    with pytest.raises(NotAMatrix) as caught:
        read_matrices(text)
    assert said in str(caught.value)


@given(st.text(alphabet="0123456789.,;-+/*^()[]{}&|\\ \t\nexXwb=½%#N", max_size=60))
def test_any_text_gives_matrices_or_words(text: str) -> None:
    try:
        found = read_matrices(text)
    except NotAMatrix:
        return
    for part in found:
        assert len({len(row) for row in part.rows}) == 1
        assert part.shape[1] > 0


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_is_written_is_read_with_the_same_bits(rows: list[list[float]]) -> None:
    read = read_matrix(written(rows)).rows
    assert [[value.hex() for value in row] for row in read] == [[value.hex() for value in row] for row in rows]


def test_short_numbers_stay_short() -> None:
    assert [shortest(value) for value in (0.05, 1.0, -2.0, 1e-7, 1e22, 0.1 + 0.2)] == [
        "0.05",
        "1",
        "-2",
        "1e-07",
        "1e22",
        "0.30000000000000004",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sep=;\n0,5;2\n3;4,5", ""),
        ('"0,5";"2"\n\n;;\n"3";"4,5";', ""),
        ("Data of exercise 3\nx1,x2\n0.5,2\n3,4.5", "The first row, “Data of exercise 3”, is taken for a heading."),
        (",x1,x2\n0,0.5,2\n1,3,4.5", "The first column, which has no name there,"),
        ('"","x1","x2"\n"1",0.5,2\n"2",3,4.5', "The first column, which has no name there,"),
        ('"x1" "x2"\n"1" 0.5 2\n"2" 3 4.5', "The first column, which has no name there,"),
        ("    x1   x2\n0  0.5  2.0\n1  3.0  4.5", "The first column, which has no name there,"),
        ("a 0.5 2\nb 3 4.5", "The first column is taken for names of the rows."),
        ("     [,1] [,2]\n[1,]  0.5  2.0\n[2,]  3.0  4.5", ""),
        ("[0.5 3; 2 4.5]'", ""),
        ("np.array([[0.5, 3], [2, 4.5]]).T", ""),
        (r"\begin{pmatrix} 0.5 & 3 \\ 2 & 4.5 \end{pmatrix}^{\top}", ""),
    ],
)
def test_what_programs_and_spreadsheets_write_around_the_numbers(text: str, said: str) -> None:
    written = read_matrix(text)
    assert written.rows == ((0.5, 2.0), (3.0, 4.5))
    assert said in " ".join(written.said)
    assert bool(said) == bool(written.said)


def test_a_row_that_may_be_one_number_or_two_is_pointed_out() -> None:
    assert read_matrix("1,5\n2,5").rows == ((1, 5), (2, 5))
    assert "write 1.5 for 1,5" in read_matrix("1,5\n2,5").said[0]
    assert read_matrix("1,5; 2,5").said == read_matrix("1.5\n2.5").said == ()
