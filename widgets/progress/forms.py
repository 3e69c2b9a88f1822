"""The form that each kind of kept progress has. What does not fit is as if it were not there.

A progress file may come from another edition, another hand or a damaged disk: nothing of it is used before its form is
known.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from math import isfinite
from typing import Any

from mlp_core import ACTIVATIONS

Fits = Callable[[Any], bool]

LONG, _SHORT = 200_000, 500  # characters
_MANY = 10_000  # entries of a list
MOST_TRIES = {"exercises": 50, "assignments": 1000}  # of an exercise; of assignment B, the best ones
_LONGEST_TRY = 2000  # characters; of a longer one only a mark is kept, which tells it from others
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


def try_mark(bare: str) -> str:
    """A try at an exercise as it is kept: its text, or if that is long a mark of it."""
    return bare if len(bare) <= _LONGEST_TRY else "sha256:" + sha256(bare.encode("utf-8", "replace")).hexdigest()


def joined(kind: str, name: str, earlier: Any, later: Any) -> Any:
    """What two copies of the same thing make together. Tries add up; else the later one counts."""
    if not fits(kind, name, later) or not fits(kind, name, earlier):
        return earlier if fits(kind, name, earlier) else later
    if kind == "exercises":
        tries = [*earlier["tries"], *later["tries"]]
        return capped(kind, name, {**earlier, **later, "solved": earlier["solved"] or later["solved"], "tries": tries})
    if name == "assignment-b":
        return capped(kind, name, [*earlier, *later])
    if name == "assignment-a":
        return {**earlier, **later}
    return later


def capped(kind: str, name: str, value: Any) -> Any:
    """The value with each try once and no more tries than are kept. What has no such form is left as it is."""
    if kind == "exercises" and fits(kind, name, value):
        return {**value, "tries": sorted(set(map(try_mark, value["tries"])))[: MOST_TRIES[kind]]}
    if kind == "assignments" and name == "assignment-b" and fits(kind, name, value):
        return _best(value)[: MOST_TRIES[kind]]
    return value


def _best(tries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each entry once, the smallest loss first; those that stopped come last."""
    different: dict[str, dict[str, Any]] = {}
    for kept in sorted(tries, key=_rank, reverse=True):
        different[json.dumps([kept["activations"], float(kept["learning_rate"]), kept["seed"]])] = kept
    return sorted(different.values(), key=_rank)


def _rank(kept: dict[str, Any]) -> tuple[bool, float, str]:
    return bool(kept["stopped"]), kept["loss"], json.dumps(kept, sort_keys=True)


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
        {}, {"rate": _number(0.001, 10), "iterations": _number(10, 5000, int), "conclusion": _text(LONG)}
    ),
    "assignment-b": _list(_TRY, 0, _MANY),
}
_FORMS: dict[str, Fits] = {
    "code": _table({"edition": _text(_SHORT), "text": _text(LONG)}),
    # passed: the last answer that passed, of those that later cells use.
    "exercises": _table({"solved": _bool, "tries": _list(_text(LONG), 0, _MANY)}, {"passed": _text(LONG)}),
    "read": _bool,
    "answers": _table({"given": _text(_SHORT), "network": _network, "right": _bool}),
}
