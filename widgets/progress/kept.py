"""What is kept of a reader, with the time of each part, so that two copies of it can be brought together.

Two tabs, two windows or two devices each hold a copy. `merged` joins them without losing an answer: what only one has
is taken, and where both have something under the same kind and name the one written later wins. What was taken away has
a time and no value. The order of merging does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from widgets.progress import forms

Kinds = dict[str, dict[str, Any]]
Times = dict[str, dict[str, int]]  # in milliseconds since 1970; what has none was written by an earlier edition
LATEST = 10**14  # far in the future; what claims to be later has no time


class CannotBeKept(ValueError):
    """A value that could not be read back; its text says why, for the reader."""


@dataclass(frozen=True)
class Progress:
    """Values by kind and name, when each was written or taken away, and when a reader last began anew (0: never).

    It is never changed in place: each change gives another one.
    """

    kinds: Kinds = field(default_factory=dict)
    times: Times = field(default_factory=dict)
    begun: int = 0

    def get(self, kind: str, name: str) -> Any:
        """The value if there is one and it has the form of its kind, else None."""
        value = self.kinds.get(kind, {}).get(name)
        return value if forms.fits(kind, name, value) else None

    def time(self, kind: str, name: str) -> int:
        """When it was written or taken away, 0 if nobody knows."""
        return self.times.get(kind, {}).get(name, 0)

    def put(self, kind: str, name: str, value: Any, now: int) -> Progress:
        """With a value made of dicts, lists, texts and numbers; None takes it away. Raises CannotBeKept."""
        if value is not None:
            value = _clean(kind, name, value)
        had = self.kinds.get(kind, {}).get(name)
        if value == had and (value is not None or not self._knows(kind, name)):
            return self
        time = max(now, self.time(kind, name) + 1, self.begun + 1)  # later, even if the clock was set back
        time = min(time, LATEST)
        return self._with(kind, name, value, time)

    def merged(self, other: Progress) -> Progress:
        """Everything of both, except what was written before a reader began anew."""
        begun = max(self.begun, other.begun)
        together = Progress(begun=begun)
        for kind, name in sorted({*self._names(), *other._names()}):
            value, time = _later(kind, name, self._entry(kind, name), other._entry(kind, name))
            if time > begun or not begun:
                _set(together, kind, name, value, time)
        return together

    def with_file(self, file: Progress, now: int) -> Progress:
        """With what a reader brings back in a file: it counts even if a reader began anew after it was written.

        What was taken away in the file stays here, and what was taken away here comes back with it: nothing is lost.
        """
        fresh = Progress()
        for kind, names in file.kinds.items():
            for name, value in names.items():
                time = max(min(file.time(kind, name), now), self.begun + 1)
                if name not in self.kinds.get(kind, {}):
                    time = max(time, self.time(kind, name) + 1)
                _set(fresh, kind, name, value, time)
        return self.merged(fresh)

    def anew(self, now: int) -> Progress:
        """Nothing, from now on: copies elsewhere lose what they have from before when they are merged with this."""
        times = [time for names in self.times.values() for time in names.values()]
        return Progress(begun=max(now, self.begun + 1, *times))

    def only_values(self) -> Progress:
        """For a file to take away: without a word on what is not there any more."""
        there = {kind: {name: self.time(kind, name) for name in names} for kind, names in self.kinds.items()}
        return Progress(self.kinds, {kind: {n: t for n, t in names.items() if t} for kind, names in there.items()})

    def counts(self) -> dict[str, int]:
        """How many answers, exercises, solved ones, cells, tries, filled-in assignments and read lessons are here."""
        fitting = [(kind, name, self.get(kind, name)) for kind, names in self.kinds.items() for name in names]
        fitting = [(kind, name, value) for kind, name, value in fitting if value is not None]
        of_kind = {kind: sum(k == kind for k, _, _ in fitting) for kind in ("answers", "exercises", "code", "read")}
        return of_kind | {
            "solved": sum(bool(value["solved"]) for kind, _, value in fitting if kind == "exercises"),
            "tries": len(self.get("assignments", "assignment-b") or []),
            "conclusions": int(bool((self.get("assignments", "assignment-a") or {}).get("conclusion"))),
        }

    def _names(self) -> Iterator[tuple[str, str]]:
        for table in (self.kinds, self.times):
            for kind, names in table.items():
                yield from ((kind, name) for name in names)

    def _knows(self, kind: str, name: str) -> bool:
        return name in self.kinds.get(kind, {})

    def _entry(self, kind: str, name: str) -> tuple[Any, int] | None:
        """Value and time; None for what this copy has never heard of."""
        if name in self.kinds.get(kind, {}) or name in self.times.get(kind, {}):
            return self.kinds.get(kind, {}).get(name), self.time(kind, name)
        return None

    def _with(self, kind: str, name: str, value: Any, time: int) -> Progress:
        copy = Progress(_copied(self.kinds), _copied(self.times), self.begun)
        copy.kinds.get(kind, {}).pop(name, None)
        _set(copy, kind, name, value, time)
        return copy


def _set(progress: Progress, kind: str, name: str, value: Any, time: int) -> None:
    if value is not None:
        progress.kinds.setdefault(kind, {})[name] = value
    if time:
        progress.times.setdefault(kind, {})[name] = time


def _copied(table: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {kind: dict(names) for kind, names in table.items()}


def _clean(kind: str, name: str, value: Any) -> Any:
    """The value as it will be read back: no half letters, no tuples, no more tries than are kept."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        value = forms.capped(kind, name, json.loads(text.encode("utf-8", "replace")))
    except (TypeError, ValueError, RecursionError):
        value = None
    if value is None or forms.too_deep({"kinds": {kind: {name: value}}}) or not forms.fits(kind, name, value):
        raise CannotBeKept(f"it is longer than {forms.LONG:,} characters or has a form that no file can hold")
    return value


def _later(kind: str, name: str, one: tuple[Any, int] | None, two: tuple[Any, int] | None) -> tuple[Any, int]:
    """The later one of two entries, or what both make together."""
    if one is None or two is None:
        return one or two or (None, 0)
    earlier, later = sorted((one, two), key=lambda entry: (entry[1], entry[0] is not None, _text(entry[0])))
    if earlier[0] is None or later[0] is None:
        return later
    return forms.joined(kind, name, earlier[0], later[0]), later[1]


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
