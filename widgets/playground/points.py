"""The reader's own points: made of what was read, moved into the picture, and written out again."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from studies.playground.points import Units, units_of
from widgets.kit import theme
from widgets.playground.reading import LEFT_OUT, UNCHOSEN, Choice, Reading, class_word, grouped, number_in, quoted, read
from widgets.playground.settings import OwnAxis, OwnPoint, Settings, tidy_name


@dataclass(frozen=True)
class OwnData:
    """Points with the names of their classes and coordinates, and what the reader should know of how they were read."""

    own: tuple[OwnPoint, ...]
    classes: tuple[str, ...] = ()
    axes: tuple[OwnAxis, ...] = ()
    remark: str = ""

    def changes(self) -> dict[str, Any]:
        """As settings of the playground."""
        return {"data": "own", "own": self.own, "classes": self.classes, "axes": self.axes}


def parse_points(text: str, choice: Choice = UNCHOSEN) -> OwnData:
    """Points from lines `x1, x2, class`, as chosen and else as is most likely. Raises ValueError naming the line."""
    return points_of(read(text, choice))


def points_of(reading: Reading) -> OwnData:
    """The points of a table. Coordinates beyond the picture are moved and stretched, which is said.

    Raises ValueError naming the line and the column of what is no number, or the class that has no row.
    """
    label_of = dict(reading.classes)
    rows = [(row, label_of[class_word(row.cells[2])]) for row in reading.cells()]
    taken = [(row, label) for row, label in rows if label != LEFT_OUT]
    if not taken:
        raise ValueError("Every row is left out. Give at least one word a class.")
    _check_labels({label for _, label in taken})
    positions = [(reading.coordinate(row, 0), reading.coordinate(row, 1)) for row, _ in taken]
    units = units_of(positions)
    own = tuple(OwnPoint(x1, x2, label) for (x1, x2), (_, label) in zip(positions, taken, strict=True))
    axes = _axes(reading, units)
    said = [*reading.said, _about_classes(reading, [label for _, label in rows]), _about_commas(reading)]
    said.append(
        "; ".join(
            _about_place(*about) for about in zip(axes or _PLAIN, units, zip(*positions, strict=True), strict=True)
        ).strip("; ")
    )
    return OwnData(own, _class_names(reading), axes, ". ".join(part for part in said if part))


_PLAIN = (OwnAxis("x₁"), OwnAxis("x₂"))


def _check_labels(labels: set[int]) -> None:
    missing = set(range(max(labels))) - labels
    if missing and labels != {1}:
        raise ValueError(f"No row is class {min(missing)}: count the classes from 0 without a gap.")


def _class_names(reading: Reading) -> tuple[str, ...]:
    names = tuple(tidy_name(name) or f"class {i}" for i, name in enumerate(reading.names))
    return tuple(f"{i}: {name}"[:24] if names.count(name) > 1 else name for i, name in enumerate(names))


def _axes(reading: Reading, units: tuple[Units, Units]) -> tuple[OwnAxis, ...]:
    """The coordinates as the heading calls them; none where they are x1 and x2 in the picture's own units."""
    headings = [tidy_name(reading.headings[column]) for column in reading.columns[:2]]
    plain = [heading.lower().replace(" ", "") in ("", "x1", "x2") for heading in headings]
    names = [
        usual.name if is_plain else heading for usual, heading, is_plain in zip(_PLAIN, headings, plain, strict=True)
    ]
    axes = tuple(OwnAxis(name, unit.centre, unit.size) for name, unit in zip(names, units, strict=True))
    return () if axes == _PLAIN else axes


def _about_classes(reading: Reading, labels: Sequence[int]) -> str:
    """Which words became which class, and which became none."""
    if not reading.names or "classes" not in reading.open:
        return ""
    count = Counter(labels)
    listed = [f"class {i} is {name}" for i, name in enumerate(reading.names) if name != f"class {i}"]
    said = " and ".join(part for part in (", ".join(listed[:-1]), *listed[-1:]) if part)
    left = [word for word, label in reading.classes if label == LEFT_OUT]
    if left:
        rows = "1 row" if count[LEFT_OUT] == 1 else f"{count[LEFT_OUT]:,} rows"
        said += f"; {rows} of {', '.join(left)} {'is' if count[LEFT_OUT] == 1 else 'are'} left out"
    return said[:1].upper() + said[1:]


def _about_commas(reading: Reading) -> str:
    cell = grouped(reading)
    if "thousands" not in reading.open or not cell:
        return ""
    return f"{quoted([cell])} was read as {theme.number(number_in(cell, reading.thousands) or 0.0, 6)}"


def _about_place(axis: OwnAxis, units: Units, column: Sequence[float]) -> str:
    if units == Units():
        return ""
    ends = [min(column), max(column)]
    low, high = map(theme.number, ends)
    now = " … ".join(theme.number(end) for end in units.mine(ends).tolist())
    return f"{axis.name} runs from {low} to {high} and is drawn and learned as {now}"


def written(settings: Settings) -> str:
    """The reader's points as text, in their own units and words, that is read as the same points again."""
    if not settings.axes and not settings.classes:
        return "x1, x2, class\n" + "".join(f"{p.x1!r}, {p.x2!r}, {p.label}\n" for p in settings.own)
    names = settings.class_names if settings.classes else tuple(map(str, range(settings.class_count)))
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow([axis.name.replace("₁", "1").replace("₂", "2") for axis in settings.axes or _PLAIN] + ["class"])
    table.writerows([repr(point.x1), repr(point.x2), names[point.label]] for point in settings.own)
    return lines.getvalue()


def rounded(axis: OwnAxis, value: float) -> float:
    """A coordinate of the picture in the reader's units, to as many digits as a click has."""
    if axis.units == Units():
        return value
    theirs = float(axis.units.theirs(value))
    digits = max(1, 4 + math.ceil(math.log10(max(1.0, abs(axis.centre / axis.size)))))
    return float(f"{theirs:.{min(digits, 15)}g}")
