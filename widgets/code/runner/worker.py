"""The process that runs a lesson's cells on the reader's own machine: `python -m widgets.code.runner.worker`.

One request a line on standard input, one answer a line on standard output, both JSON; an answer brings back the number
of its request. It ends when its input ends.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from studies.exercises.given import Variables, of_plain
from widgets.code.runner.earlier import Earlier, graded
from widgets.code.runner.execute import execute, fresh_namespace
from widgets.code.runner.limits import Limits, watched_by_clock

ADDRESS_SPACE = 2 << 30
"""Bytes. Linux refuses a single array or a list that grows beyond it with a MemoryError, which a cell can answer;
other systems cannot, and everywhere the app ends a process that uses more than Limits.memory (process.memory_of)."""


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = _private_pipes()
    _limit_memory()
    namespace, variables, own = fresh_namespace(), Variables(), os.getpid()
    _send(answers, {"ready": True})
    for line in requests:
        request = json.loads(line)
        limits = Limits(**request["limits"])
        code, cell, exercise = request["code"], request["cell"], request["exercise"]
        before = [Earlier(**one) for one in request["before"]]
        given = of_plain(request["given"])
        if exercise:
            how: dict[str, Any] = {"cell": cell, "limits": limits, "watch": watched_by_clock, "given": given}
            outcome = graded(code, **how, exercise=exercise, before=before)
        else:
            if given is not None:
                variables.into(namespace, given)
            outcome = execute(code, namespace, cell=cell, limits=limits, watch=watched_by_clock)
        if os.getpid() != own:
            os._exit(0)  # the cell forked, and this is the child: its parent answers
        _send(answers, {"number": request["number"], "outcome": outcome.to_plain()})


def _private_pipes() -> tuple[TextIO, TextIO]:
    """Take the pipes to the app out of the cells' reach: what they read or print below Python goes nowhere."""
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return requests, answers


def _limit_memory() -> None:
    if sys.platform in ("win32", "darwin", "emscripten"):
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def _send(answers: TextIO, message: dict[str, Any]) -> None:
    # A line of its own, whatever a cell may have written into the pipe before it without ending its line.
    answers.write("\n" + json.dumps(message, ensure_ascii=True, default=str) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
