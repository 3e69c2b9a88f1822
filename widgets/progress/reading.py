"""Which lessons a reader has read: those whose end has been in view (client/progress/reading.ts)."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from widgets.kit import component
from widgets.progress import store
from widgets.progress.kept import Progress

KIND = "read"


def lessons(progress: Progress) -> frozenset[str]:
    """The lessons that were read."""
    return frozenset(name for name in progress.kinds.get(KIND, {}) if progress.get(KIND, name))


def watch(lesson: str, known: Collection[str]) -> None:
    """Have the page say when its reader comes to the end of this lesson, for the first time. known: all lessons."""
    waits = lesson in known and lesson not in lessons(store.everything())
    # Streamlit lets go of what the page has said in a run of its own, so its component must still be there.
    hear = partial(_hear, known=known)
    component.mount("reading", key="reading", html=None, data={"lesson": lesson if waits else ""}, hears={"read": hear})


def _hear(lesson: Any, *, known: Collection[str]) -> None:
    if lesson in known:  # the page sends it; after a click to another lesson it may be the one before
        store.put(KIND, lesson, True)
