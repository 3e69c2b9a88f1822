"""Run a program that somebody handed in, in a process of its own with limits, and end whatever it leaves running."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from teacher.inspection import BUILTINS, NUMPY

_CHILD = Path(__file__).with_name("confined.py")
_STARTING = 60.0  # seconds that a busy machine may need to import NumPy


@dataclass(frozen=True)
class Limits:
    """seconds of running, bytes of memory in all, characters of output."""

    seconds: int = 60
    memory: int = 2 << 30
    characters: int = 20_000


@dataclass(frozen=True)
class Outcome:
    """What a program printed, and why it did not come to its end ("" if it did)."""

    printed: str
    problem: str


def run(program: str, limits: Limits) -> Outcome:
    """Run a program that `inspection.inspect` has let pass. Never raises on account of the program."""
    with tempfile.TemporaryDirectory(prefix="entry-", ignore_cleanup_errors=True) as place:
        source, empty = Path(place, "program.py"), Path(place, "empty")
        source.write_text(program, encoding="utf-8", errors="replace")
        empty.mkdir()
        request = {
            "program": str(source),
            "numpy": str(Path(np.__file__).parent.parent),
            "seconds": limits.seconds,
            "memory": limits.memory,
            "builtins": sorted(BUILTINS),
            "functions": sorted(NUMPY),
        }
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", str(_CHILD), json.dumps(request)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=empty,
            env=_environment(empty),
            start_new_session=True,
        )
        return _watched(process, limits)


def _environment(empty: Path) -> dict[str, str]:
    """What a Python process needs, and nothing of the teacher's."""
    needed = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    folders = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE"), str(empty))
    return needed | folders | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}


@dataclass
class _Pipe:
    """One of a process's outputs, read by a thread of its own up to a number of bytes."""

    number: int
    most: int
    changed: threading.Event
    data: bytearray = field(default_factory=bytearray)
    ended: bool = False

    def start(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while len(self.data) <= self.most and (part := os.read(self.number, 65_536)):
                self.data += part
                self.changed.set()
        self.ended = True
        self.changed.set()

    @property
    def full(self) -> bool:
        return len(self.data) > self.most

    @property
    def text(self) -> str:
        return bytes(self.data[: self.most]).decode("utf-8", errors="replace").replace("\r\n", "\n")


def _watched(process: subprocess.Popen[bytes], limits: Limits) -> Outcome:
    """Wait until the process closes its outputs, says too much or takes too long; then end it with all it started."""
    assert process.stdout is not None
    assert process.stderr is not None
    changed = threading.Event()
    out = _Pipe(process.stdout.fileno(), limits.characters, changed)
    said = _Pipe(process.stderr.fileno(), 1000, changed)
    out.start()
    said.start()
    end, began, late = time.monotonic() + _STARTING, False, False
    while not (out.ended and said.ended) and not out.full and not late:
        if not began and said.text.startswith("ready"):
            end, began = time.monotonic() + limits.seconds + 1, True
        late = not changed.wait(max(0.0, end - time.monotonic())) and time.monotonic() >= end
        changed.clear()
    _end(process)
    return Outcome(out.text, _problem(out, said, limits, late, process.returncode))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process's group before the process is waited for: until then its number belongs to nobody else."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _problem(out: _Pipe, said: _Pipe, limits: Limits, late: bool, code: int) -> str:
    """Why the program did not come to its end, "" if it did."""
    lines = said.text.splitlines()
    if out.full:
        return f"it printed more than {limits.characters:,} characters"
    if lines == ["ready", "done"]:
        return ""
    if len(lines) > 1:
        return f"it does not run: {lines[-1]}"
    if late or code == -getattr(signal, "SIGXCPU", 0):
        return f"it was still running after {limits.seconds} seconds" if lines else "Python did not start"
    return "it does not run: its process was ended"
