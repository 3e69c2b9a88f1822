"""Read students' progress files. They are theirs: nothing in them is believed before its form is known.

The form is that of widgets/progress/json_file.py, which writes them; a test holds the two together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from teacher.folder import Paper, Wanted

FORMAT = "hidden-layers-progress"
VERSION = 1
_DEEPEST, _MOST_TRIES, _LONGEST = 12, 10_000, 200_000
_LATEST = 10**14  # milliseconds


def _looks(text: str) -> bool:
    return f'"{FORMAT}"' in text[:2_000_000]


WANTED = Wanted((".json",), "progress files are .json files", _looks, most_bytes=20_000_000)


@dataclass(frozen=True)
class Answer:
    """What was answered to a question. lesson, edition: which; time: in milliseconds since 1970, 0 if unknown."""

    lesson: str
    edition: str
    given: str
    right: bool
    network: Mapping[str, str]
    time: int = 0


@dataclass(frozen=True)
class Tried:
    """An exercise: whether the file says that it is solved, and how many different programs were tried."""

    name: str
    solved: bool
    tries: int


@dataclass(frozen=True)
class Student:
    """One student's file. remarks: what is odd about it; problem: why nothing of it could be read, "" if it could."""

    name: str
    place: str
    answers: tuple[Answer, ...] = ()
    exercises: tuple[Tried, ...] = ()
    networks: int = 0
    conclusion: bool = False
    remarks: tuple[str, ...] = ()
    problem: str = ""
    latest: int = field(default=0, compare=False)

    @property
    def oddities(self) -> str:
        """Why it was not read, and what is odd about it, in one line."""
        return "; ".join(filter(None, (self.problem, *self.remarks)))


def student(paper: Paper) -> Student:
    """What a handed-in file says. Never raises on account of the file."""
    name, place = name_of(paper.place), _printable(paper.place)
    if paper.problem:
        return Student(name, place, problem=paper.problem)
    try:
        table = _table(paper.text)
    except ValueError as error:
        return Student(name, place, problem=str(error))
    return _read(name, place, paper.remark, table)


def name_of(place: str) -> str:
    """The student's name, from the folder or file names that learning platforms make."""
    folder, _, file = place.rpartition("/")
    stem = re.sub(r"(?i)\.json$", "", file)
    stem = re.sub(r"(?i)[ _-]*hidden[ _-]?layers[ _-]?progress[ _-]*(\(\d+\)|-\d+)?$", "", stem)
    last = folder.rpartition("/")[2]
    # Moodle: "Ada Lovelace_12345_assignsubmission_file_"; Canvas: "lovelaceada_123_456_…"
    last = re.sub(r"_\d+_assignsubmission_\w*$", "", last)
    stem = re.sub(r"(_late)?_\d+_\d+_?$", "", stem)
    name = " ".join((last or stem or "?").split())
    return _printable(name)[:80]


def _printable(text: str) -> str:
    """Without signs that could steer a terminal or turn the reading direction."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _table(text: str) -> dict[str, Any]:
    """The file's table. Raises ValueError saying why it is no progress file."""
    try:
        table = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON: it may be damaged, or another file altogether") from None
    if not isinstance(table, dict) or table.get("format") != FORMAT or _too_deep(table):
        raise ValueError("it is no progress file of this book")
    version = table.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValueError("its version is no number from 1 on")
    if version > VERSION:
        raise ValueError(f"it comes from a newer edition of the book (version {version}, here {VERSION})")
    kinds = table.get("kinds")
    if not isinstance(kinds, dict) or not all(isinstance(names, dict) for names in kinds.values()):
        raise ValueError("its part 'kinds' is not as expected")
    return table


def _refuse(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        tables = [part for part in level if isinstance(part, dict | list)]
        level = [part for outer in tables for part in (outer.values() if isinstance(outer, dict) else outer)]
    return bool(level)


def _read(name: str, place: str, remark: str, table: dict[str, Any]) -> Student:
    kinds, remarks = table["kinds"], [remark] if remark else []
    stamps = _part(_part(table, "times"), "answers")
    answers = [_answer(key, value, stamps.get(key)) for key, value in kinds.get("answers", {}).items()]
    exercises = [_tried(key, value) for key, value in kinds.get("exercises", {}).items()]
    unreadable = sum(part is None for part in (*answers, *exercises))
    if unreadable:
        remarks.append(f"{unreadable} of its parts do not have the form that the book writes: it was edited or damaged")
    tried = tuple(part for part in exercises if part is not None)
    remarks += [
        f"'{one.name[:40]}' is marked as solved without a try: it was edited"
        for one in tried
        if one.solved and not one.tries
    ]
    assignments = kinds.get("assignments", {})
    networks, first = assignments.get("assignment-b"), assignments.get("assignment-a")
    conclusion = first.get("conclusion") if isinstance(first, dict) else ""
    given = tuple(part for part in answers if part is not None)
    latest = max((answer.time for answer in given), default=0)
    return Student(
        name,
        place,
        given,
        tried,
        len(networks) if isinstance(networks, list) else 0,
        isinstance(conclusion, str) and bool(conclusion.strip()),
        tuple(remarks),
        latest=latest,
    )


def _part(table: dict[str, Any], name: str) -> dict[str, Any]:
    part = table.get(name)
    return part if isinstance(part, dict) else {}


def _answer(key: str, value: Any, time: Any) -> Answer | None:
    lesson, slash, edition = key.rpartition("/")
    if not slash or not isinstance(value, dict):
        return None
    given, right, network = value.get("given"), value.get("right"), value.get("network")
    if not isinstance(given, str) or len(given) > 500 or not isinstance(right, bool) or not isinstance(network, dict):
        return None
    if not all(isinstance(part, str) for pair in network.items() for part in pair):
        return None
    fits = isinstance(time, int) and not isinstance(time, bool) and 0 < time <= _LATEST
    return Answer(lesson, edition, given, right, network, time if fits else 0)


def _tried(key: str, value: Any) -> Tried | None:
    if not isinstance(value, dict) or not isinstance(value.get("solved"), bool):
        return None
    tries = value.get("tries")
    if not isinstance(tries, list) or len(tries) > _MOST_TRIES:
        return None
    if not all(isinstance(text, str) and len(text) <= _LONGEST for text in tries):
        return None
    return Tried(key, value["solved"], len(set(tries)))
