"""An exercise: the reader writes code, a grader says what is right and which slip is in what is not."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from widgets.code import code_cell, code_cells, exercises, own_losses
from widgets.code.exercises import ExerciseText
from widgets.code.runner.outcome import Outcome
from widgets.kit import theme
from widgets.progress import store


def widget(*, key: str, caption: str, name: str) -> None:
    """An editor with checks, hints in steps and a solution. caption: see exercises.parse_exercise.

    name: the grader in studies.exercises.
    """
    with st.container(border=True, key=f"{key}-exercise"):
        draw(
            key,
            exercises.parse_exercise(caption),
            name,
            lambda code: code_cell.run_code(code, code_cell.lesson_of(key), name, exercise=name),
        )


def draw(
    key: str,
    text: ExerciseText,
    name: str,
    check: Callable[[str], Outcome],
    *,
    limit: float = code_cell.LIMITS.seconds,
    keep_code: bool = False,
) -> None:
    """The editor, the report and the help. check(code) grades an answer, which may take so many seconds.

    keep_code: keep an answer that has passed, for the cells that use it.
    """
    kept = code_cell.kept_name(key, name)

    def run(code: str) -> Outcome:
        graded = check(code)
        _remember(kept, code, text, graded, keep_code=keep_code)
        return graded

    outcome = code_cell.draw(
        key=key,
        name=name,
        original=text.start,
        caption=text.caption,
        label=f"Python code, exercise {name}",
        run=run,
        run_label="Check",
        status=_status,
        limit=limit,
    )
    if outcome is not None and outcome.earlier:
        st.html(str(exercises.earlier_text(outcome.earlier)))
    if outcome is not None and outcome.report is not None:
        st.html(str(exercises.report_text(outcome.report)))
        if outcome.report["curve"]:
            own_losses.show(outcome.report["curve"], key=f"{key}-losses")
    _draw_help(key, kept, text, outcome)


def _status(outcome: Outcome) -> str:
    if outcome.report is None:
        return code_cells.status(outcome)
    return "All checks passed." if outcome.report["passed"] else "Not yet."


def _remember(kept: str, code: str, text: ExerciseText, outcome: Outcome, *, keep_code: bool) -> None:
    before = store.get("exercises", kept) or {}
    passes = bool(outcome.report and outcome.report["passed"])
    tries = exercises.tried(code, text.start, list(before.get("tries", [])))
    now = {"solved": bool(before.get("solved")) or passes, "tries": tries}
    store.put("exercises", kept, before | now | ({"passed": code} if passes and keep_code else {}))


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
    open_now = exercises.is_open(bool(before.get("solved")), tries)
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
            st.caption(exercises.waiting(tries))
    if reveal:
        st.code(text.solution, language="python")
        st.markdown(theme.colour_maths(text.why))
