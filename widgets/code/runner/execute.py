"""Run one cell in this process."""

from __future__ import annotations

import ast
import importlib
import linecache
import time
import traceback
from typing import Any

from studies.exercises import EXERCISES, LINES, ON_NETWORK
from studies.exercises.given import Given
from widgets.code.runner.hints import hint
from widgets.code.runner.limits import CELL, Limits, Printed, Stopped, TooMuchMemory, Watch
from widgets.code.runner.outcome import Failure, Frame, Outcome
from widgets.code.runner.protect import Protected

_GRADERS: dict[str, Any] = {**EXERCISES, **LINES}
MOST_VALUE = 4000  # characters of a value that are shown
MOST_CHART = 3_000_000  # characters of a chart's specification
_DEEP = 6  # more frames than that are shown as the first and the last few


def fresh_namespace() -> dict[str, Any]:
    """The variables of a lesson's cells before the first is run."""
    return {"__name__": "__main__"}


def execute(
    code: str,
    namespace: dict[str, Any],
    *,
    cell: str,
    limits: Limits,
    watch: Watch,
    exercise: str = "",
    given: Given | None = None,
) -> Outcome:
    """Run a cell's code and say what came of it; namespace is changed. Never raises on account of the code.

    cell: its name in error messages. watch: see limits. exercise: the one in studies.exercises that then grades what
    the code defined, under the same limits. given: the reader's network, for the graders that look at it.
    """
    printed = Printed(limits.characters)
    result: dict[str, Any] = {}
    failure: Failure | None = None
    cleared = False
    if "altair" in code:
        importlib.import_module("altair")  # it takes seconds in the browser: not on the reader's clock
    start = time.perf_counter()
    try:
        with watch(limits), Protected(printed):
            result = _run(code, namespace, cell)
            if exercise:
                more = (given,) if exercise in ON_NETWORK else ()
                result["report"] = _GRADERS[exercise](namespace, *more).to_plain()
    except BaseException as error:
        seconds = time.perf_counter() - start
        failure = _described(error, code, namespace, watch, alone=bool(exercise))
        cleared = isinstance(error, TooMuchMemory) or (isinstance(error, MemoryError) and not _room_left())
    else:
        seconds = time.perf_counter() - start
    if cleared:
        namespace.clear()
        namespace.update(fresh_namespace())
    return Outcome(
        printed=readable(printed.text),
        value=result.get("value"),
        chart=result.get("chart"),
        failure=failure,
        seconds=seconds,
        cleared=cleared,
        report=result.get("report"),
    )


def _described(error: BaseException, code: str, namespace: dict[str, Any], watch: Watch, *, alone: bool) -> Failure:
    """The failure in words; an exception of the reader's own can run code even when its text is asked for."""
    try:
        with watch(Limits(seconds=1.0)), Protected(Printed(0)):
            return _failure(error, code, namespace, alone=alone)
    except BaseException:
        return Failure(type(error).__name__, "(the error has no readable text)", _frames(error))


def _room_left() -> bool:
    """Whether there is memory to go on with: one array that was too large takes none, a list that grew takes all."""
    try:
        bytearray(1 << 28)
    except MemoryError:
        return False
    return True


def cell_of(filename: str) -> str | None:
    """The cell that a file name in a traceback stands for, None for a real file."""
    return filename[len(CELL) : -1] if filename.startswith(CELL) else None


def _run(code: str, namespace: dict[str, Any], cell: str) -> dict[str, Any]:
    file = f"{CELL}{cell}>"
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    tree = ast.parse(code, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, file, "exec"), namespace)
    if last is None:
        return {}
    assert isinstance(last, ast.Expr)
    value = eval(compile(ast.Expression(last.value), file, "eval"), namespace)
    if value is None:
        return {}
    if type(value).__module__.startswith("altair") and hasattr(value, "to_dict"):
        return {"chart": _chart(value)}
    return {"value": readable(_clipped(repr(value), MOST_VALUE))}


def _chart(value: Any) -> dict[str, Any]:
    import json

    spec: dict[str, Any] = value.to_dict()
    size = len(json.dumps(spec))
    if size > MOST_CHART:
        raise ValueError(f"the chart holds {size:,} characters of data; {MOST_CHART:,} are the most that is drawn")
    return spec


def readable(text: str) -> str:
    """The text with what is no letter (half of a surrogate pair) replaced: it can be shown, sent and stored."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]} … ({len(text) - most:,} characters more)"


def _text(error: BaseException) -> str:
    try:
        return readable(_clipped(str(error), 2000))
    except Exception:
        return "(the error has no readable text)"


def _failure(error: BaseException, code: str, namespace: dict[str, Any], *, alone: bool) -> Failure:
    kind = "Stopped" if isinstance(error, Stopped) else type(error).__name__
    if isinstance(error, SyntaxError) and cell_of(error.filename or "") is not None:
        frame = Frame(cell_of(error.filename or "") or "", error.lineno or 1)
        return Failure(kind, _clipped(error.msg, 2000), (frame,), hint(error, code, namespace))
    if isinstance(error, SystemExit):
        return Failure("Stopped", "The code ended itself with exit().", _frames(error))
    return Failure(kind, _text(error), _frames(error), hint(error, code, namespace, alone=alone))


def _frames(error: BaseException) -> tuple[Frame, ...]:
    """The reader's own frames. A deep recursion shows where it began and where it ended."""
    frames = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        cell = cell_of(frame.f_code.co_filename)
        if cell is not None:
            name = frame.f_code.co_name
            frames.append(Frame(cell, line, "" if name == "<module>" else name))
    return tuple(frames if len(frames) <= _DEEP else frames[:3] + frames[-2:])
