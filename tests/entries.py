"""A handed-in entry of assignment B, for all tests that read, change or forge one."""

from __future__ import annotations

from functools import cache

from studies.exercises.assignments import Entry, hand_in

ADAS = Entry(("tanh", "tanh", "sigmoid"), 0.5, 1)


@cache
def handed_in_by_ada() -> str:
    """Its file, whose program is trained once."""
    return hand_in(ADAS, "Ada")
