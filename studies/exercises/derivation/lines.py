"""One-line cells: what is given, what is asked for, and the slips that are known, all as expressions of NumPy.

A line is evaluated with what is given and with the true values of the lines before it, so that an error in one of them
blocks none after it.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mlp_core.checks import Array
from studies.exercises.report import Refused, as_numbers, call, named, nearly, same

Values = dict[str, Any]
_MOST_ROWS, _MOST_COLUMNS = 12, 8  # of an answer that is drawn


@dataclass(frozen=True)
class Line:
    """A line. name: the variable it gives. formula: what that is, in LaTeX. right: an expression. why: its reason.

    slips: wrong expressions, each with what to say of it.
    """

    name: str
    formula: str
    right: str
    why: str
    slips: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Given:
    """A variable that a line may use. expression: how it is made of those before, "" if drawn. says: its words."""

    name: str
    expression: str
    says: str


@dataclass(frozen=True)
class Lines:
    """A set of lines. draw(case): the numbers that it starts from, see SHOWN."""

    name: str
    given: tuple[Given, ...]
    lines: tuple[Line, ...]
    draw: Callable[[int], Values]

    def values(self, case: int, before: str = "") -> Values:
        """All that a line may use: what is given, and the true values of the lines before it."""
        values = {"np": np, **self.draw(case)}
        for given in self.given:
            if given.expression:
                values[given.name] = evaluated(given.expression, values)
        for line in self.lines:
            if line.name == before:
                break
            values[line.name] = evaluated(line.right, values)
        return values

    def line(self, name: str) -> Line:
        """The line of that name."""
        return next(line for line in self.lines if line.name == name)

    def names(self, before: str) -> tuple[str, ...]:
        """The variables that a line may use, in order."""
        lines = [line.name for line in self.lines]
        return (*(given.name for given in self.given), *lines[: lines.index(before)])


SHOWN, OTHER, ALIKE = 0, 1, (2, 3, 4)
"""The cases: the one that is shown, one with other sizes, and some in which a missing transpose fits."""


def evaluated(expression: str, values: Mapping[str, Any]) -> Any:
    """The value of one of the book's own expressions."""
    return eval(expression, dict(values))


