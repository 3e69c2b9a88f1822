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
        await asyncio.sleep(0)


def _loop(step: Callable[[], bool]) -> None:
    while step():
        time.sleep(0.001)  # lets the pages in that wait for the lock
