"""Runs one program, shut in: `python -I confined.py REQUEST`, in a process that `teacher.process` starts and ends.

It imports nothing of the book. REQUEST is JSON: program (a file), numpy (the folder that holds NumPy), seconds, memory,
builtins and functions (the names the program may use). To standard error goes "ready" when the program begins, and then
"done" or what went wrong.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

_HARMLESS = {"exec", "builtins.id"}  # the start of the program itself; NumPy, when it prints an array


def main(request: dict[str, Any]) -> int:
    """Run it; the process's exit code."""
    text = Path(request["program"]).read_text(encoding="utf-8")
    names = _names(request)
    code = compile(text, "<entry>", "exec")
    _limit(request["seconds"], request["memory"])
    warnings.simplefilter("ignore")
    sys.addaudithook(_refuse)
    print("ready", file=sys.stderr, flush=True)
    try:
        exec(code, names)
        sys.stdout.flush()
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
        print(said[:300].encode("ascii", "replace").decode(), file=sys.stderr, flush=True)
        return 1
    print("done", file=sys.stderr, flush=True)
    return 0


def _names(request: dict[str, Any]) -> dict[str, Any]:
    """All that the program can name: Python's harmless functions, and of NumPy those that are listed."""
    try:
        import numpy
    except ImportError:  # installed for this user only, which an isolated Python does not look at
        sys.path.append(request["numpy"])
        import numpy
    import builtins

    listed = SimpleNamespace(random=SimpleNamespace())
    for name in request["functions"]:
        place, _, last = name.rpartition(".")
        if hasattr(numpy.random if place else numpy, last):
            setattr(listed.random if place else listed, last, getattr(numpy.random if place else numpy, last))

    def only_numpy(name: str, *more: Any) -> Any:
        if name.startswith("numpy.") and name in sys.modules:
            return __import__(name, *more)  # NumPy's compiled part asks for its own modules in this way
        if name != "numpy":
            raise ImportError(f"an entry imports only numpy, not {name}")
        return listed

    harmless = {name: getattr(builtins, name) for name in request["builtins"]}
    return {"__name__": "__main__", "__builtins__": harmless | {"__import__": only_numpy}}


def _limit(seconds: int, memory: int) -> None:
    """Where the system has such limits: no file, no process, no more memory and time than allowed."""
    try:
        import resource
    except ImportError:
        return
    used = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + 1
    amounts = {"CPU": used + seconds, "AS": memory, "FSIZE": 0, "NOFILE": 0, "NPROC": 0, "CORE": 0}
    for name, amount in amounts.items():
        # macOS knows some of these names and refuses to set them.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            # A program is told that its time is over before the system ends it: its end can be told from others.
            most = amount + 2 if name == "CPU" else amount
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (amount, most))


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    """Python asks before it opens, imports, starts or connects anything; a program that computes does none of it."""
    if event not in _HARMLESS:
        raise RuntimeError(f"it tried to do more than compute ({event})")


if __name__ == "__main__":
    status = main(json.loads(sys.argv[1]))
    sys.stdout.flush()
    os._exit(status)
