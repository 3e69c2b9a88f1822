"""A written table as points of the plane: which columns, which numbers, which classes, and where that is open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from widgets.kit import theme
from widgets.kit.written_table import Row, WrittenTable, cell_number, is_number, read_table, why_no_number
from widgets.playground.settings import MOST_CLASSES, MOST_OWN_POINTS

MOST_BYTES = 1_000_000
LEFT_OUT = -1  # the class of rows that are not to become points
FEW = 20  # so many different numbers or words may be classes; more are not
NAMES = ("x1", "x2", "class")
# Headings that say what a column is; y is the class beside x1 and x2, and the second coordinate beside x.
_CLASS = {"class", "classes", "label", "labels", "target", "klasse", "classe", "clase", "category", "group", "species"}
_COUNTS = {"", "index", "id", "nr", "no", "row", "rownames", "unnamed:0", "#", "nummer", "zeile"}
_IDENTITY = {"idnummer", "idnumber", "studentid", "userid", "matrikelnummer", "matnr", "nr", "no", "id"}
_TRUE = {"1", "yes", "true", "y", "ja", "wahr", "oui", "si", "sí", "positive", "pos", "on", "+"}
_FALSE = {"0", "no", "false", "n", "nein", "falsch", "non", "negative", "neg", "off", "-"}


@dataclass(frozen=True)
class Choice:
    """What the reader has chosen of a reading; None where they have not.

    columns: those of x1, x2 and the class. thousands: the sign that parts thousands, "" for none. classes: what is
    written in the class's column, and the class that it is, counted from 0, or LEFT_OUT.
    """

    columns: tuple[int, int, int] | None = None
    thousands: str | None = None
    classes: tuple[tuple[str, int], ...] | None = None


UNCHOSEN = Choice()


@dataclass(frozen=True)
class Reading:
    """A table with one way to read it.

    headings: of all columns, "" for one without. columns, thousands, classes: as in Choice. names: what each class is
    called, empty if they are only numbered. open: which of "columns", "thousands", "classes" could be meant otherwise,
    and are the reader's to choose. said: what was done without asking.
    """

    table: WrittenTable
    headings: tuple[str, ...]
    columns: tuple[int, int, int]
    thousands: str = ""
    classes: tuple[tuple[str, int], ...] = ()
    names: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    def cells(self) -> list[Row]:
        """Each row's x1, x2 and class as they are written. Raises ValueError naming the line of one that lacks some."""
        return [_three(row, self) for row in self.table.rows]

    def column_name(self, column: int) -> str:
        """A column as its heading calls it, or by its number."""
        return self.headings[column] or f"column {column + 1}"

    def coordinate(self, row: Row, place: int) -> float:
        """x1 or x2 of a row of `cells`. Raises ValueError naming the line and the column."""
        cell = row.cells[place]
        value = number_in(cell, self.thousands)
        if value is None:
            why = why_no_number(cell)
            said = f": {why}" if why else ""
            raise ValueError(f"Line {row.line}: {_called(self, place)} must be a number, got {quoted([cell])}{said}")
        return value


