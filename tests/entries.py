"""A handed-in entry of assignment B, for all tests that read, change or forge one."""

from __future__ import annotations

from functools import cache

from studies.exercises.assignments import Entry, Trained, hand_in

ADAS = Entry(("tanh", "tanh", "sigmoid"), 0.5, 1)


@cache
def adas_training() -> Trained:
    """What its program gives, which is trained once."""
    return ADAS.run()


def handed_in_by_ada(name: str = "Ada") -> str:
    """Its file."""
    return hand_in(ADAS, name, adas_training())
