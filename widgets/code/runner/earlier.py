"""Grade an answer that uses what earlier cells define: each runs for itself, so that none can break the next.

An earlier cell has variables of its own, and what it changes outside of them is put back (protect). Only what it
defines for others is handed on. Where it fails, the book's takes its place and a sentence says so; where an answer
fails on account of one, that is found out by trying the book's.
"""

from __future__ import annotations

import builtins
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import FunctionType
from typing import Any

from studies.exercises.given import Given
from studies.exercises.own_network import program
from studies.exercises.own_network.steps import STEPS
from studies.exercises.own_network.xor import look_at_setup
from widgets.code.runner.execute import execute, fresh_namespace
from widgets.code.runner.limits import CELL, Limits, Printed, Watch
from widgets.code.runner.outcome import Failure, Outcome
from widgets.code.runner.protect import Protected

SECONDS = 1.0
"""How long an earlier cell may run: it only defines functions."""
TRAINING = 2
"""How many times as long as others an answer may run that trains a network until it is good: on a slow machine too."""
_LAST = list(STEPS)[-1]
_MANY = "A network for XOR needs some thousands of iterations at most. Is the last number in fit(…) too large?"
_PROGRAM = "all cells as one program, with NumPy alone"


@dataclass(frozen=True)
class Earlier:
    """An earlier cell. name: of its step. code: the reader's own, None for the book's."""

    name: str
    code: str | None = None

    def to_plain(self) -> dict[str, Any]:
        """Texts only."""
        return asdict(self)

    @property
    def text(self) -> str:
        """What is run."""
        return STEPS[self.name].book if self.code is None else self.code


Names = dict[str, Any]


def longest(limits: Limits, before: Sequence[Earlier], exercise: str = "") -> float:
    """How many seconds an answer may take with the earlier cells and the search for who is to blame."""
    own, runs = limits_of(limits, exercise), 3 if exercise == _LAST else 2
    return own.seconds if not before else runs * own.seconds + 2 * SECONDS * len(before)


def limits_of(limits: Limits, exercise: str) -> Limits:
    """Those of one run of an answer."""
    return replace(limits, seconds=TRAINING * limits.seconds) if exercise == _LAST else limits


def graded(
    code: str,
    *,
    cell: str,
    limits: Limits,
    watch: Watch,
    exercise: str,
    before: Sequence[Earlier] = (),
    given: Given | None = None,
) -> Outcome:
    """Run and grade an answer to an exercise. It sees what the earlier cells define and no other variables.

    given: the reader's network, for the graders that look at it.
    """
    limits = limits_of(limits, exercise)
    cells, names, said = _defined(before, watch)

    namespace = fresh_namespace()

    def run(defined: Mapping[str, Any], seconds: float) -> Outcome:
        namespace.clear()
        namespace.update(fresh_namespace() | dict(defined))
        return execute(
            code,
            namespace,
            cell=cell,
            limits=replace(limits, seconds=seconds),
            watch=watch,
            exercise=exercise,
            given=given,
        )

    outcome = run(names, limits.seconds)
    if passed(outcome):
        if exercise == _LAST:
            outcome = _as_one_program(outcome, code, cells, limits, watch)
    else:
        if exercise == _LAST and outcome.failure:
            said += _of_setup(namespace, watch) or ([_MANY] if outcome.failure.kind == "Stopped" else [])
        end = time.monotonic() + limits.seconds
        said += _to_blame(cells, watch, lambda defined: passed(run(defined, max(0.1, end - time.monotonic()))))
    return replace(outcome, earlier=tuple(said))


def passed(outcome: Outcome) -> bool:
    """Whether an answer has been graded and every check holds."""
    return outcome.failure is None and outcome.report is not None and bool(outcome.report["passed"])


def _defined(before: Sequence[Earlier], watch: Watch) -> tuple[list[Earlier], Names, list[str]]:
    """The cells as they are used, what they define, and a sentence for each of the reader's that fails."""
    cells: list[Earlier] = []
    names: Names = {}
    said = []
    for own in before:
        used = own
        found, trouble = _run(own, names, watch)
        if trouble and own.code is not None:
            title = STEPS[own.name].title
            said.append(f"Your cell in *{title}* {trouble} The book's is used here in its place.")
            used = Earlier(own.name)
            found, _ = _run(used, names, watch)
        cells.append(used)
        names |= found
    return cells, names, said


