"""Work beside the page: fair between readers, and one reader's failure is nobody else's."""

from __future__ import annotations

import gc
import threading

import pytest

from widgets.kit import garbage
from widgets.kit.background import Turns


def test_all_get_their_turns_and_what_fails_ends_alone(caplog: pytest.LogCaptureFixture) -> None:
    turns, called, done = Turns(), [], threading.Event()
    both = threading.Barrier(2)

    def reader(name: str, slices: int) -> None:
        left = slices

        def step() -> bool:
            nonlocal left
            left -= 1
            called.append(name)
            if not left:
                done.set() if name == "long" else None
            return left > 0

        turns.add(step)

    def fails() -> bool:
        both.wait(10)  # the others are in the queue by now
        raise RuntimeError("no more")

    turns.add(fails)
    reader("long", 6)
    reader("short", 3)
    both.wait(10)
    assert done.wait(10)
    assert called == ["long", "short"] * 3 + ["long"] * 3
    assert "no more" in caplog.text


def test_work_that_comes_when_all_is_done_is_done_too() -> None:
    turns = Turns()
    for _ in range(3):
        done = threading.Event()
        turns.add(lambda done=done: done.set() or False)  # type: ignore[misc]
        assert done.wait(10)


def test_what_stays_is_looked_at_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    thresholds = gc.get_threshold()
    monkeypatch.setattr(garbage, "_settled", False)
    try:
        garbage.settle()
        frozen = gc.get_freeze_count()
        assert frozen > 10_000
        later = [[] for _ in range(1_000)]  # type: ignore[var-annotated]
        garbage.settle()
        assert gc.get_freeze_count() <= frozen, len(later)  # what is let go counts no more
    finally:
        gc.set_threshold(*thresholds)
