"""Limits for a cell: how long it may run, how much it may print, how much memory it may take.

A cell is stopped by raising `Stopped` inside it. It is no Exception, so that `except Exception` does not catch it, and
it is raised again and again, so that a bare `except` inside a loop does not escape it either. It is raised only while
the reader's code runs or has called what runs, never in the app's own.

What runs while a cell does may not rely on Python's built-in names: the cell may have changed them.
"""

from __future__ import annotations

import io
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass(frozen=True)
class Limits:
    """seconds of running, characters of output, bytes of memory on top of what was in use at the start."""

    seconds: float = 5.0
    characters: int = 20_000
    memory: int = 1 << 30


class Stopped(BaseException):
    """A limit was reached; the text says which."""


class TooMuchMemory(Stopped):
    """The memory limit was reached."""


CELL = "<cell "  # how the file name of a cell's code begins


def in_cell(frame: FrameType | None) -> bool:
    """Whether this frame belongs to a cell's code or was called from it."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(CELL):
            return True
        frame = frame.f_back
    return False


class Printed(io.TextIOBase):
    """Takes the place of sys.stdout; what comes beyond the limit is refused."""

    def __init__(self, most: int) -> None:
        self._parts: list[str] = []
        self._left = most
        self._most = most

    def write(self, text: str) -> int:
        """Keep the text, or as much of it as fits."""
        if not isinstance(text, str):
            raise TypeError(f"expected text, got a {type(text).__name__}")
        self._parts.append(text[: self._left])
        self._left -= len(text)
        if self._left < 0:
            self._left = 0
            raise Stopped(f"It printed more than {self._most:,} characters, so it was stopped there.")
        return len(text)

    def writable(self) -> bool:
        """Yes."""
        return True

    @property
    def text(self) -> str:
        """All that was printed."""
        return "".join(self._parts)


def too_long(limits: Limits) -> Stopped:
    """The message for code that did not come to its end in time."""
    return Stopped(f"It was still running after {limits.seconds:g} seconds, so it was stopped. Does a loop never end?")


def too_full(limits: Limits) -> TooMuchMemory:
    """The message for code that takes ever more memory."""
    return TooMuchMemory(f"It took more than {limits.memory >> 20} MB of memory, so it was stopped.")


Watch = Callable[[Limits], Any]  # a context manager: while it is entered, code that passes a limit gets Stopped


@contextmanager
def watched_by_clock(limits: Limits) -> Iterator[None]:
    """For a process of its own: a second thread interrupts the main thread, as Ctrl+C would. It costs no time at all.

    Only the main thread may use it. A single call into compiled code is interrupted when it returns.
    """
    import _thread

    done = threading.Event()

    def interrupt() -> None:
        if done.wait(limits.seconds):
            return
        while not done.wait(0.05):
            _thread.interrupt_main()

    def stop(number: int, frame: FrameType | None) -> None:
        if in_cell(frame):
            raise too_long(limits)

    before = signal.signal(signal.SIGINT, stop)
    thread = threading.Thread(target=interrupt, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        signal.signal(signal.SIGINT, before)


def no_measure() -> int:
    """Memory in use where nobody measures it."""
    return 0


def memory_in_browser() -> int:
    """The size of WebAssembly's memory in bytes, which all Python objects live in."""
    from pyodide_js import _module  # type: ignore[import-not-found]  # there is no such module outside the browser

    return int(_module.HEAPU8.length)


def watched_by_steps(memory: Callable[[], int] = no_measure) -> Watch:
    """For a process that has no second thread, as in the browser: look at the clock at every jump back and every call.

    memory() is the memory in use, in bytes; it is asked now and then.
    """

    @contextmanager
    def watch(limits: Limits) -> Iterator[None]:
        owner, end, start = threading.get_ident(), time.monotonic() + limits.seconds, memory()
        clock, ident, caller, steps = time.monotonic, threading.get_ident, sys._getframe, 0

        def check(*_: Any) -> None:
            nonlocal steps
            if ident() != owner:
                return
            steps += 1
            late = clock() > end
            full = steps % 1000 == 0 and memory() - start > limits.memory
            if (late or full) and in_cell(caller()):
                raise too_long(limits) if late else too_full(limits)

        with _every_step(check):
            yield

    return watch


@contextmanager
def _every_step(check: Callable[..., None]) -> Iterator[None]:
    """Call check whenever Python starts a function or jumps. Python can be asked for that since 3.12."""
    monitoring: Any = getattr(sys, "monitoring", None)
    if monitoring is None:
        raise RuntimeError("code can be watched step by step only by Python 3.12 and newer")
    events = monitoring.events
    tool = 4  # one of the numbers that no known debugger or profiler takes
    monitoring.use_tool_id(tool, "hidden-layers-limits")
    try:
        for event in (events.JUMP, events.PY_START):
            monitoring.register_callback(tool, event, check)
        monitoring.set_events(tool, events.JUMP | events.PY_START)
        yield
    finally:
        monitoring.set_events(tool, 0)
        monitoring.free_tool_id(tool)
