"""The app's side of a worker process: one for each lesson that a session runs cells of."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from dataclasses import asdict
from pathlib import Path
from typing import Any

from widgets.code.runner.limits import Limits
from widgets.code.runner.outcome import Failure, Outcome

ROOT = Path(__file__).resolve().parent.parent.parent.parent
STARTING = 60.0  # seconds a process may take to import NumPy on a busy machine
GRACE = 2.0  # seconds after a cell's own limit until its process is ended


class Worker:
    """Runs cells in a process of its own, which is started at the first cell and again after it had to be ended.

    The process goes with this object: when a session ends, so does it.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._close: weakref.finalize[Any, Any] | None = None

    def run(self, code: str, *, cell: str, limits: Limits, exercise: str = "") -> Outcome:
        """Run one cell, or an answer to an exercise, which is then graded.

        Never raises on account of the code, and answers at most limits.seconds + GRACE after the process is up.
        """
        start = time.perf_counter()
        if not self._alive() and not self._start():
            failure = Failure("Stopped", "Python could not be started in a process of its own.")
            return Outcome(failure=failure, cleared=True)
        assert self._process is not None
        assert self._process.stdin is not None
        request = {"code": code, "cell": cell, "limits": asdict(limits), "exercise": exercise}
        answer = None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            answer = self._answers.get(timeout=limits.seconds + GRACE)
            message = "The code ended Python itself."
        except (OSError, queue.Empty) as error:
            ended = isinstance(error, OSError)
            message = "Python had ended." if ended else _held_too_long(limits)
        if answer is None:
            self.close()
            failure = Failure("Stopped", message)
            return Outcome(failure=failure, seconds=time.perf_counter() - start, cleared=True)
        return Outcome.from_plain(json.loads(answer))

    def close(self) -> None:
        """End the process, and with it the variables of the cells."""
        if self._close is not None:
            self._close()
        self._process = None

    def _alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _start(self) -> bool:
        self.close()
        # Cells get the book's own packages, but neither a keyboard nor the app's working folder.
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
        process = subprocess.Popen(
            [sys.executable, "-m", "widgets.code.runner.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
            env=environment,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(process, answers), daemon=True).start()
        self._process, self._answers = process, answers
        self._close = weakref.finalize(self, _end, process)
        try:
            ready = answers.get(timeout=STARTING)
        except queue.Empty:
            ready = None
        if ready is None:
            self.close()
        return ready is not None


def _held_too_long(limits: Limits) -> str:
    return (
        f"It was still running after {limits.seconds:g} seconds, inside one single call that cannot be interrupted, "
        "so its process was ended."
    )


def _listen(process: subprocess.Popen[str], answers: queue.SimpleQueue[str | None]) -> None:
    """Hand on each line; None when there will be no more."""
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            answers.put(line)
    answers.put(None)


def _end(process: subprocess.Popen[str]) -> None:
    """End the process and whatever it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        import signal

        # The group's number is the process's own, as it leads a session; it is free only once waited for.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin is not None:
        try:
            process.stdin.close()
        except OSError:
            return
