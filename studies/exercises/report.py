"""What a grader says, and the few steps that all graders share."""

import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import numpy as np

from mlp_core.checks import Array

Case = TypeVar("Case")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: its label, whether it holds, and if not, what to say.

    hidden checks are shown only when they fail: they keep an answer from being fitted to the visible ones.
    """

    label: str
    passed: bool
    say: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Report:
    """The checks in order. remarks are said of an answer that is right but could fail elsewhere."""

    checks: tuple[Check, ...]
    remarks: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every check holds."""
        return all(check.passed for check in self.checks)

    @property
    def diagnosis(self) -> str:
        """What to say of the first check that fails, "" if none does."""
        return next((check.say for check in self.checks if not check.passed), "")

    def to_plain(self) -> dict[str, Any]:
        """Lists, dicts, texts and truth values only."""
        return asdict(self) | {"passed": self.passed}


def until_one_fails(cases: Iterable[tuple[str, Case, bool]], compare: Callable[[Case], str]) -> Report:
    """Compare case after case (label, case, hidden); what follows a failure would only repeat it."""
    checks = []
    for label, case, hidden in cases:
        say = compare(case)
        checks.append(Check(label, not say, say, hidden))
        if say:
            break
    return Report(tuple(checks))


class Refused(Exception):
    """An answer that cannot be compared with anything; the text says why."""


def find(program: Mapping[str, Any], name: str, what: str) -> Any:
    """The program's variable of that name. Raises Refused if it has none."""
    if name in program:
        return program[name]
    near = [other for other in program if not other.startswith("_") and other.lower() == name.lower()]
    hint = f" Your program has {near[0]}: capital and small letters are different names." if near else ""
    raise Refused(f"There is no {what} called {name}. The check looks for exactly this name.{hint}")


def find_function(program: Mapping[str, Any], name: str) -> Callable[..., Any]:
    """The program's function of that name. Raises Refused if it has none."""
    function = find(program, name, "function")
    if not callable(function):
        raise Refused(f"{name} is a {type(function).__name__}, not a function: write def {name}(…).")
    return function  # type: ignore[no-any-return]


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a reader's function. Raises Refused if it fails, with the reader's line."""
    name = getattr(function, "__name__", "your function")
    try:
        return function(*arguments)
    except Exception as error:
        raise Refused(f"{name} ends with {type(error).__name__}{_place(error)}: {error}{_advice(error)}") from error


def _place(error: BaseException) -> str:
    """The line of the reader's program: its file name is no real one and stands in angle brackets."""
    lines = [
        line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename.startswith("<cell")
    ]
    return f" in line {lines[-1]}" if lines else ""


def _advice(error: BaseException) -> str:
    text = str(error)
    if "can be converted to Python scalars" in text or "only length-1" in text or "only 0-dimensional" in text:
        return ". The functions of the module math take one number; those of NumPy (np.exp …) take whole arrays."
    if "truth value of an array" in text:
        return ". A condition with if is for one number; an array is chosen from with np.where or computed as a whole."
    if "positional argument" in text:
        return ". It is called with exactly the arguments of the first line you were given."
    return ""


def as_numbers(value: object, what: str) -> Array:
    """A reader's value as an array of floats. Raises Refused if it is none."""
    if value is None:
        raise Refused(f"{what} is None: a function gives back only what follows return (print only shows it).")
    if value is Ellipsis:
        raise Refused(f"{what} is still the three dots: they mark the place for your own code.")
    try:
        array = np.asarray(value)
    except ValueError:
        raise Refused(f"{what} is no array: its rows have different lengths.") from None
    if array.dtype.kind in "US":
        raise Refused(f"{what} holds text where numbers belong: write 1, not '1'.")
    if array.dtype.kind == "O" and any(entry is Ellipsis or entry is None for entry in array.ravel()):
        raise Refused(f"{what} still holds {array.ravel()[0]!r} in place of numbers.")
    if array.dtype.kind not in "biuf":
        raise Refused(f"{what} is a {type(value).__name__}, not an array of numbers.")
    return array.astype(float)


def same(ours: Array, theirs: Array) -> bool:
    """Whether two arrays have the same shape and, up to rounding, the same numbers."""
    return ours.shape == theirs.shape and bool(np.allclose(ours, theirs, rtol=1e-6, atol=1e-9))


def named(value: Array, slips: Iterable[tuple[Array, str]]) -> str:
    """What to say of the first slip that gives this very value, "" if none does."""
    return next((say for wrong, say in slips if same(value, wrong)), "")