def read_columns(text: str, choice: Choice = UNCHOSEN) -> Reading:
    """A text as a table whose columns are told apart, as the reader has chosen and else as is most likely.

    Raises ValueError, naming the line where there is one, if no choice could make points of the text.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"This is {len(text):,} characters long; at most {MOST_BYTES:,} are read.")
    table = read_table(text)
    if not table.rows:
        raise ValueError("There is no point in this text. Write one on each line, like this: 0.5, -1.2, 1")
    if len(table.rows) > MOST_OWN_POINTS:
        line = table.rows[MOST_OWN_POINTS].line
        raise ValueError(f"Line {line}: this would be point {MOST_OWN_POINTS + 1:,}; at most {MOST_OWN_POINTS:,}.")
    reading = _columns(table)
    if choice.columns is not None:
        reading = replace(reading, columns=choice.columns, open=(*reading.open, "columns"), said=())
    reading = _thousands(reading)
    return reading if choice.thousands is None else replace(reading, thousands=choice.thousands)


def read(text: str, choice: Choice = UNCHOSEN, known: Sequence[str] = ()) -> Reading:
    """`read_columns`, and the classes of their words.

    known: names of classes that the reader has put into their order before. Raises ValueError as well if what is in the
    class's column cannot be classes.
    """
    return _classes(read_columns(text, choice), choice.classes, [class_word(name) for name in known], known)


# --- which column is which --------------------------------------------------------------------------------------------
def _columns(table: WrittenTable) -> Reading:
    usual = Counter(len(row.cells) for row in table.rows).most_common(1)[0][0]
    width = max(usual, len(table.heading))
    heading = table.heading
    if heading and len(heading) == usual - 1:  # R names no column for the names of the rows
        heading = ("", *heading)
    headings = (*heading, *[""] * (width - len(heading)))
    names = [re.sub(r"[\s_.-]", "", name.lower()).translate(_LOWERED) for name in heading]
    found = _named_columns(names)
    if found:
        return Reading(table, headings, found)
    columns = [[row.cells[i] if i < len(row.cells) else "" for row in table.rows] for i in range(width)]
    if width <= 3:
        return _of_three(table, headings, columns)
    if not heading and (len(table.rows) == 1 or _split_decimals(table)):
        return Reading(table, headings, (0, 1, 2))  # and its rows are said to be too long
    counted = _counts(columns[0], names[0] if names else None)
    if width == 4 and counted:
        said = "The first column counts the rows and was left out"
        certain = bool(names) and names[0] in _COUNTS
        return Reading(table, headings, (1, 2, 3), open=() if certain else ("columns",), said=(said,))
    return Reading(table, headings, _likely(columns, names, skip=int(counted)), open=("columns",))


_LOWERED = str.maketrans("₁₂", "12")


def _named_columns(names: Sequence[str]) -> tuple[int, int, int] | None:
    """Where x1, x2 and class stand if the heading says so."""
    for first, second, classes in (("x1", "x2", {*_CLASS, "y"}), ("x", "y", _CLASS), ("x0", "x1", {*_CLASS, "y"})):
        label = _one_of(names, classes)
        if first in names and second in names and label is not None:
            return names.index(first), names.index(second), label
    label = _one_of(names, _CLASS)
    if label is not None and len(names) == 3 and names[0] not in _COUNTS:
        across, up = (i for i in range(3) if i != label)
        return across, up, label
    return None


def _one_of(names: Sequence[str], words: set[str]) -> int | None:
    if "class" in names:
        return names.index("class")
    return next((i for i, name in enumerate(names) if name in words), None)


def _of_three(table: WrittenTable, headings: tuple[str, ...], columns: list[list[str]]) -> Reading:
    """Three columns are x1, x2 and class, but where another one alone can hold classes."""
    reading = Reading(table, headings, (0, 1, 2))
    if len(columns) < 3 or len(table.rows) < 2:
        return reading
    words = [i for i, cells in enumerate(columns) if all(cells) and not any(map(is_number, cells))]
    if words in ([0], [1]):
        across, up = (i for i in range(3) if i != words[0])
        return replace(reading, columns=(across, up, words[0]))
    if not all(map(is_number, columns[2])) or _may_be_classes(columns[2]):
        return reading
    able = [i for i in (0, 1) if _may_be_classes(columns[i])]
    if len(able) != 1:
        return reading
    return replace(reading, columns=(1 - able[0], 2, able[0]), open=("columns",))


def _likely(columns: list[list[str]], names: Sequence[str], skip: int) -> tuple[int, int, int]:
    """Of many columns the one that is called a class, or could be one and stands last; and the first two of numbers."""
    places = range(skip, len(columns))
    able = [i for i in places if _may_be_classes(columns[i])]
    words = [i for i in able if not any(map(is_number, columns[i]))]
    label = _one_of(names, _CLASS)
    if label is None:
        label = (words or able or [len(columns) - 1])[-1]
    named = [i for i, name in enumerate(names) if name in _IDENTITY]
    numbers = [
        i for i in places if i != label and i not in named and sum(map(is_number, columns[i])) > len(columns[i]) / 2
    ]
    across, up = [*numbers, *(i for i in places if i != label and i not in numbers)][:2]
    return across, up, label


def _may_be_classes(cells: Sequence[str]) -> bool:
    values = [cell_number(cell) for cell in cells]
    whole = all(value is not None and value.is_integer() for value in values)
    words = all(cells) and all(value is None for value in values)
    return (whole or words) and len(set(cells)) <= FEW


def _counts(cells: Sequence[str], name: str | None) -> bool:
    """Whether a column, of that name if the columns have names, counts the rows."""
    if name is not None and name in _COUNTS:
        return True
    numbers = [cell_number(cell) for cell in cells]
    counting = len(numbers) > 1 and numbers[0] in (0, 1) and numbers == [numbers[0] + i for i in range(len(numbers))]
    return counting and name is None


def _split_decimals(table: WrittenTable) -> bool:
    """Whether commas that part decimals seem to have parted columns: 0,5,-1,2,1."""
    return all(len(row.cells) == 5 and all(cell.lstrip("+-−").isdigit() for cell in row.cells) for row in table.rows)


def _three(row: Row, reading: Reading) -> Row:
    columns = reading.columns
    least = max(columns) + 1
    exact = len(reading.headings) <= 3 or (columns == (0, 1, 2) and not any(reading.headings) and not reading.open)
    if exact and len(row.cells) != 3:
        hint = ""
        if len(row.cells) == 5 and all(cell.lstrip("+-−").isdigit() for cell in row.cells):
            hint = " Are there decimal commas in it? Then part the numbers with semicolons."
        got = f"{len(row.cells)}: {quoted(row.cells)}"
        raise ValueError(f"Line {row.line}: expected three numbers, x1, x2 and class, got {got}.{hint}")
    if len(row.cells) < least and len(row.cells) < len(reading.headings) - 1:
        which = next(place for place, column in enumerate(columns) if column >= len(row.cells))
        name = _called(reading, which)
        raise ValueError(f"Line {row.line}: {name} is missing; it has {len(row.cells)} cells: {quoted(row.cells)}.")
    return Row(row.line, tuple(row.cells[column] if column < len(row.cells) else "" for column in columns))


def _called(reading: Reading, place: int) -> str:
    """x1, x2 or class, with the heading's word for it where that is another one."""
    heading = reading.headings[reading.columns[place]] if reading.columns[place] < len(reading.headings) else ""
    plain = re.sub(r"[\s_]", "", heading.lower())
    return NAMES[place] if plain in ("", NAMES[place]) else f"{NAMES[place]} ({short(heading)})"


