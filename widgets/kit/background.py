"""Work that goes on beside the page: a thread on a server, a task of the event loop in the browser.

Python in the browser has one thread. Work there is cut into short slices, and between two of them whatever the reader
did is answered. On a server the slices of all readers run in one thread, in turn.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
from collections import deque
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
        _turns.add(step)


def keep(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on the event loop (in the browser), to its end."""
    task = asyncio.get_event_loop().create_task(coroutine)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _slices(step: Callable[[], bool]) -> None:
    while step():
        for _ in range(TURNS):
            await asyncio.sleep(0)


class Turns:
    """Work of several readers in one thread: a slice of each in turn, so that none waits for another's to end.

    However many train, all of them together take one thread of the server, and leave half of its time to the pages.
    """

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], bool]] = deque()
        self._lock = threading.Lock()
        self._running = False

    def add(self, step: Callable[[], bool]) -> None:
        """Call step again and again until it returns False or fails."""
        with self._lock:
            self._waiting.append(step)
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                step, others = self._waiting.popleft(), len(self._waiting)
            start = time.perf_counter()
            try:
                more = step()
            except Exception:  # one reader's training must not end the others'
                logging.getLogger(__name__).exception("A piece of background work failed")
                more = False
            if more:
                with self._lock:
                    self._waiting.append(step)
            # Lets the pages in that wait for Python's lock; where several train, for as long as the slice took.
            time.sleep(time.perf_counter() - start if others else 0.001)


_turns = Turns()
