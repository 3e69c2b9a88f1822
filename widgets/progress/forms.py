"""The form that each kind of kept progress has. What does not fit is as if it were not there.

A progress file may come from another edition, another hand or a damaged disk: nothing of it is used before its form is
known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from mlp_core import ACTIVATIONS

Fits = Callable[[Any], bool]

_LONG, _SHORT = 200_000, 500  # characters
_MANY = 10_000  # entries of a list
_DEEPEST = 12


def fits(kind: str, name: str, value: Any) -> bool:
    """Whether a value has the form that is kept under this kind and name; what this edition does not know has none."""
    form = _ASSIGNMENTS.get(name) if kind == "assignments" else _FORMS.get(kind)
    return form is not None and form(value)


def too_deep(value: Any) -> bool:
    """Whether lists and dicts stand in one another deeper than anything that the book keeps."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            part
            for outer in level
            if isinstance(outer, dict | list)
            for part in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return bool(level)


def _text(most: int) -> Fits:
    return lambda value: isinstance(value, str) and len(value) <= most


def _number(low: float, high: float, kind: type[int] | type[float] = float) -> Fits:
    """A number within [low, high]; where floats are wanted, whole ones are welcome too."""
    kinds = int if kind is int else int | float

    def check(value: Any) -> bool:
        return isinstance(value, kinds) and not isinstance(value, bool) and low <= value <= high and isfinite(value)

    return check


def _list(of: Fits, low: int, high: int) -> Fits:
    return lambda value: isinstance(value, list) and low <= len(value) <= high and all(map(of, value))


def _table(needed: Mapping[str, Fits], optional: Mapping[str, Fits] | None = None) -> Fits:
    """A dict that has all that is needed, and of the rest only what fits."""
    known = {**(optional or {}), **needed}

    def check(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and needed.keys() <= value.keys()
            and all(known[name](part) for name, part in value.items() if name in known)
        )

    return check


def _bool(value: Any) -> bool:
    return isinstance(value, bool)


def _network(value: Any) -> bool:
    """The parameters of a network's address: texts by name."""
    texts = [*value, *value.values()] if isinstance(value, dict) else [None]
    return len(texts) <= 60 and all(map(_text(_SHORT), texts))


_RATE = _number(0.0001, 10)
_TRY = _table(
    {
        "activations": _list(lambda name: isinstance(name, str) and name in ACTIVATIONS, 3, 3),
        "learning_rate": _RATE,
        "seed": _number(0, 9999, int),
        "loss": _number(0, 1e300),
        "digits": _list(_number(0, 9, int), 10, 10),
        "stopped": _text(_SHORT),
    }
)
_ASSIGNMENTS: dict[str, Fits] = {
    "assignment-a": _table(
        {}, {"rate": _number(0.001, 10), "iterations": _number(10, 5000, int), "conclusion": _text(_LONG)}
    ),
    "assignment-b": _list(_TRY, 0, _MANY),
}
_FORMS: dict[str, Fits] = {
    "code": _table({"edition": _text(_SHORT), "text": _text(_LONG)}),
    "exercises": _table({"solved": _bool, "tries": _list(_text(_LONG), 0, _MANY)}),
    "answers": _table({"given": _text(_SHORT), "network": _network, "right": _bool}),
}
