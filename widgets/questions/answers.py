"""Whether an answer that was typed is right, and what there is to say of one that is not.

How exact an answer has to be follows from the number itself and from how the book prints it: a whole number exactly, a
decimal one to half a unit of the digits that are printed, or as far as it was itself rounded, to two digits at least.
"""

from __future__ import annotations

import re
from functools import lru_cache

from widgets.kit.plain import plain
from widgets.kit.written_numbers import NotANumber, Number, Reading, readings

RELATIVE = 0.005
"""Readers go on with rounded numbers: so far, as a share of the right number, the last digits may be off."""
_CLOSE = 0.03


@lru_cache(maxsize=1024)
def wanted(text: str) -> Reading:
    """The numbers of a right answer as a lesson or the book writes them: `3 × 2`, `−0.15, 0.1`, `3.2·10⁻⁵`."""
    return tuple(readings(part)[0][0] for part in re.split(r"\s*×\s*|,\s+", text))


def same_answer(given: str, expected: str, *, percent: bool = False) -> bool:
    """Whether two answers have the same numbers in the same order, however they are written: '(3,2)' is '3 × 2'.

    Of the ways in which `given` may be read those count that have as many numbers as `expected`. percent: the question
    asks for per cent.
    """
    right = wanted(expected)
    try:
        ways = readings(given, percent=percent)
    except NotANumber:
        return False
    return any(_match(way, right) for way in ways)


def _match(given: Reading, right: Reading) -> bool:
    return len(given) == len(right) and all(_same(a, b) for a, b in zip(given, right, strict=True))


def _same(given: Number, right: Number) -> bool:
    off = abs(given.value - right.value)
    if right.value.is_integer() and right.unit >= 1:
        # A whole number may be a rounded one: the book prints three decimals and no zeros after them.
        return off == 0 if given.value.is_integer() else off <= 0.0005
    typed = given.unit / 2 if given.digits >= 2 else 0.0
    # The last bit of a decimal fraction must not decide.
    return off <= 1.001 * (right.unit / 2 + typed + RELATIVE * abs(right.value))


def about(given: str, expected: str, *, percent: bool = False) -> str:
    """What to say of a wrong answer that no lesson foresaw, from its numbers alone; "" if there is nothing to say."""
    right = wanted(expected)
    try:
        ways = readings(given, percent=percent)
    except NotANumber as error:
        return plain(str(error)) + (f" The answer is {_counted(len(right))}." if len(right) > 1 else "")
    fitting = [way for way in ways if len(way) == len(right)]
    if not fitting:
        return f"The answer is {_counted(len(right))}; yours has {_counted(len(ways[0]))}."
    return next((said for way in fitting if (said := _slip(way, right, percent))), "")


def _slip(given: Reading, right: Reading, percent: bool) -> str:
    if _match(tuple(Number(-n.value, n.unit, n.digits) for n in given), right):
        return "The size is right and the sign is wrong."
    if len(given) > 1 and _match(given[::-1], right):
        return "Both numbers are right, and in the wrong order."
    if percent and _match(tuple(Number(100 * n.value, 100 * n.unit, n.digits) for n in given), right):
        return "The question asks for percent, which is a hundred times as much."
    if not percent and _match(tuple(Number(n.value / 100, n.unit / 100, n.digits) for n in given), right):
        return "That is the number in percent. A percent is a hundredth."
    if all(_rounded(a, b) for a, b in zip(given, right, strict=True)):
        return "That is rounded too far: give it with more digits."
    if not right[0].value.is_integer() and all(_close(a, b) for a, b in zip(given, right, strict=True)):
        return "That is close. Work with more decimals, and round only at the end."
    return ""


def _rounded(given: Number, right: Number) -> bool:
    return bool(given.value) and abs(given.value - right.value) <= 0.501 * given.unit


def _close(given: Number, right: Number) -> bool:
    return abs(given.value - right.value) <= _CLOSE * abs(right.value)


def _counted(count: int) -> str:
    return "one number" if count == 1 else f"{count} numbers"