# --- which sign parts decimals ----------------------------------------------------------------------------------------
_GROUPS = {sign: re.compile(rf"[-+−–]?[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+") for sign in ",."}
_OTHER = {",": ".", ".": ","}


def _thousands(reading: Reading) -> Reading:
    """Which sign parts thousands, and whether that is open: 1,234 may be a thousand and more, or 1 and a little."""
    across, up, _ = reading.columns
    cells = [row.cells[i] for row in reading.table.rows for i in (across, up) if i < len(row.cells)]
    cells = [cell for cell in cells if "," in cell or "." in cell]
    for sign in ",.":
        groups = [cell for cell in cells if _GROUPS[sign].fullmatch(cell)]
        if any(cell.count(sign) > 1 for cell in groups) or _with_decimals(cells, sign):
            return replace(reading, thousands=sign)
        if not groups:
            continue
        others = [cell for cell in cells if cell not in groups]
        as_decimal = any(re.fullmatch(rf"[-+−–]?\d*{re.escape(sign)}\d+", cell) for cell in others)
        against = any(re.fullmatch(rf"[-+−–]?\d*{re.escape(_OTHER[sign])}\d+", cell) for cell in others)
        if against and not as_decimal:
            # Where commas part decimals, somebody may have typed a point for one; where points do, no comma does.
            return replace(reading, thousands=sign, open=(*reading.open, "thousands") if sign == "." else reading.open)
        if sign == "," and not as_decimal:
            return replace(reading, open=(*reading.open, "thousands"))
    return reading


def _with_decimals(cells: Sequence[str], sign: str) -> bool:
    """Whether a number has both signs, as 1,234.5 has."""
    other = re.escape(_OTHER[sign])
    return any(re.fullmatch(rf"[-+−–]?\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+{other}\d+", cell) for cell in cells)


def grouped(reading: Reading) -> str:
    """A number of the table that could be meant in two ways, "" if there is none."""
    across, up, _ = reading.columns
    cells = (row.cells[i] for row in reading.table.rows for i in (across, up) if i < len(row.cells))
    sign = reading.thousands or ","
    return next((cell for cell in cells if _GROUPS[sign].fullmatch(cell)), "")


def number_in(cell: str, thousands: str) -> float | None:
    """The number in a cell, None if there is none. thousands: the sign that parts them, "" for none."""
    if thousands:
        other = re.escape(_OTHER[thousands])
        pattern = rf"[-+−–]?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{other}\d+)?"
        if re.fullmatch(pattern, cell):
            return cell_number(cell.replace(thousands, ""))
    return cell_number(cell)


# --- which class is which ---------------------------------------------------------------------------------------------
def class_word(cell: str) -> str:
    """What tells a cell's class from others: a number whatever its form, yes and no in any case, else the word."""
    value = cell_number(cell)
    if value is not None:
        return theme.number(value + 0.0, 12)
    return cell.casefold() if cell.casefold() in _TRUE | _FALSE else cell


