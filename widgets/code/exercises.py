"""Exercises: how a lesson writes one, and how a grader's report is drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import htpy as h

from widgets.drawing.sign import verdict
from widgets.kit import reader
from widgets.progress.forms import try_mark

_START = re.compile(r"```python\n(?P<code>.*?\n)```", re.DOTALL)
_SOLUTION = re.compile(r"```python solution\n(?P<code>.*?\n)```", re.DOTALL)
# A serious try is one whose code differs from the start and from the tries before it.
TRIES_BEFORE_SOLUTION = 2


@dataclass(frozen=True)
class ExerciseText:
    """An exercise as the lesson has it.

    The code to start from, the caption, the hints in steps, a solution, and why that is one.
    """

    start: str
    caption: str
    hints: tuple[str, ...]
    solution: str
    why: str


def parse_exercise(body: str) -> ExerciseText:
    """Read the body of an `exercise` marker.

    It has a fenced block '```python' to start from, lines '? hint', a block '```python solution' and a line
    '! explanation'; what stands besides is the caption. Raises ValueError saying what is missing.
    """
    start, solution = _START.search(body), _SOLUTION.search(body)
    if start is None or solution is None:
        raise ValueError("an exercise has a block '```python' to start from and a block '```python solution'")
    _check_python("solution", solution["code"])
    return _read(start["code"], solution["code"], _SOLUTION.sub("", _START.sub("", body, count=1)))


def parse_step(body: str) -> ExerciseText:
    """Read the body of a `build_step` marker: an exercise whose solution is in studies.exercises.own_network.steps."""
    start = _START.search(body)
    if start is None or _SOLUTION.search(body) is not None:
        raise ValueError("a step has a block '```python' to start from, and none with a solution: the book's is known")
    return _read(start["code"], "", _START.sub("", body, count=1))


def _read(start: str, solution: str, rest: str) -> ExerciseText:
    _check_python("start", start)
    lines = rest.splitlines()
    hints, why = (tuple(line[2:] for line in lines if line.startswith(sign)) for sign in ("? ", "! "))
    if not hints:
        raise ValueError("an exercise has at least one hint, a line that starts with '? '")
    if not why:
        raise ValueError("an exercise explains its solution, in a line that starts with '! '")
    caption = "\n".join(line for line in lines if not line.startswith(("? ", "! "))).strip()
    return ExerciseText(start.rstrip("\n"), caption, hints, solution.rstrip("\n"), " ".join(why))


def _check_python(name: str, code: str) -> None:
    try:
        compile(code, "<cell>", "exec")
    except SyntaxError as error:
        raise ValueError(f"the {name} is no Python: line {error.lineno}: {error.msg}") from None


def is_serious(code: str, start: str, tries: list[str]) -> bool:
    """Whether a try is one of the reader's own: blank lines, spaces and comments make it none, nor does nothing."""
    return _bare(code) not in {"", _bare(start)} and try_mark(_bare(code)) not in tries


def _bare(code: str) -> str:
    lines = (re.sub(r"\s+", "", line.split("#")[0]) for line in code.splitlines())
    return "\n".join(line for line in lines if line)


def tried(code: str, start: str, tries: list[str]) -> list[str]:
    """The serious tries, with this one if it is serious."""
    return [*tries, try_mark(_bare(code))] if is_serious(code, start, tries) else tries


def is_open(solved: bool, tries: int) -> bool:
    """Whether a solution may be seen: after enough serious tries, unless the class's address closes solutions."""
    return not is_closed() and (solved or tries >= needed())


def is_closed() -> bool:
    """Whether the class's address closes solutions: `?locked=solutions`."""
    return reader.SOLUTIONS in reader.locked()


def needed() -> int:
    """How many serious tries open a solution; a class's address may ask for more: `?tries=5`."""
    return reader.tries() or TRIES_BEFORE_SOLUTION


def waiting(tries: int) -> str:
    """What to say of a solution that is not open yet."""
    if is_closed():
        return "The solutions are closed in this class."
    left = needed() - tries
    return f"A solution opens after {left} more {'tries' if left > 1 else 'try'} of your own."


def standing(solved_before: bool, passes_now: bool | None) -> str:
    """What to say beside the report of whether the exercise is solved; passes_now is None where nothing was checked."""
    if not solved_before:
        return ""
    if passes_now is False:
        return "Solved before. The code that is here now is not a solution yet."
    return "Solved."


def earlier_text(said: Sequence[str]) -> h.Element:
    """Sentences on the earlier cells that an answer uses; what is between asterisks is emphasised."""
    return h.div(".hl-figure.hl-failure", {"role": "status"})[
        [h.p(".hl-cell-note")[[h.em[part] if i % 2 else part for i, part in enumerate(one.split("*"))]] for one in said]
    ]


def report_text(report: Mapping[str, Any]) -> h.Element:
    """A grader's report: a line for each visible check and each hidden one that failed, then what to say."""
    return h.div(".hl-figure.hl-report", {"role": "status"})[
        h.ul[
            [
                h.li(".hl-check-passed" if check["passed"] else ".hl-check-failed")[
                    verdict(check["passed"]),
                    check["label"],
                    h.span(".hl-check-hidden")[" (a check that is not shown until it fails)"]
                    if check["hidden"]
                    else None,
                    h.div[check["say"]] if check["say"] else None,
                ]
                for check in report["checks"]
                if not check["hidden"] or not check["passed"]
            ]
        ],
        [h.p(".hl-cell-note")[remark] for remark in report["remarks"]],
    ]
