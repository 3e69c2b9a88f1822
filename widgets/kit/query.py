"""Reading the parameters of an address: strict and bounded, because anybody can write an address.

Each function returns a reader: reader(name, text) is the value, or raises ValueError naming the parameter, what it may
be, and what came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any

Reader = Callable[[str, str], Any]


def integer(low: int, high: int) -> Reader:
    """A whole number within [low, high]."""

    def read(name: str, text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or len(text) > 9 or not low <= int(text) <= high:
            raise ValueError(f"{name}: expected a whole number from {low} to {high}, got '{text[:40]}'")
        return int(text)

    return read


def number(low: float, high: float, *, above: bool = False) -> Reader:
    """A number from low to high; with `above`, low itself is too small."""
    expected = f"a number above {low:.10g} and at most {high:.10g}" if above else f"a number from {low:g} to {high:g}"

    def read(name: str, text: str) -> float:
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

    def read(name: str, text: str) -> str:
        if text not in allowed:
            raise ValueError(f"{name}: expected one of {', '.join(allowed)}, got '{text[:40]}'")
        return text

    return read


def list_of(read_one: Reader, low: int, high: int, *, sign: str = "-") -> Reader:
    """From low to high values joined by a sign; an empty text is an empty list."""

    def read(name: str, text: str) -> tuple[Any, ...]:
        parts = text.split(sign) if text else []
        if not low <= len(parts) <= high:
            raise ValueError(f"{name}: expected {low} to {high} entries joined by '{sign}', got {len(parts)}")
        return tuple(read_one(name, part) for part in parts)

    return read
