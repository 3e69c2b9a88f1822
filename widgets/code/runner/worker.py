"""The process that runs a lesson's cells on the reader's own machine: `python -m widgets.code.runner.worker`.

One request a line on standard input, one answer a line on standard output, both JSON. It ends when its input ends.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from widgets.code.runner.execute import execute, fresh_namespace
from widgets.code.runner.limits import Limits, watched_by_clock

# A single array or a list that grows is refused by the system with a MemoryError. Windows and macOS have no such limit.
_ROOM = 2 << 30


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = _private_pipes()
    _limit_memory()
    namespace = fresh_namespace()
    _send(answers, {"ready": True})
    for line in requests:
        request = json.loads(line)
        limits = Limits(**request["limits"])
        variables = fresh_namespace() if request["exercise"] else namespace  # an answer stands on its own
        outcome = execute(
            request["code"],
            variables,
            cell=request["cell"],
            limits=limits,
            watch=watched_by_clock,
            exercise=request["exercise"],
        )
        _send(answers, outcome.to_plain())


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

    resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))


def _send(answers: TextIO, message: dict[str, Any]) -> None:
    # Text that is no valid Unicode (a lone surrogate) travels as an escape, so that nothing can break the line.
    answers.write(json.dumps(message, ensure_ascii=True, default=str) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
