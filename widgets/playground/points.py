"""The reader's own points, read from text: which columns, which classes, and what was done to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studies.playground.points import fit_to_reach
from widgets.kit import theme
from widgets.kit.written_table import Row, WrittenTable, cell_number, read_table, why_no_number
from widgets.playground.settings import MOST_OWN_POINTS, OwnPoint

MOST_BYTES = 1_000_000
NAMES = ("x1", "x2", "class")
# Headings that say what a column is; y is the class beside x1 and x2, and the second coordinate beside x.
_CLASS = {"class", "classes", "label", "labels", "target", "klasse", "classe", "clase", "category", "group", "species"}
_COUNTS = {"", "index", "id", "nr", "no", "row", "rownames", "unnamed:0", "#"}
_TRUE = {"1", "yes", "true", "y", "ja", "wahr", "oui", "si", "sí", "positive", "pos", "on", "+"}
_FALSE = {"0", "no", "false", "n", "nein", "falsch", "non", "negative", "neg", "off", "-"}


def parse_points(text: str) -> tuple[tuple[OwnPoint, ...], str]:
    """Points from lines `x1, x2, class`, and a remark for the reader on what was done to them ("" if nothing).

    What may part the cells and stand around the rows, written_table says. A heading decides which column is which. Two
    classes of any name are taken, and it is said which is class 1; −1 and 1 are 0 and 1. Coordinates beyond the picture
    are moved and stretched. Raises ValueError naming the line.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"This is {len(text):,} characters long; at most {MOST_BYTES:,} are read.")
    table = read_table(text)
    if not table.rows:
        raise ValueError("There is no point in this text. Write one on each line, like this: 0.5, -1.2, 1")
    if len(table.rows) > MOST_OWN_POINTS:
        line = table.rows[MOST_OWN_POINTS].line
        raise ValueError(f"Line {line}: this would be point {MOST_OWN_POINTS + 1:,}; at most {MOST_OWN_POINTS:,}.")
    columns, counted = _columns(table)
    rows = [_three(row, columns) for row in table.rows]
    positions = [(_coordinate(row, 0), _coordinate(row, 1)) for row in rows]
    labels, about_classes = _classes(rows)
    points, about_places = _fitted([OwnPoint(*place, label) for place, label in zip(positions, labels, strict=True)])
    about_commas = _decimal_commas(rows)
    return points, ". ".join(said for said in (counted, about_classes, about_commas, about_places) if said)


# --- which column is which --------------------------------------------------------------------------------------------
def _columns(table: WrittenTable) -> tuple[tuple[int, int, int], str]:
    """Where x1, x2 and class stand in each row, and a remark if a column is left out."""
    names = [re.sub(r"[\s_]", "", name.lower()).translate(_LOWERED) for name in table.heading]
    width = max(len(row.cells) for row in table.rows)
    found = _named_columns(names)
    if found:
        return found, ""
    if width == 4 and _counts_rows(table, names):
        return (1, 2, 3), "The first column counts the rows and was left out"
    if width > 3 and names:
        said = ", ".join(name or "(no name)" for name in table.heading)
        raise ValueError(
            f"There are {width} columns: {_short(said)}. Which are the coordinates, and which the class? Name them x1, "
            "x2 and class in the heading; the others are then left out."
        )
    return (0, 1, 2), ""


_LOWERED = str.maketrans("₁₂", "12")


def _named_columns(names: Sequence[str]) -> tuple[int, int, int] | None:
    for first, second, classes in (("x1", "x2", {*_CLASS, "y"}), ("x", "y", _CLASS), ("x0", "x1", {*_CLASS, "y"})):
        label = next((i for i, name in enumerate(names) if name in classes), None)
        if first in names and second in names and label is not None:
            return names.index(first), names.index(second), label
    label = next((i for i, name in enumerate(names) if name in _CLASS), None)
    if label is not None and len(names) == 3:
        across, up = (i for i in range(3) if i != label)
        return across, up, label
    return None


def _counts_rows(table: WrittenTable, names: Sequence[str]) -> bool:
    if names and len(names) == 4 and names[0] not in _COUNTS:
        return False
    numbers = [cell_number(row.cells[0]) for row in table.rows]
    return len(numbers) > 1 and numbers[0] in (0, 1) and numbers == [numbers[0] + i for i in range(len(numbers))]


def _three(row: Row, columns: tuple[int, int, int]) -> Row:
    least = max(columns) + 1
    exact = columns == (0, 1, 2)
    if len(row.cells) < least or (exact and len(row.cells) > 3):
        got = f"{len(row.cells)}: {_quoted(row.cells)}"
        commas = exact and len(row.cells) == 5 and all(cell.lstrip("+-−").isdigit() for cell in row.cells)
        hint = " Are there decimal commas in it? Then part the numbers with semicolons." if commas else ""
        raise ValueError(f"Line {row.line}: expected three numbers, x1, x2 and class, got {got}.{hint}")
    return Row(row.line, tuple(row.cells[column] for column in columns))


