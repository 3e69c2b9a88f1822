"""Exercise: set up the seven-segment data."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from mlp_core.checks import Array
from mlp_core.datasets import seven_segment
from studies.exercises.report import Check, Refused, Report, as_numbers, find, named, same

SEGMENTS = "abcdefg"
# Displays differ in three digits: some draw the 6 without its top, the 9 without its foot, the 7 with a stroke more.
VARIANTS = {6: ("cdefg",), 9: ("abcfg",), 7: ("abcf",)}


def grade_digits(program: Mapping[str, Any]) -> Report:
    """The program sets X (10, 7), which segments a–g are lit for the digits 0–9, and Y (10, 10), one-hot."""
    right = seven_segment()
    checks, remarks = [], []
    for name, say_of in (("X", _say_of_inputs), ("Y", _say_of_targets)):
        try:
            say, remark = say_of(as_numbers(find(program, name, "variable"), name), right.X, right.Y)
        except Refused as refused:
            say, remark = str(refused), ""
        label = "X: ten digits, seven segments" if name == "X" else "Y: ten digits, one-hot"
        checks.append(Check(label, not say, say))
        remarks += [remark] if remark else []
    return Report(tuple(checks), tuple(remarks))


def _say_of_inputs(X: Array, right: Array, targets: Array) -> tuple[str, str]:
    if X.shape == (7, 10):
        return (
            "X has shape (7, 10): it is transposed. Rows are data points, here the digits; columns are segments.",
            "",
        )
    if X.shape != right.shape:
        return f"X should have shape (10, 7), ten digits with seven segments each; yours has {X.shape}.", ""
    if set(np.unique(X)) == {-1.0, 1.0} and same(X > 0, right > 0):
        return "You wrote −1 for a dark segment. In this data set dark is 0.", ""
    if not np.isin(X, (0, 1)).all():
        return "X may hold only 0 (dark) and 1 (lit).", ""
    wrong = [digit for digit in range(10) if not _is_digit(X[digit], digit)]
    if not wrong:
        variants = [str(digit) for digit in range(10) if not same(X[digit], right[digit])]
        remark = f"Your {' and '.join(variants)} is drawn as on other displays, which is as good." if variants else ""
        return "", remark
    say = named(X, _inputs_turned(right))
    if say:
        return say, ""
    digit = wrong[0]
    ours = _lit(right[digit])
    theirs = _lit(X[digit])
    more = f" Nor are the rows of {', '.join(map(str, wrong[1:]))}." if wrong[1:] else ""
    same_as = [other for other in range(10) if _is_digit(X[digit], other)]
    drawn = f", which draws a {same_as[0]}" if same_as else ""
    return (
        f"Row {digit}, the digit {digit}, is not right: it lights {theirs or 'nothing'}{drawn}; "
        f"a {digit} lights {ours}.{more}",
        "",
    )


def _inputs_turned(right: Array) -> Iterator[tuple[Array, str]]:
    yield 1 - right, "0 and 1 are exchanged: a lit segment is 1, a dark one 0."
    yield right[:, ::-1], "The columns run from g to a. They should run from a to g."
    yield (
        right[:, [0, 5, 4, 3, 2, 1, 6]],
        "Left and right are exchanged: b and c are on the right, e and f on the left.",
    )
    yield right[:, [3, 2, 1, 0, 5, 4, 6]], "Top and bottom are exchanged: a is the bar on top, d the one at the bottom."
    yield (
        right[:, [3, 4, 5, 0, 1, 2, 6]],
        "The displays are upside down: a is on top, b is the upper bar on the right.",
    )
    yield right[:, [6, 0, 1, 2, 3, 4, 5]], "The columns are one off: column 0 is a, the bar on top, and column 6 is g."
    yield right[:, [1, 2, 3, 4, 5, 6, 0]], "The columns are one off: column 0 is a, the bar on top, and column 6 is g."
    yield np.roll(right, 1, axis=0), "The rows are one too far down: row 0 holds the 9. Row 0 should be the digit 0."
    yield np.roll(right, -1, axis=0), "The rows run 1, 2, …, 9, 0. The first row, row 0, should be the digit 0."
    yield right[::-1], "The rows run from 9 down to 0. Row 0 should be the digit 0."


def _is_digit(row: Array, digit: int) -> bool:
    lit = _lit(row)
    return lit == _lit(seven_segment().X[digit]) or lit in VARIANTS.get(digit, ())


def _lit(row: Array) -> str:
    return "".join(segment for segment, on in zip(SEGMENTS, row, strict=True) if on)


def _say_of_targets(Y: Array, inputs: Array, right: Array) -> tuple[str, str]:
    digits = np.arange(10.0)
    if Y.shape in ((10,), (10, 1), (1, 10)) and np.array_equal(np.sort(Y.ravel()), digits):
        return (
            f"Y has shape {Y.shape}: the digits as numbers. One-hot means a row of ten numbers for each digit, 1 in "
            "the column of that digit and 0 elsewhere, so that no digit is nearer to another.",
            "",
        )
    if Y.shape != right.shape:
        return (
            f"Y should have shape (10, 10), ten digits with one column for each possible answer; yours has {Y.shape}.",
            "",
        )
    if same(Y, right):
        return "", ""
    say = named(
        Y,
        (
            (right[::-1], "The ones run from the top right to the bottom left: row 0 says that the digit 0 is a 9."),
            (1 - right, "0 and 1 are exchanged: the right answer is the one 1 in its row."),
            (
                np.roll(right, 1, axis=1),
                "The ones are one column too far right: columns count from 0, like the digits.",
            ),
            (np.roll(right, -1, axis=1), "The ones are one column too far left: column 0 belongs to the digit 0."),
            (np.tile(digits, (10, 1)), "Every row holds the digits 0 to 9. One-hot means a single 1 and nine zeros."),
            (np.ones((10, 10)), "Every entry is 1, so every answer would be right for every digit."),
            (np.zeros((10, 10)), "Every entry is 0: the ones are missing."),
            (2 * right - 1, "You wrote −1 where 0 belongs."),
        ),
    )
    if say:
        return say, ""
    sums = Y.sum(axis=1)
    if not np.isin(Y, (0, 1)).all():
        return "Y may hold only 0 and 1.", ""
    if (sums != 1).any():
        row = int(np.argmax(sums != 1))
        return f"Each row of Y has exactly one 1; row {row} has {int(sums[row])}.", ""
    row = int(np.argmax((right != Y).any(axis=1)))
    return f"Row {row} of Y has its 1 in column {int(Y[row].argmax())}; the digit {row} belongs to column {row}.", ""