@dataclass(frozen=True)
class LineReport:
    """How a line compares with the exact derivative.

    verdict: exact, to rounding, nearly, wrong, or none where there is nothing to compare. entries: the reader's matrix
    as rows of numbers, where it has the right shape; wrong: the places of the entries that are off, [row, column].
    """

    verdict: str
    say: str = ""
    entries: tuple[tuple[float, ...], ...] = ()
    wrong: tuple[tuple[int, int], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the line is right."""
        return self.verdict in ("exact", "to rounding")

    def to_plain(self) -> dict[str, Any]:
        """Lists, dicts, texts and truth values only; checks, remarks and a curve as other reports have them."""
        return asdict(self) | {"passed": self.passed, "checks": [], "remarks": [], "curve": []}


def program(lines: Lines, name: str, text: str) -> str:
    """The reader's line as a program that defines `answer`, a function of all that the line may use.

    The line may repeat the name that it gives: 'dS1 = …'. Raises ValueError if it is not one expression.
    """
    bare = re.sub(rf"^\s*{name}\s*=(?!=)", "", text).strip()
    if not bare:
        raise ValueError("There is nothing here yet.")
    if "\n" in bare:
        raise ValueError("Write a single line.")
    try:
        ast.parse(bare, mode="eval")
    except (SyntaxError, ValueError):
        if re.match(r"\w+\s*[-+*/@]?=(?!=)", bare):
            raise ValueError(f"Write only what is on the right of {name} = …") from None
        if _is_statement(bare):
            raise ValueError("Write one expression, as on the right of an equals sign.") from None
        return bare  # the runner says what is wrong with it, and knows the signs that a printed formula has
    return f"import numpy as np\nanswer = lambda {', '.join(lines.names(name))}: ({bare})"


def _is_statement(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def grade(lines: Lines, name: str, namespace: Mapping[str, Any]) -> LineReport:
    """Compare what `answer` gives for the true values with the line's own value."""
    line = lines.line(name)
    shown = lines.values(SHOWN, name)
    right = np.asarray(evaluated(line.right, shown), dtype=float)
    try:
        value = _answer(lines, name, namespace, SHOWN)
    except Refused as refused:
        said = _slip(lines, line, namespace, *ALIKE) if refused.shapes else ""
        return LineReport("wrong", said or _of_error(refused, lines, name))
    if value.shape != right.shape:
        said = _slip(lines, line, namespace, SHOWN, *ALIKE)
        return LineReport("wrong", said or _of_shape(value, right))
    entries, wrong = _entries(value, right)
    if same(value, right):
        verdict = "exact" if np.array_equal(value, right) else "to rounding"
        return _elsewhere(lines, line, namespace, LineReport(verdict, "", entries))
    said = _slip(lines, line, namespace, SHOWN)
    close = nearly(value, right)
    if said or not close:
        return LineReport("wrong", said or _of_factor(value, right) or _of_place(value, right), entries, wrong)
    return LineReport("nearly", close, entries, wrong)


def _of_error(refused: Refused, lines: Lines, name: str) -> str:
    if isinstance(refused.__cause__, NameError):
        return f"There is no {refused.__cause__.name} here. This line may use {', '.join(lines.names(name))}, and np."
    return re.sub(r"^<lambda> ends( with \w+) in line \d+", r"The line ends\1", str(refused))


def _elsewhere(lines: Lines, line: Line, namespace: Mapping[str, Any], report: LineReport) -> LineReport:
    """The report, if the line holds for other numbers and sizes too."""
    for case in (OTHER, *ALIKE):
        right = np.asarray(evaluated(line.right, lines.values(case, line.name)), dtype=float)
        try:
            if same(_answer(lines, line.name, namespace, case), right):
                continue
        except Refused:
            pass
        return LineReport("wrong", "That is right for these numbers, but not for others. Write it with the variables.")
    return report


def _answer(lines: Lines, name: str, namespace: Mapping[str, Any], case: int) -> Array:
    values = lines.values(case, name)
    given = [np.copy(value) if isinstance(value, np.ndarray) else value for value in map(values.get, lines.names(name))]
    with np.errstate(all="ignore"):
        return as_numbers(call(namespace["answer"], *given), "The line")


def _slip(lines: Lines, line: Line, namespace: Mapping[str, Any], *cases: int) -> str:
    """What to say of the first known slip that gives what the reader's line gives, in the first case that tells."""
    for case in cases:
        try:
            value = _answer(lines, line.name, namespace, case)
        except Refused:
            continue
        values = lines.values(case, line.name)
        if same(value, np.asarray(evaluated(line.right, values), dtype=float)):
            continue
        said = named(value, _made(line, values))
        if said:
            return said
    return ""


def _made(line: Line, values: Values) -> Iterator[tuple[Array, str]]:
    """What the slips make of these values; those whose shapes do not fit make nothing."""
    for wrong, say in line.slips:
        try:
            with np.errstate(all="ignore"):
                yield np.asarray(evaluated(wrong, values), dtype=float), say
        except (ValueError, IndexError):
            continue


def _of_shape(value: Array, right: Array) -> str:
    if value.shape == right.shape[::-1] and right.ndim == 2:
        return f"It is transposed: the shape should be {right.shape}, and yours is {value.shape}."
    return f"The shape should be {right.shape or 'that of a single number'}; yours is {value.shape or 'a number'}."


def _of_factor(value: Array, right: Array) -> str:
    if not right.any():
        return ""
    factor = float((value * right).sum() / (right * right).sum())
    if not factor or not same(value, factor * right):
        return ""
    if factor == -1 or np.isclose(factor, -1):
        return "The sign is wrong."
    return f"Every entry is {factor:.4g} times the right one."


def _of_place(value: Array, right: Array) -> str:
    off = np.atleast_1d(~np.isclose(value, right, rtol=1e-5, atol=1e-6 * float(np.abs(right).max(initial=0.0))))
    if off.all():
        return "No entry is right, and none of the usual slips gives them."
    return f"{int(off.sum())} of {off.size} entries are wrong; they are marked."


def _entries(value: Array, right: Array) -> tuple[tuple[tuple[float, ...], ...], tuple[tuple[int, int], ...]]:
    """The numbers as rows, and the places of those that are off; of many the first rows and columns."""
    rows, exact = (np.atleast_2d(array)[:_MOST_ROWS, :_MOST_COLUMNS] for array in (value, right))
    scale = float(np.abs(right).max(initial=0.0))
    off = ~np.isclose(rows, exact, rtol=1e-5, atol=1e-6 * scale + 1e-12)
    numbers = tuple(tuple(float(number) for number in row) for row in np.nan_to_num(rows, nan=0.0))
    return numbers, tuple((int(i), int(j)) for i, j in np.argwhere(off))
