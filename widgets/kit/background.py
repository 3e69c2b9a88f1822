"""Work that goes on beside the page: a thread on a server, a task of the event loop in the browser.

Python in the browser has one thread. Work there is cut into short slices, and between two of them whatever the reader
did is answered. On a server the same slices run in a thread of their own.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

IN_BROWSER = sys.platform == "emscripten"
TURNS = 20
"""Between two slices the event loop gets so many turns: a message to the page takes one or more of them, and a page has
a hundred messages. With one turn for each slice the page would wait many seconds for what Python has long drawn."""
_tasks: set[asyncio.Task[None]] = set()  # the event loop itself keeps only weak references to its tasks


def run_slices(step: Callable[[], bool]) -> None:
    """Call step again and again, beside the page's own scripts, until it returns False."""
    if IN_BROWSER:
        keep(_slices(step))
    else:
        threading.Thread(target=_loop, args=(step,), daemon=True).start()


def keep(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on the event loop (in the browser), to its end."""
    task = asyncio.get_event_loop().create_task(coroutine)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _slices(step: Callable[[], bool]) -> None:
    while step():
        for _ in range(TURNS):
            await asyncio.sleep(0)


def _loop(step: Callable[[], bool]) -> None:
    while step():
        time.sleep(0.001)  # lets the pages in that wait for the lock
