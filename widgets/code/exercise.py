"""An exercise: the reader writes code, a grader says what is right and which slip is in what is not."""

from __future__ import annotations

import streamlit as st

from widgets.code import code_cell, code_cells, exercises
from widgets.code.exercises import ExerciseText
from widgets.code.runner.outcome import Outcome
from widgets.kit import theme
from widgets.progress import store


def widget(*, key: str, caption: str, name: str) -> None:
    """An editor with checks, hints in steps and a solution. caption: see exercises.parse_exercise.

    name: the grader in studies.exercises.
    """
    text = exercises.parse_exercise(caption)
    kept = code_cell.kept_name(key, name)

    def check(code: str) -> Outcome:
        graded = code_cell.run_code(code, code_cell.lesson_of(key), name, exercise=name)
        _remember(kept, code, text, graded)
        return graded

    with st.container(border=True, key=f"{key}-exercise"):
        outcome = code_cell.draw(
            key=key,
            name=name,
            original=text.start,
            caption=text.caption,
            label=f"Python code, exercise {name}",
            run=check,
            run_label="Check",
            status=_status,
        )
        if outcome is not None and outcome.report is not None:
            st.html(str(exercises.report_text(outcome.report)))
        _draw_help(key, kept, text, outcome)


def _status(outcome: Outcome) -> str:
    if outcome.report is None:
        return code_cells.status(outcome)
    return "All checks passed." if outcome.report["passed"] else "Not yet."


def _remember(kept: str, code: str, text: ExerciseText, outcome: Outcome) -> None:
    before = store.get("exercises", kept) or {}
    solved = bool(before.get("solved")) or bool(outcome.report and outcome.report["passed"])
    tries = exercises.tried(code, text.start, list(before.get("tries", [])))
    store.put("exercises", kept, {"solved": solved, "tries": tries})


def _draw_help(key: str, kept: str, text: ExerciseText, outcome: Outcome | None) -> None:
    """Hints one after the other; the solution once the reader has tried seriously, or solved it."""
    before = store.get("exercises", kept) or {}
    shown = st.session_state.get(f"{key}-hints", 0)
    for number, hint in enumerate(text.hints[:shown], start=1):
        st.markdown(f"**Hint {number}.** {theme.colour_maths(hint)}")
    passes = None if outcome is None else bool(outcome.report and outcome.report["passed"])
    said = exercises.standing(bool(before.get("solved")), passes)
    if said:
        st.markdown(f":green[:material/check_circle:] **{said}**")
    tries = len(before.get("tries", []))
    open_now = bool(before.get("solved")) or tries >= exercises.TRIES_BEFORE_SOLUTION
    with st.container(horizontal=True, vertical_alignment="center"):
        if shown < len(text.hints):
            more = {f"{key}-hints": shown + 1}
            st.button(
                f"Hint {shown + 1} of {len(text.hints)}",
                key=f"{key}-hint",
                on_click=lambda: st.session_state.update(more),
            )
        if open_now:
            reveal = st.toggle("Show a solution", key=f"{key}-solution")
        else:
            reveal = False
            left = exercises.TRIES_BEFORE_SOLUTION - tries
            st.caption(f"A solution opens after {left} more {'tries' if left > 1 else 'try'} of your own.")
    if reveal:
        st.code(text.solution, language="python")
