"""Tables as people have them: exported by spreadsheets in any language, printed by programs, copied from pages.

Read here: bytes into text, whatever the encoding, and text into rows of cells. What the cells mean is for others.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from widgets.kit.written_numbers import NotANumber, number

MOST_CELL = 60
"""Characters; no number is longer, and float would spend time on it."""

_KINDS = (
    (
        b"PK\x03\x04",
        "This is an Excel workbook, or another zip file. Save it as CSV (in Excel: File, Save As, CSV UTF-8).",
    ),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook. Save it as CSV (in Excel: File, Save As, CSV UTF-8)."),
    (b"%PDF", "This is a PDF. Save the table as CSV in the program that made it."),
    (b"\x89PNG", "This is a picture. A table of numbers is needed, as text."),
    (b"\xff\xd8\xff", "This is a picture. A table of numbers is needed, as text."),
    (b"\x1f\x8b", "This is a compressed file. Unpack it first."),
)


@dataclass(frozen=True)
class Row:
    """The cells of one line, the quotes and blanks around them taken away. line counts from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class WrittenTable:
    """A heading, empty if there is none, and the rows of numbers and words below it."""

    heading: tuple[str, ...]
    rows: tuple[Row, ...]


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or the old Windows encoding. Raises ValueError if it is no text."""
    for start, say in _KINDS:
        if data.startswith(start):
            raise ValueError(say)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for name, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = data[first:400:2]
        if zeros and zeros.count(0) > 0.8 * len(zeros):
            return data.decode(name, errors="replace")
    if b"\0" in data:
        raise ValueError("This is no text file. A table is needed, saved as CSV.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_table(text: str) -> WrittenTable:
    """The rows of a text and its heading. Lines without anything, comments and titles above are passed over.

    Semicolons, tabs, |, & (LaTeX), commas or spaces part the cells, whichever gives the most rows of numbers; a first
    line `sep=;` decides it. Raises ValueError if the text is no table.
    """
    for start, say in _KINDS:
        if text.startswith(start.decode("latin-1")):
            raise ValueError(say)
    lines = [(i, line.strip()) for i, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1)]
    lines = [(i, part) for i, line in lines for part in _NEXT_ROW.split(line)]
    lines = [(i, line) for i, line in lines if line and not _RULE.fullmatch(line)]
    separator = re.fullmatch(r"(?i)\"?sep=(.)\"?", lines[0][1]) if lines else None
    if separator:
        lines = lines[1:]
    comments = [line.lstrip("#/%! ") for _, line in lines if _COMMENT.match(line)]
    bare = [(i, _bare(line)) for i, line in lines if not _COMMENT.match(line)]
    split = _by_sign(separator[1]) if separator else _splitter([line for _, line in bare])
    rows = [Row(i, cells) for i, line in bare if any(cells := _cells(line, split))]
    above = next((k for k, row in enumerate(rows) if not _is_title(row.cells)), len(rows))
    heading = _heading(rows[:above], rows[above:])
    if not heading and comments:
        heading = next((cells for cells in (_cells(line, split) for line in comments) if len(cells) > 2), ())
    return WrittenTable(heading, tuple(rows[above:]))


def _heading(above: Sequence[Row], rows: Sequence[Row]) -> tuple[str, ...]:
    """The last of the rows above that has a name for every column, else the last that has several; () if none has."""
    several = [row.cells for row in above if len([cell for cell in row.cells if cell]) > 1]
    width = max((len(row.cells) for row in rows), default=0)
    whole = [cells for cells in several if len(cells) >= width]
    return (whole or several or [()])[-1]


_NEXT_ROW = re.compile(r"(?<=\])\s*,\s*(?=\[)|(?<=\))\s*,\s*(?=\()")  # of a list of lists on one line
_RULE = re.compile(r"[\s|:+=_-]+")  # the line between heading and rows of a printed table
_COMMENT = re.compile(r"#(?!N/A|DIV|REF|VALUE|NAME|NUM|NULL)|//|%")
_BRACKETED = re.compile(r"(?:\w+\s*=\s*)?(?:(?:np|numpy)\.)?(?:array|matrix|list|tuple)?\s*[\[({]")


def _bare(line: str) -> str:
    """A row without what programs put around it: brackets, LaTeX's end of line, a comment at its end."""
    line = re.sub(r"\s#\s.*$", "", line).removesuffix("\\hline").strip().removesuffix("\\\\").strip()
    start = _BRACKETED.match(line)
    return re.sub(r"[\[\](){}]", " ", line[start.end() :]).strip(" ,;") if start else line


Split = Callable[[str], Sequence[str]]


