"""The reader's own matrices put together: do they make a network, and if not, which two disagree?

Parts are called as the reader calls them: X, Y, w0, w1 … for the weights and b0, b1 … for biases. What no part fixes is
free and follows those that do. Nothing here knows where the parts come from: typed, pasted, or from an address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from widgets.kit import theme
from widgets.kit.theme import counted
from widgets.kit.written_matrix import Rows

MOST_POINTS, MOST_WIDTH, MOST_HIDDEN_LAYERS = 10, 12, 4


@dataclass
class Assembly:
    """What the parts make together.

    sizes: neurons per layer. X, Y, weights[l]: as given, () where nothing was; weights have the row of biases first if
    bias. wrong: part -> what does not fit, and with what; empty if all fits. said: how a part was read, if in question.
    """

    sizes: list[int]
    points: int
    bias: bool
    X: Rows = ()
    Y: Rows = ()
    weights: list[Rows] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Background:
    """What holds where no part is given: sizes, points, bias, and the weights in force, with their biases if bias."""

    sizes: tuple[int, ...]
    points: int
    bias: bool
    weights: tuple[Rows, ...] = ()


def assemble(parts: Mapping[str, Rows], back: Background) -> Assembly:
    """Put the parts together from the inputs to the outputs, each held against the one before it."""
    count = _matrices(parts, back)
    bias = back.bias or any(name[0] == "b" for name in parts)
    sizes = (*back.sizes[:-1][:count], *[back.sizes[-2]] * (count + 1 - len(back.sizes)), back.sizes[-1])
    made = Assembly(list(sizes), back.points, bias)
    widths: list[int | None] = [None] * (count + 1)
    if "X" in parts:
        made.X = parts["X"]
        made.points, widths[0] = len(made.X), len(made.X[0])
    for l in range(count):  # noqa: E741 (l is the book's letter for the layer)
        _place(made, widths, parts, back, l)
    _place_targets(made, widths, parts)
    made.sizes = [width or size for width, size in zip(widths, sizes, strict=True)]
    _check_limits(made)
    for l in range(count):  # noqa: E741
        _place_biases(made, parts, back, l)
    return made


def _matrices(parts: Mapping[str, Rows], back: Background) -> int:
    """How many weight matrices there are: those in force, or more if more are given."""
    indices = [int(name[1:]) for name in parts if name[0] in "wb"]
    return max([len(back.sizes) - 1, *(index + 1 for index in indices)])


def _place(made: Assembly, widths: list[int | None], parts: Mapping[str, Rows], back: Background, l: int) -> None:  # noqa: E741
    """The weights w^(l), whose rows count what enters them."""
    given = parts.get(f"w{l}")
    if given is None:
        made.weights.append(())
        return
    given = _in_rows(made, f"w{l}", given, (widths[l] or made.sizes[l], made.sizes[l + 1]))
    rows = len(given)
    if widths[l] is None:
        alone = made.bias and rows == made.sizes[l] and rows != made.sizes[l] + 1
        widths[l] = rows if alone else max(rows - made.bias, 1)
    into = widths[l]
    assert into is not None
    if rows not in (into + made.bias, into):
        made.wrong[f"w{l}"] = _inner(made, parts, l, into, given)
    widths[l + 1] = len(given[0])
    made.weights.append(given)


def _in_rows(made: Assembly, name: str, given: Rows, shape: tuple[int, int]) -> Rows:
    """A single column of numbers as the matrix whose entries they are, row by row."""
    rows, columns = shape
    flat = [value for row in given for value in row]
    if len(given[0]) > 1 or columns == 1:
        return given
    for height in dict.fromkeys((rows + made.bias, rows)):
        if len(flat) == height * columns and height != len(flat):
            made.said.append(f"{label(name)}: one number a cell, read row by row as ({height} × {columns}).")
            return tuple(tuple(flat[i : i + columns]) for i in range(0, len(flat), columns))
    return given


def _inner(made: Assembly, parts: Mapping[str, Rows], l: int, into: int, given: Rows) -> str:  # noqa: E741
    """Why L^(l)·w^(l) does not exist, as the lesson on shapes says it."""
    name, rows = label(f"w{l}"), len(given)
    entering = "X" if l == 0 else f"w{theme.superscript(l - 1)}"
    ones = f", or {into + 1} with the biases as row 0" if made.bias else ""
    return (
        f"{name} is ({rows} × {len(given[0])}), but {entering} has {counted(into, 'column')}: the inner numbers "
        f"disagree, {into} ≠ {rows}. {name} needs {counted(into, 'row')}{ones}."
    )


def _place_targets(made: Assembly, widths: list[int | None], parts: Mapping[str, Rows]) -> None:
    given = parts.get("Y")
    if given is None:
        return
    if "X" in parts and len(given) == 1 and len(given[0]) == len(made.X) > 1 and (widths[-1] or 1) == 1:
        given = tuple((value,) for value in given[0])
        made.said.append(f"Y: a row of {len(given)} numbers, read as a column: one target for each data point.")
    rows, columns = len(given), len(given[0])
    if "X" in parts and rows != len(made.X):
        made.wrong["Y"] = (
            f"Y has {counted(rows, 'row')}, but X has {len(made.X)}: one row of each for every data point, "
            f"N = {len(made.X)}."
        )
    if widths[-1] is not None and columns != widths[-1]:
        last = label(f"w{len(widths) - 2}")
        made.wrong["Y"] = (
            f"Y is ({rows} × {columns}), but Ỹ has {counted(widths[-1], 'column')}, as {last} has: Ỹ − Y needs equal "
            f"shapes."
        )
    if "X" not in parts:
        made.points = rows
    widths[-1] = columns if widths[-1] is None else widths[-1]
    made.Y = given


def _check_limits(made: Assembly) -> None:
    if made.points > MOST_POINTS:
        name = "X" if made.X else "Y"
        made.wrong[name] = f"{name} has {counted(made.points, 'row')}; there can be {MOST_POINTS} data points at most."
    for l, size in enumerate(made.sizes):  # noqa: E741
        if size > MOST_WIDTH:
            name = "X" if l == 0 and made.X else f"w{max(l - 1, 0)}" if l < len(made.sizes) - 1 or not made.Y else "Y"
            made.wrong[name] = f"{label(name)}: a layer of {size} neurons; {MOST_WIDTH} is the most."
    if len(made.sizes) > MOST_HIDDEN_LAYERS + 2:
        last = f"w{len(made.sizes) - 2}"
        made.wrong[last] = f"{label(last)}: there can be {MOST_HIDDEN_LAYERS} hidden layers at most, so w⁽⁰⁾ to w⁽⁴⁾."


def _place_biases(made: Assembly, parts: Mapping[str, Rows], back: Background, l: int) -> None:  # noqa: E741
    """Row 0 of w^(l): as given, or as in force, or 0."""
    given, biases = made.weights[l], parts.get(f"b{l}")
    fan_in, fan_out = made.sizes[l], made.sizes[l + 1]
    if not made.bias or (not given and biases is None) or made.wrong:
        return
    now = back.weights[l] if l < len(back.weights) else ()
    now_fits = bool(now) and len(now) == fan_in + back.bias and len(now[0]) == fan_out
    if not given:
        if not now_fits:
            made.wrong[f"b{l}"] = f"{label(f'b{l}')} is given, but {label(f'w{l}')} for these sizes is not yet."
            return
        given = now[back.bias :]
    without = given[1:] if len(given) == fan_in + 1 else given
    row = given[0] if len(given) == fan_in + 1 else now[0] if now_fits and back.bias else (0.0,) * fan_out
    if biases is not None:
        flat = tuple(value for line in biases for value in line)
        if len(flat) not in (1, fan_out):
            made.wrong[f"b{l}"] = (
                f"{label(f'b{l}')} has {counted(len(flat), 'number')}, but {label(f'w{l}')} has "
                f"{counted(fan_out, 'column')}: one bias for each, or a single one for all."
            )
            return
        row = flat * fan_out if len(flat) == 1 else flat
    made.weights[l] = (row, *without)


def label(name: str) -> str:
    """A part as the book writes it: X, w⁽⁰⁾, b⁽¹⁾."""
    return name[0] + theme.superscript(int(name[1:])) if name[1:].isdigit() else name


def resized(rows: Rows, shape: tuple[int, int], fill: Sequence[Sequence[float]]) -> Rows:
    """The matrix cut or filled to a shape (rows, columns); what is new is taken from the same place of fill."""
    height, width = shape
    return tuple(
        tuple(rows[i][j] if i < len(rows) and j < len(rows[i]) else float(fill[i][j]) for j in range(width))
        for i in range(height)
    )


def as_rows(values: Sequence[Sequence[float]]) -> Rows:
    """A matrix, be it an array or lists, as rows that can be compared."""
    return tuple(tuple(float(value) for value in row) for row in values)
