"""Reading the parameters of an address: bounded, because anybody can write an address, and part by part.

Each of the first functions returns a reader: reader(name, text) is the value, or raises ValueError naming the
parameter, what it may be, and what came. What is around a value by mistake, such as the full stop of a sentence that
ended with the address, is forgiven.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches
from math import isfinite
from typing import Any

Reader = Callable[[str, str], Any]
# What other sites and programs add to an address, and what is for Streamlit.
_NOT_OURS = re.compile(r"(?i)utm_.*|.*clid|embed.*|ref|source|lang|hl|v")


MOST_NAMED = 3


def bare(text: str) -> str:
    """A value without the signs that an address picks up in a sentence, a bracket or a quotation."""
    return text.strip(" \t\n\"'“”‘’<>()[]").rstrip(".,;:!?)")


def read_parts(given: Mapping[str, str], readers: Mapping[str, Reader]) -> tuple[dict[str, Any], list[str]]:
    """The values of all parts that can be read, by name, and for each of the others what is wrong with it."""
    values, unread = {}, []
    for name, text in given.items():
        try:
            values[name] = readers[name](name, text)
        except ValueError as error:
            unread.append(str(error))
    return values, unread


def unknown(names: Iterable[str], known: Collection[str]) -> list[str]:
    """A sentence for each parameter that there is not, with the one that may be meant; of many the first."""
    others = [name for name in names if name not in known and not _NOT_OURS.fullmatch(name)]
    said = []
    for name in others[:MOST_NAMED]:
        squeezed = {re.sub(r"[\W_]", "", other.lower()): other for other in known}
        near = get_close_matches(re.sub(r"[\W_]", "", name.lower()), squeezed, n=1, cutoff=0.7)
        meant = f"; is {squeezed[near[0]]} meant?" if near else ""
        said.append(f"{name[:40]}: there is no such setting{meant}")
    return [*said, f"and {len(others) - MOST_NAMED} more that there are not"] if len(others) > MOST_NAMED else said


def integer(low: int, high: int) -> Reader:
    """A whole number within [low, high]."""

    def read(name: str, text: str) -> int:
        text = bare(text)
        if not (text.isascii() and text.isdecimal()) or len(text) > 9 or not low <= int(text) <= high:
            raise ValueError(f"{name}: expected a whole number from {low} to {high}, got '{text[:40]}'")
        return int(text)

    return read


def number(low: float, high: float, *, above: bool = False) -> Reader:
    """A number from low to high; with `above`, low itself is too small."""
    expected = f"a number above {low:.10g} and at most {high:.10g}" if above else f"a number from {low:g} to {high:g}"

    def read(name: str, text: str) -> float:
        text = bare(text)
        try:
            value = float(text) if len(text) <= 40 else float("nan")
        except ValueError:
            value = float("nan")
        if not isfinite(value) or not low <= value <= high or (above and value == low):
            raise ValueError(f"{name}: expected {expected}, got '{text[:40]}'")
        return value

    return read


def choice(choices: Iterable[str]) -> Reader:
    """One of the given words."""
    allowed = tuple(choices)
    plainly = {re.sub(r"[\W_]", "", word.lower()): word for word in allowed}

    def read(name: str, text: str) -> str:
        word = text if text in allowed else plainly.get(re.sub(r"[\W_]", "", text.lower()[:80]))
        if word is None:
            raise ValueError(f"{name}: expected one of {', '.join(allowed)}, got '{text[:40]}'")
        return word

    return read


def switch() -> Reader:
    """On or off: 1 or 0, true or false, yes or no."""

    def read(name: str, text: str) -> bool:
        word = bare(text).lower()
        if word not in _ON | _OFF:
            raise ValueError(f"{name}: expected a whole number from 0 to 1, got '{text[:40]}'")
        return word in _ON

    return read


_ON, _OFF = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def list_of(read_one: Reader, low: int, high: int, *, sign: str = "-", exact: bool = False) -> Reader:
    """From low to high values joined by a sign; an empty text is an empty list.

    exact: of words, whose brackets and full stops are their own.
    """

    def read(name: str, text: str) -> tuple[Any, ...]:
        text = text if exact else bare(text)
        parts = text.split(sign) if text else []
        if not low <= len(parts) <= high:
            raise ValueError(f"{name}: expected {low} to {high} entries joined by '{sign}', got {len(parts)}")
        return tuple(read_one(name, part) for part in parts)

    return read


def words(most: int) -> Reader:
    """Up to so many characters of text, as somebody wrote them."""

    def read(name: str, text: str) -> str:
        if not 0 < len(text) <= most or not text.isprintable():
            raise ValueError(f"{name}: expected 1 to {most} characters, got '{text[:40]}'")
        return text

    return read