def _by_sign(sign: str) -> Split:
    def split(line: str) -> Sequence[str]:
        try:
            return next(csv.reader([line], delimiter=sign, skipinitialspace=True))
        except (csv.Error, StopIteration):
            return line.split(sign)

    return split


_SPLITS: tuple[Split, ...] = (
    *(_by_sign(sign) for sign in (";", "\t", "|", "&", ",")),
    lambda line: re.split(r",\s+", line),
    lambda line: re.split(r"[ \t]+", line),
    str.split,
)


def _splitter(lines: Sequence[str]) -> Split:
    """What parts the cells of a text: the way that fits most rows, and for other lines one that makes a row of them."""
    few = lines[:200]
    scores = [sum(_rowness(_cells(line, split)) for line in few) for split in _SPLITS]
    order = [split for _, split in sorted(zip(scores, _SPLITS, strict=True), key=lambda pair: -pair[0])]

    def split(line: str) -> Sequence[str]:
        best = order[0](line)
        if len(best) > 1:
            return best
        return next((cells for other in order[1:] if _rowness(cells := _cells(line, other))), best)

    return split


def _rowness(cells: Sequence[str]) -> int:
    """How well cells make a row of two coordinates and a class; headings, without any number, a little."""
    numbers = sum(is_number(cell) for cell in cells)
    if len(cells) > 2 and numbers > 1:
        return 20 if len(cells) == 3 else 10
    return 1 if (len(cells) > 2 and not numbers) or (len(cells) == numbers == 2) else 0


def _cells(line: str, split: Split) -> tuple[str, ...]:
    if len(line) > 1 and line[0] == line[-1] == '"' and line.count('"') == 2:
        line = line[1:-1]  # a spreadsheet that took a whole row for one cell
    line = line.strip().removeprefix("|").removesuffix("|")
    cells = [cell.strip().strip("\"'“”„ \t").rstrip(",;").strip() for cell in split(line)]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _is_title(cells: Sequence[str]) -> bool:
    """Whether a row above the first numbers is a title or a heading: no number in it, nor what should have been one."""
    full = [cell for cell in cells if cell]
    return len(full) < 2 or not any(is_number(cell) or _NO_NAME.fullmatch(cell) for cell in full)


# A number with letters in it, or what is where there is none: it is no column's name.
_NO_NAME = re.compile(r"(?i)[-+−]?[\doliszb]*[.,][\doliszb]+|n/?a|nan|null|none|inf|-|\?|#\S+")


def is_number(cell: str) -> bool:
    """Whether a cell holds a finite number."""
    return cell_number(cell) is not None


def cell_number(cell: str) -> float | None:
    """The number in a cell, None if there is none: 0,5 and 1.234,5 and ½ as well as 0.5."""
    if not cell or len(cell) > MOST_CELL:
        return None
    if _SPACED_THOUSANDS.fullmatch(cell):
        cell = re.sub(r"[\s'’]", "", cell)
    try:
        value = float(cell.replace(",", ".") if _DECIMAL_COMMA.fullmatch(cell) else cell)
    except ValueError:
        if re.search(r"(?i)(?<!\d)[a-z]|\d[a-df-z]|\d\s+[^\d%]", cell):  # letters, but for the e of a power of ten
            return None
        try:
            value = number(cell)
        except NotANumber:
            return None
    return value if isfinite(value) else None


_SPACED_THOUSANDS = re.compile(r"[-+−–]?\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?")
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+")


def why_no_number(cell: str) -> str:
    """What a cell may be that should hold a number, in a few words; "" if nothing is known of it."""
    if not cell:
        return "the cell is empty"
    if _DATE.fullmatch(cell):
        return (
            "that is a date. Excel makes one of a number such as 1.5 where the computer's language writes 1,5; set the "
            "column's format to text and type the numbers once more"
        )
    if cell.startswith("="):
        return "that is a formula. Save the values, not the formulas"
    if cell.startswith("#"):
        return "that is an error which the spreadsheet shows"
    if re.fullmatch(r"(?i)[-+−]?[\doliszb]*[.,]?[\doliszb]+", cell) and re.search(r"[\d.,]", cell):
        return "there are letters in it that look like digits"
    return ""


_MONTH = (
    r"(?:jan|feb|mar|mär|mrz|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|janv|févr|fév|avr|juin|juil|août|déc)\w*"
)
_DATE = re.compile(
    rf"(?i)\d{{1,2}}[. -]+{_MONTH}\.?(?:[. -]+\d{{2,4}})?|{_MONTH}[. -]+\d{{2,4}}"
    r"|\d{1,2}([./-])\d{1,2}\1(?:\d{2}|\d{4})|\d{4}-\d\d-\d\d.*"
)
