"""The reader's own points, read from text: data to be checked, line by line."""

from __future__ import annotations

from math import isfinite

from studies.playground.points import fit_to_reach
from widgets.kit import theme
from widgets.playground.settings import MOST_OWN_POINTS, OwnPoint

MOST_BYTES = 1_000_000
_MOST_CELL = 60  # characters; no number is longer


def parse_points(text: str) -> tuple[tuple[OwnPoint, ...], str]:
    """Points from lines `x1, x2, class`, and a remark for the reader on what was done to them ("" if nothing).

    Commas, semicolons, tabs or spaces separate; empty lines and one heading line are skipped; the class is 0 or 1 (−1
    is read as 0). Coordinates beyond the picture are moved and stretched. Raises ValueError naming the line.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"This is {len(text):,} characters long; at most {MOST_BYTES:,} are read.")
    points: list[OwnPoint] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        cells = _cells(line)
        if not cells or (number == 1 and not any(_is_number(cell) for cell in cells)):
            continue
        if len(points) == MOST_OWN_POINTS:
            raise ValueError(
                f"Line {number}: this would be point {MOST_OWN_POINTS + 1:,}; at most {MOST_OWN_POINTS:,}."
            )
        points.append(_point(number, cells))
    if not points:
        raise ValueError("There is no point in this text. Write one on each line, like this: 0.5, -1.2, 1")
    return _fitted(points)


def _cells(line: str) -> list[str]:
    for sign in (";", "\t", ","):
        if sign in line:
            return [cell.strip().strip('"') for cell in line.split(sign)]
    return line.split()


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _point(line: int, cells: list[str]) -> OwnPoint:
    if len(cells) != 3:
        raise ValueError(f"Line {line}: expected three numbers, x1, x2 and class, got {len(cells)}: {_quoted(cells)}")
    values = []
    for name, cell in zip(("x1", "x2", "class"), cells, strict=True):
        # A cell that is too long is no number; float would spend time on it.
        if len(cell) > _MOST_CELL or not _is_number(cell) or not isfinite(float(cell)):
            raise ValueError(f"Line {line}: {name} must be a number, got {_quoted([cell])}")
        values.append(float(cell))
    x1, x2, label = values
    if label not in (0, 1, -1):
        raise ValueError(f"Line {line}: the class must be 0 or 1, got {_quoted(cells[2:])}")
    return OwnPoint(x1, x2, int(label == 1))


def _quoted(cells: list[str]) -> str:
    text = ", ".join(cells)
    return f"'{text}'" if len(text) <= 40 else f"'{text[:37]}...'"


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
