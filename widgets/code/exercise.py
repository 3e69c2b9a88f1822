"""An exercise: the reader writes code, a grader says what is right and which slip is in what is not."""

from __future__ import annotations

import streamlit as st

from widgets.code import code_cell, code_cells, code_editor, exercises
from widgets.code.exercises import ExerciseText
from widgets.code.runner import visitor
from widgets.code.runner.outcome import Outcome
from widgets.kit import theme
from widgets.progress import store


def widget(*, key: str, caption: str, name: str) -> None:
    """An editor with checks, hints in steps and a solution. caption: see exercises.parse_exercise.

    name: the grader in studies.exercises.
    """
    _exercise(key, exercises.parse_exercise(caption), name)


@st.fragment
def _exercise(key: str, text: ExerciseText, name: str) -> None:
    store.follow_elsewhere()
    lesson = key.rpartition("-")[0]
    kept = f"{lesson}/{name}"
    refusal = visitor.refusal()
    state = f"{kept}-outcome"
    count, outcome = st.session_state.get(state, (0, None))

    def run(code: str) -> None:
        graded = code_cell.run_code(code, lesson, name, exercise=name)
        st.session_state[state] = (count + 1, graded)
        _remember(kept, code, text, graded)

    with st.container(border=True, key=f"{key}-exercise"):
        code_editor.edit(
            key=key,
            name=kept,
            original=text.start,
            frame=code_cells.frame(text.start, text.caption, run_label="Check"),
            label=f"Python code, exercise {name}",
            on_run=run,
            answered=count,
            status=_status(outcome),
            wrong_line=outcome.failure.line_in(name) if outcome and outcome.failure else None,
            limit=code_cell.LIMITS.seconds,
            read_only=refusal is not None,
        )
        code_cell.offer_older_text(key, kept, text.start)
        if refusal is not None:
            st.info(refusal.value, icon=":material/lock:")
        if outcome is not None:
            code_cell.show_outcome(outcome, name, key)
            if outcome.report is not None:
                st.html(str(exercises.report_text(outcome.report)))
        _draw_help(key, kept, text, outcome)


def _status(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
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
