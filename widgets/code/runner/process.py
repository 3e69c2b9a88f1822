"""The app's side of a worker process: one for each lesson that a session runs cells of.

A request carries a number that nothing else knows, and its answer has to bring it back. Whatever else comes through the
pipe (from a child of the process, from a cell that writes into it) is no answer, and shifts none into another's place.
"""

from __future__ import annotations

import json
import os
import queue
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import psutil

from studies.exercises.given import Given
from widgets.code.runner.earlier import Earlier, longest
from widgets.code.runner.limits import Limits, too_full
from widgets.code.runner.outcome import Failure, Outcome

ROOT = Path(__file__).resolve().parent.parent.parent.parent
STARTING = 60.0  # seconds a process may take to import NumPy on a busy machine
GRACE = 2.0  # seconds after a cell's own limit until its process is ended
LOOK = 0.1  # seconds between two looks at the memory that the process has
MOST_LINE = 32_000_000  # bytes of an answer; the largest chart is a tenth of it
# What a process needs of its surroundings to start at all; nothing else of them is handed on.
_NEEDED = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "PATHEXT")


class Worker:
    """Runs cells in a process of its own, which is started at the first cell and again after it had to be ended.

    The process goes with this object: when a session ends, so does it.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._memory = 0  # bytes that the process had before its first cell
        self._close: weakref.finalize[Any, Any] | None = None

    def run(
        self,
        code: str,
        *,
        cell: str,
        limits: Limits,
        exercise: str = "",
        before: Sequence[Earlier] = (),
        given: Given | None = None,
    ) -> Outcome:
        """Run one cell, or an answer to an exercise, which is then graded. before: the earlier cells that it uses.

        given: the reader's network, which a cell has as variables.

        Never raises on account of the code, and answers at most longest(limits, before, exercise) + GRACE seconds after
        the process is up.
        """
        start = time.perf_counter()
        if not self._alive() and not self._start():
            failure = Failure("Stopped", "Python could not be started in a process of its own.")
            return Outcome(failure=failure, cleared=True)
        cells = [one.to_plain() for one in before]
        request: dict[str, Any] = {
            "code": code,
            "cell": cell,
            "limits": asdict(limits),
            "exercise": exercise,
            "before": cells,
        }
        request["given"] = None if given is None else given.to_plain()
        answer = self._ask(request, limits, longest(limits, before, exercise))
        if isinstance(answer, Outcome):
            return answer
        self.close()
        return Outcome(failure=Failure("Stopped", answer), seconds=time.perf_counter() - start, cleared=True)

    def close(self) -> None:
        """End the process, and with it the variables of the cells."""
        if self._close is not None:
            self._close()
        self._process = None

    def _ask(self, request: dict[str, Any], limits: Limits, seconds: float) -> Outcome | str:
        """The outcome, or why there is none after so many seconds."""
        assert self._process is not None
        assert self._process.stdin is not None
        number = secrets.token_hex(16)
        try:
            self._process.stdin.write(json.dumps(request | {"number": number}).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            return "Python had ended."
        end = time.monotonic() + seconds + GRACE
        while time.monotonic() < end:
            try:
                line = self._answers.get(timeout=LOOK)
            except queue.Empty:
                if memory_of(self._process.pid) - self._memory > limits.memory:
                    return str(too_full(limits))
                continue
            if line is None:
                return "The code ended Python itself."
            outcome = answered(line, number)
            if outcome is not None:
                return outcome
        return _held_too_long(seconds)

    def _alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _start(self) -> bool:
        self.close()
        folder = tempfile.mkdtemp(prefix="hidden-layers-cells-")
        process = subprocess.Popen(
            # -P: neither the folder it starts in nor the user's own packages come before the book's modules.
            [sys.executable, "-P", "-s", "-m", "widgets.code.runner.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment(folder) | {"PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )
        answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        assert process.stdout is not None
        threading.Thread(target=_listen, args=(process.stdout, answers), daemon=True).start()
        self._process, self._answers = process, answers
        self._close = weakref.finalize(self, _end, process, folder)
        try:
            ready = answers.get(timeout=STARTING)
        except queue.Empty:
            ready = None
        if ready is None:
            self.close()
            return False
        self._memory = memory_of(process.pid)
        return True


def environment(folder: str) -> dict[str, str]:
    """The surroundings of a process that runs a reader's code in a folder: what it needs, nothing private."""
    kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    own = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), folder)
    return kept | own | {"OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}


def answered(line: bytes, number: str) -> Outcome | None:
    """The outcome in a line, if the line answers the request of that number."""
    try:
        message = json.loads(line)
        return Outcome.from_plain(message["outcome"]) if message["number"] == number else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def memory_of(pid: int) -> int:
    """The memory that a process and all that it started have in use, in bytes; 0 once it has ended."""
    total = 0
    for process in _family(pid):
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total


def _family(pid: int) -> list[psutil.Process]:
    """A process and all that it started, as far as they live."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def _held_too_long(seconds: float) -> str:
    return (
        f"It was still running after {seconds:g} seconds, inside one single call that cannot be interrupted, "
        "so its process was ended."
    )


def _listen(pipe: IO[bytes], answers: queue.SimpleQueue[bytes | None]) -> None:
    """Hand on each line; None when there will be no more."""
    with pipe:
        while line := pipe.readline(MOST_LINE):
            if line.strip():
                answers.put(line)
    answers.put(None)


def _end(process: subprocess.Popen[bytes], folder: str) -> None:
    """End the process and whatever it started, in its group or out of it, and take its folder away."""
    family = _family(process.pid)
    if sys.platform != "win32":
        import signal

        # The group's number is the process's own, as it leads a session; it is free only once waited for.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    for member in family:
        try:
            member.kill()
        except psutil.Error:
            continue
    process.wait()
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    shutil.rmtree(folder, ignore_errors=True)
