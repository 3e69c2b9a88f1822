"""A cell of "Build it yourself": an exercise that uses what the reader has written in earlier lessons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from studies.exercises.own_network.steps import STEPS, Step, earlier
from widgets.code import code_cell, exercise, exercises
from widgets.code.runner.earlier import Earlier, longest
from widgets.code.runner.outcome import Outcome
from widgets.progress import store


def widget(*, key: str, caption: str, name: str) -> None:
    """The exercise, which cells before it are used, and whose. caption: see exercises.parse_step.

    name: of the step in studies.exercises.own_network.steps.
    """
    text = replace(exercises.parse_step(caption), solution=STEPS[name].book)
    with st.container(border=True, key=f"{key}-exercise"):
        before = _draw_before(key, name)
        exercise.draw(
            key,
            text,
            name,
            lambda code: check(code, code_cell.lesson_of(key), name, before),
            limit=longest(code_cell.LIMITS, before, name),
            keep_code=True,
        )


def own_code(step: Step) -> str | None:
    """What the reader has written for a step and what has passed its checks, None if nothing has."""
    kept = store.get("exercises", f"{step.lesson}/{step.name}") or {}
    return str(kept["passed"]) if "passed" in kept else None


def check(code: str, lesson: str, name: str, before: Sequence[Earlier]) -> Outcome:
    """Grade an answer. Where an earlier cell of the reader's has ended Python itself, the book's cells are taken."""
    outcome = code_cell.run_code(code, lesson, name, exercise=name, before=before)
    own = [cell for cell in before if cell.code is not None]
    if not (outcome.cleared and outcome.failure and own):
        return outcome
    again = code_cell.run_code(code, lesson, name, exercise=name, before=[Earlier(cell.name) for cell in before])
    if again.cleared:
        return outcome
    said = f"With your earlier cells Python had to be ended: {outcome.failure.message} Here it ran with the book's."
    return replace(again, earlier=(said, *again.earlier))


def sources(cells: Sequence[Earlier]) -> str:
    """Whose earlier cells are used, in a sentence."""
    own = [f"*{STEPS[cell.name].title}*" for cell in cells if cell.code is not None]
    book = [f"*{STEPS[cell.name].title}*" for cell in cells if cell.code is None]
    parts = [
        *([f"your code from {listed(own)}"] if own else []),
        *([f"the book's from {listed(book)}"] if book else []),
    ]
    return f"This cell uses {' and '.join(parts)}."


def listed(names: Sequence[str]) -> str:
    """Names in a sentence."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _draw_before(key: str, name: str) -> list[Earlier]:
    """The cells before this one, as they will be used; the reader may have the book's in the place of their own."""
    own = [Earlier(step.name, own_code(step)) for step in earlier(name)]
    if not own:
        return []
    said, cells = st.empty(), own
    if any(cell.code is not None for cell in own) and st.toggle("Use the book's earlier cells", key=f"{key}-book"):
        cells = [Earlier(cell.name) for cell in own]
    missing = any(cell.code is None for cell in own)
    said.caption(sources(cells) + (" Yours takes the place of the book's once its checks pass." if missing else ""))
    with st.expander("What the earlier cells define"):
        for cell in cells:
            st.caption(f"*{STEPS[cell.name].title}*{'' if cell.code is not None else ', the book’s'}")
            st.code(cell.text, language="python")
    return cells