def _coordinate(row: Row, place: int) -> float:
    value = cell_number(row.cells[place])
    if value is None:
        cell = row.cells[place]
        why = why_no_number(cell)
        said = f": {why}" if why else ""
        raise ValueError(f"Line {row.line}: {NAMES[place]} must be a number, got {_quoted([cell])}{said}")
    return value


def _decimal_commas(rows: Sequence[Row]) -> str:
    thousands = [cell for row in rows for cell in row.cells[:2] if re.fullmatch(r"[-+−]?\d{1,3}(,\d{3})+", cell)]
    if not thousands:
        return ""
    value = theme.number(cell_number(thousands[0]) or 0.0)
    return f"The comma was read as a decimal comma: {_quoted(thousands[:1])} is {value}"


# --- which class is which ---------------------------------------------------------------------------------------------
def _classes(rows: Sequence[Row]) -> tuple[list[int], str]:
    """The class of each row, 0 or 1, and a remark if the classes are called otherwise."""
    values = [cell_number(row.cells[2]) for row in rows]
    if all(value is None for value in values):
        return _classes_of_words(rows)
    for row, value in zip(rows, values, strict=True):
        if value is None:
            raise ValueError(f"Line {row.line}: class must be a number, got {_quoted(row.cells[2:])}")
    numbers = [value for value in values if value is not None]
    distinct = sorted(set(numbers))
    if set(distinct) <= {0, 1} or set(distinct) <= {-1, 1}:
        return [int(value == 1) for value in numbers], ""
    if len(distinct) == 2 and all(value.is_integer() for value in distinct):
        return [distinct.index(value) for value in numbers], _says([theme.number(value) for value in distinct])
    if 2 < len(distinct) <= _FEW and all(value.is_integer() for value in distinct):
        raise ValueError(_too_many([theme.number(value) for value in distinct]))
    row = next(row for row, value in zip(rows, numbers, strict=True) if value not in (0, 1, -1))
    raise ValueError(
        f"Line {row.line}: the class must be 0 or 1, got {_quoted(row.cells[2:])}. If another column holds the class, "
        "say so in a heading, such as: class, x1, x2"
    )


_FEW = 20  # so many different numbers may be classes; more are not


def _classes_of_words(rows: Sequence[Row]) -> tuple[list[int], str]:
    words = [row.cells[2].casefold() for row in rows]
    distinct = sorted(set(words))
    true = [word for word in distinct if word in _TRUE]
    if set(distinct) <= _TRUE | _FALSE and (len(distinct) == 1 or (len(distinct), len(true)) == (2, 1)):
        return [int(word in _TRUE) for word in words], ""
    if len(distinct) == 2:
        written = {row.cells[2].casefold(): row.cells[2] for row in rows}
        return [distinct.index(word) for word in words], _says([_short(written[word]) for word in distinct])
    if len(distinct) == 1:
        raise ValueError(f"Line {rows[0].line}: class must be a number, got {_quoted(rows[0].cells[2:])}")
    raise ValueError(_too_many([_short(word) for word in distinct]))


def _says(names: Sequence[str]) -> str:
    return f"Class 0 is {names[0]} and class 1 is {names[1]}"


def _too_many(names: Sequence[str]) -> str:
    shown = [*names[:5], "…"] if len(names) > 6 else list(names)
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}"
    return (
        f"There are {len(names)} classes: {listed}. The playground tells two classes apart: keep the rows of two of "
        "them, or call all but one of them 0."
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _quoted(cells: Sequence[str]) -> str:
    text = ", ".join(cells)
    return f"'{text}'" if len(text) <= 40 else f"'{text[:37]}...'"


# --- into the picture -------------------------------------------------------------------------------------------------
def _fitted(points: list[OwnPoint]) -> tuple[tuple[OwnPoint, ...], str]:
    positions, before = fit_to_reach([(point.x1, point.x2) for point in points])
    fitted = tuple(
        OwnPoint(float(x1), float(x2), point.label) for (x1, x2), point in zip(positions, points, strict=True)
    )
    said = []
    for name, (low, high), column in zip(("x₁", "x₂"), before, positions.T, strict=True):
        if (low, high) != (column.min(), column.max()):
            now = f"{theme.number(column.min())} … {theme.number(column.max())}"
            said.append(
                f"{name} ran from {theme.number(low)} to {theme.number(high)} and is drawn and learned as {now}"
            )
    return fitted, "; ".join(said)


def written(points: tuple[OwnPoint, ...]) -> str:
    """The points as text that parse_points reads back."""
    return "x1, x2, class\n" + "".join(f"{p.x1!r}, {p.x2!r}, {p.label}\n" for p in points)
