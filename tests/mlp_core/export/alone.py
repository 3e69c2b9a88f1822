"""Run scripts as `python -I -W error script.py` does, each in a process of its own, without loading NumPy for each.

    with Runner() as runner:
        status, printed = runner.run(path)

One isolated Python loads NumPy once and splits off a process for every script.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Self

_SERVER = r"""
import contextlib, io, json, os, sys, traceback
import numpy  # what every script begins with
for line in sys.stdin:
    path = json.loads(line)
    end, start = os.pipe()
    child = os.fork()
    if not child:
        status, printed = 0, io.StringIO()
        try:
            with open(path, encoding="utf-8") as file:
                program = compile(file.read(), path, "exec")
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                exec(program, {"__name__": "__main__", "__file__": path})
        except BaseException:
            status = 1
            printed.write(traceback.format_exc())
        with os.fdopen(start, "w", encoding="utf-8") as answer:
            json.dump([status, printed.getvalue()], answer)
        os._exit(0)
    os.close(start)
    with os.fdopen(end, encoding="utf-8") as answer:
        print(answer.read(), flush=True)
    os.waitpid(child, 0)
"""


class Runner:
    """Runs scripts that may import NumPy and Python's own modules, and nothing of the book; a warning is an error."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-I", "-W", "error", "-c", _SERVER]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.communicate()

    def run(self, script: Path) -> tuple[int, str]:
        """0 and what it printed, or 1 and that with the traceback after it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(str(script)) + "\n")
        self._process.stdin.flush()
        status, printed = json.loads(self._process.stdout.readline())
        return int(status), str(printed)