def _run(cell: Earlier, names: Mapping[str, Any], watch: Watch) -> tuple[Names, str]:
    """What a cell defines for others, and what is wrong with it, as the end of a sentence; "" if nothing is."""
    namespace = fresh_namespace() | dict(names)
    outcome = execute(cell.text, namespace, cell=cell.name, limits=Limits(seconds=SECONDS), watch=watch)
    if outcome.failure is not None:
        return {}, _words(outcome.failure, cell.name)
    missing = [name for name in STEPS[cell.name].defines if not callable(namespace.get(name))]
    if missing:
        return {}, f"defines no function {missing[0]}."
    return {name: namespace[name] for name in namespace if _is_for_others(name, namespace[name], cell.name)}, ""


def _words(failure: Failure, cell: str) -> str:
    line = failure.line_in(cell)
    where = f" in line {line}" if line else ""
    kind = "was stopped" if failure.kind == "Stopped" else f"ends with {failure.kind}"
    return f"{kind}{where}: {failure.message.rstrip('.')}{'' if failure.message.endswith('?') else '.'}"


def _is_for_others(name: str, value: Any, cell: str) -> bool:
    """What the step is there for, and functions and classes of the cell's own; never a name that Python has itself."""
    if name in STEPS[cell].defines:
        return True
    if name.startswith("_") or name == "np" or name in vars(builtins):
        return False
    if isinstance(value, FunctionType):
        return value.__code__.co_filename == f"{CELL}{cell}>"
    return isinstance(value, type) and value.__module__ == "__main__"


def _of_setup(namespace: Mapping[str, Any], watch: Watch) -> list[str]:
    """What is wrong with what a training was given that has failed; NumPy's own words come from deep inside of it."""
    try:
        with watch(Limits(seconds=SECONDS)), Protected(Printed(0)):
            said = look_at_setup(namespace)
    except (
        BaseException
    ):  # what was given may be objects of the reader's own, which do anything when they are looked at
        return []
    return [said] if said else []


def _to_blame(cells: Sequence[Earlier], watch: Watch, passes: Any) -> list[str]:
    """Which of the reader's earlier cells an answer fails on account of, if it is right with the book's."""
    own = [cell for cell in cells if cell.code is not None]
    if not own or not passes(_defined([Earlier(cell.name) for cell in cells], watch)[1]):
        return []
    for suspect in own:
        others = [Earlier(cell.name) if cell == suspect else cell for cell in cells]
        if passes(_defined(others, watch)[1]):
            return [
                f"This cell is right: it passes with the book's cell from *{STEPS[suspect.name].title}* in place of "
                "yours. The mistake is in yours. Go back and change it, or use the book's here."
            ]
    return ["This cell is right: it passes with the book's earlier cells, but not with yours. Use the book's here."]


def _as_one_program(outcome: Outcome, code: str, cells: Sequence[Earlier], limits: Limits, watch: Watch) -> Outcome:
    """The outcome with one more check: that all cells together run as a program that has nothing but NumPy."""
    texts = {cell.name: cell.text for cell in cells} | {_LAST: code}
    own = frozenset(cell.name for cell in cells if cell.code is not None) | {_LAST}
    say = " ".join(program.obstacles(texts))
    if not say:
        # It trains once more. An answer that has just come to its end in time is not refused for being slow now.
        whole = execute(
            program.joined(texts, own),
            fresh_namespace(),
            cell="program",
            limits=replace(limits, seconds=2 * outcome.seconds + SECONDS),
            watch=watch,
            exercise=_LAST,
        )
        if not passed(whole):
            say = "Each cell works, but not all in one file. " + (
                _words(whole.failure, "program").capitalize()
                if whole.failure
                else "Does a cell use a variable that another one has changed?"
            )
    assert outcome.report is not None
    check = {"label": _PROGRAM, "passed": not say, "say": say, "hidden": False}
    report = outcome.report | {"checks": [*outcome.report["checks"], check], "passed": not say}
    return replace(outcome, report=report)
