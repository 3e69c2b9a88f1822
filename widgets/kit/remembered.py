"""Pictures that are drawn once and given to all who ask for the same: equal networks have equal figures.

    @remembered
    def _picture(own: ReaderNetwork, step: int) -> h.Node: ...

The function has to be pure, and its arguments have to tell all that it looks at. What it returns is written out as HTML
and kept, the last used longest, within so many bytes for the whole process. A function that draws a chart is remembered
by `widgets.drawing.charts.remembered`.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, cast

import htpy as h
from markupsafe import Markup

from widgets.kit.background import IN_BROWSER

P = ParamSpec("P")
# Bytes. A page has some figures of some ten kilobytes; a class whose sliders are all over the place has hundreds.
ROOM = (4 if IN_BROWSER else 64) * 2**20


@dataclass(frozen=True)
class Use:
    """How a shelf is used. hits: asked for and there; misses: had to be drawn; kept: pictures; bytes: of all."""

    hits: int
    misses: int
    kept: int
    bytes: int

    @property
    def rate(self) -> float:
        """Which part of what was asked for was there; 0 where nobody has asked."""
        return self.hits / max(1, self.hits + self.misses)


class Shelf:
    """HTML or JSON by what it was made from; what was not asked for the longest makes room. Safe between threads."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._kept: OrderedDict[Hashable, tuple[str, int]] = OrderedDict()
        self._being_drawn: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()
        self._hits = self._misses = self._bytes = 0

    def take(self, name: Hashable, draw: Callable[[], str]) -> str:
        """What lies there under this name, else what is drawn now. An error is the caller's and is not kept.

        Who asks for what another thread is drawing waits for it: to draw it twice at once would take both longer.
        """
        while True:
            with self._lock:
                if (found := self._kept.get(name)) is not None:
                    self._hits += 1
                    self._kept.move_to_end(name)
                    return found[0]
                if (being_drawn := self._being_drawn.get(name)) is None:
                    drawn_now = self._being_drawn[name] = threading.Event()
                    self._misses += 1
                    break
            being_drawn.wait()
        try:
            drawn = draw()  # not under the lock: who asks for something else is not to wait
            self._keep(name, drawn)
            return drawn
        finally:
            with self._lock:
                del self._being_drawn[name]
            drawn_now.set()

    def _keep(self, name: Hashable, drawn: str) -> None:
        size = sys.getsizeof(drawn) + len(repr(name))
        if size > self.room:
            return
        with self._lock:
            self._kept[name] = drawn, size
            self._bytes += size
            while self._bytes > self.room:
                _, (_, gone) = self._kept.popitem(last=False)
                self._bytes -= gone

    def use(self) -> Use:
        """How it is used up to now."""
        with self._lock:
            return Use(self._hits, self._misses, len(self._kept), self._bytes)

    def clear(self) -> None:
        """As at the beginning."""
        with self._lock:
            self._kept.clear()
            self._hits = self._misses = self._bytes = 0


PICTURES = Shelf(ROOM)


def remembered(draw: Callable[P, h.Node]) -> Callable[P, Markup]:
    """The same function, which draws for equal arguments once. They have to be hashable."""

    def written(*args: P.args, **kwargs: P.kwargs) -> Markup:
        drawn = draw(*args, **kwargs)
        return drawn if isinstance(drawn, Markup) else Markup(h.fragment[drawn])

    return cast(Callable[P, Markup], remembered_text(wraps(draw)(written)))


def remembered_text(draw: Callable[P, str]) -> Callable[P, str]:
    """The same for a function that returns what is to be kept as it is."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> str:
        # 1, 1.0 and True are equal, but are not written the same.
        kinds = tuple(type(value) for value in (*args, *kwargs.values()))
        name = (draw.__module__, draw.__qualname__, args, tuple(sorted(kwargs.items())), kinds)
        return PICTURES.take(name, lambda: draw(*args, **kwargs))

    return drawn