def _classes(
    reading: Reading, chosen: tuple[tuple[str, int], ...] | None, words: Sequence[str], known: Sequence[str]
) -> Reading:
    rows = reading.cells()
    written = {class_word(row.cells[2]): row.cells[2] for row in rows}
    if chosen is not None and set(written) == {word for word, _ in chosen}:
        return _named(replace(reading, open=(*reading.open, "classes"), classes=chosen), written)
    _check_classes(reading, rows)
    if known and set(written) <= set(words):
        return replace(reading, classes=tuple((word, words.index(word)) for word in written), names=tuple(known))
    sure = _sure_classes(written)
    if sure is not None:
        plain = {word: str(label) for word, label in sure.items()}
        reading = replace(reading, classes=tuple(sure.items()))
        return reading if all(word == text for word, text in plain.items()) else _named(reading, written)
    ordered = sorted(written, key=lambda word: (cell_number(word) or 0.0, word))
    proposed = tuple((word, i if i < MOST_CLASSES else LEFT_OUT) for i, word in enumerate(ordered))
    return _named(replace(reading, open=(*reading.open, "classes"), classes=proposed), written)


def _check_classes(reading: Reading, rows: Sequence[Row]) -> None:
    """Raises ValueError naming the line if what stands in the class's column cannot be classes."""
    values = [cell_number(row.cells[2]) for row in rows]
    name = _called(reading, 2)
    words = [row for row, value in zip(rows, values, strict=True) if value is None]
    different = {row.cells[2] for row in rows}
    empty = next((row for row in rows if not row.cells[2]), None)
    if empty is not None:
        raise _refused(reading, empty, f"{name} is missing: the cell is empty")
    alone = len(rows) == 1 and bool(words) and _sure_classes({class_word(words[0].cells[2]): ""}) is None
    if words and (len(words) < len(rows) or alone):
        raise _refused(reading, words[0], f"{name} must be a number, got {quoted(words[0].cells[2:])}")
    if len(different) > FEW and words:
        raise ValueError(
            f"There are {len(different):,} different words in the column of the class, such as "
            f"{quoted(words[0].cells[2:])} in line {words[0].line}. Which column holds the class?"
        )
    numbers = [value for value in values if value is not None]
    fractions = [row for row, value in zip(rows, numbers, strict=False) if not value.is_integer()]
    elsewhere = "If another column holds the class, say so in a heading, such as: class, x1, x2"
    if fractions:
        got = quoted(fractions[0].cells[2:])
        raise _refused(reading, fractions[0], f"{name} must be a whole number or a word, got {got}. {elsewhere}")
    if len(set(numbers)) > FEW:
        raise ValueError(f"There are {len(set(numbers)):,} different numbers in the column of the class. {elsewhere}")


def _refused(reading: Reading, row: Row, why: str) -> ValueError:
    """What is wrong with the class of a row, unless a coordinate of that row, which comes first, is wrong as well."""
    for place in (0, 1):
        reading.coordinate(row, place)
    return ValueError(f"Line {row.line}: {why}")


def _sure_classes(written: Mapping[str, str]) -> dict[str, int] | None:
    """The class of each word where convention leaves no doubt: 0 and 1, −1 and 1, yes and no, and 0, 1, 2 …"""
    words = set(written)
    if words <= {"0", "1"} or words <= {"−1", "1"}:
        return {word: int(word == "1") for word in written}
    if words == {str(i) for i in range(len(words))} and len(words) <= MOST_CLASSES:
        return {word: int(word) for word in written}
    if words <= _TRUE | _FALSE and len(words) <= 2 and len(words & _TRUE) <= 1 and len(words & _FALSE) <= 1:
        return {word: int(word in _TRUE) for word in written}
    return None


def _named(reading: Reading, written: Mapping[str, str]) -> Reading:
    """With the names that the words give the classes; several words of one class are joined."""
    count = max((label for _, label in reading.classes), default=-1) + 1
    called = {word: word if is_number(cell) else cell for word, cell in written.items()}
    words = [[called[word] for word, label in reading.classes if label == i] for i in range(max(count, 2))]
    return replace(reading, names=tuple(" or ".join(here) or f"class {i}" for i, here in enumerate(words)))


def short(text: str) -> str:
    """A text that may be long, cut."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def quoted(cells: Sequence[str]) -> str:
    """Cells as they stand in a message."""
    text = ", ".join(cells)
    return f"'{text}'" if len(text) <= 40 else f"'{text[:37]}...'"
