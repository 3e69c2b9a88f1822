"""A code cell: the reader writes Python in the page and runs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from studies.exercises.given import Given, Variables
from widgets.code import code_cells, code_editor
from widgets.code.runner import visitor
from widgets.code.runner.earlier import Earlier, graded
from widgets.code.runner.execute import execute, fresh_namespace
from widgets.code.runner.limits import Limits, memory_in_browser, watched_by_steps
from widgets.code.runner.outcome import Outcome
from widgets.code.runner.policy import Place
from widgets.drawing import charts
from widgets.kit import reader
from widgets.progress import store

LIMITS = Limits()


def widget(*, key: str, caption: str, name: str) -> None:
    """An editor, its output and a way back. caption: code and words, see code_cells.parse_cell.

    name: what this cell is called in messages; unique in its lesson.
    """
    text = code_cells.parse_cell(caption)
    draw(
        key=key,
        name=name,
        original=text.code,
        caption=text.caption,
        note=code_cells.VARIABLES,
        label=f"Python code, cell {name}",
        run=lambda code: run_code(code, lesson_of(key), name),
    )


def draw(
    *,
    key: str,
    name: str,
    original: str,
    caption: str,
    label: str,
    run: Callable[[str], Outcome],
    run_label: str = "Run",
    status: Callable[[Outcome], str] = code_cells.status,
    limit: float = LIMITS.seconds,
    note: str = "",
) -> Outcome | None:
    """An editor with what the reader last wrote in it, and what came of the last run, which is returned.

    original: the code that the lesson gives. run(code) is called when the reader runs it, where the policy lets code
    run; elsewhere the page says why not. limit: how many seconds that may take. note: small print below the cell.
    """
    store.follow_elsewhere()
    kept = kept_name(key, name)
    refusal = visitor.refusal()
    state = f"{kept}-outcome"
    before: tuple[int, Outcome | None] = st.session_state.get(state, (0, None))
    count, outcome = before

    def keep(code: str) -> None:
        st.session_state[state] = (count + 1, run(code))

    code_editor.edit(
        key=key,
        name=kept,
        original=original,
        frame=code_cells.frame(original, caption, run_label=run_label, note=note),
        label=label,
        on_run=keep,
        answered=count,
        status=status(outcome) if outcome else "",
        wrong_line=outcome.failure.line_in(name) if outcome and outcome.failure else None,
        limit=limit,
        read_only=refusal is not None,
    )
    offer_older_text(key, kept, original)
    if refusal is not None:
        st.info(refusal.value, icon=":material/lock:")
    if outcome is not None:
        show_outcome(outcome, name, key)
    return outcome


def kept_name(key: str, name: str) -> str:
    """What the text of a cell and what came of it are kept under: its lesson and its name there."""
    return f"{lesson_of(key)}/{name}"


def lesson_of(key: str) -> str:
    """The lesson of a widget's key (lessons.page): what stands before the line."""
    return key.rpartition("-")[0]


def run_code(code: str, lesson: str, name: str, exercise: str = "", before: Sequence[Earlier] = ()) -> Outcome:
    """Run a cell with the variables of its lesson, or grade an answer to an exercise, where the policy says.

    A cell has the reader's network in variables (studies.exercises.given), besides.
    before: the earlier cells that the answer uses.
    """
    where, given = visitor.place_of_code(), given_of(reader.kept())
    if where is Place.PROCESS:
        from widgets.code.runner.process import Worker  # the browser edition has no processes

        worker: Worker = st.session_state.setdefault(f"worker-{lesson}", Worker())
        return worker.run(code, cell=name, limits=LIMITS, exercise=exercise, before=before, given=given)
    if where is Place.HERE:
        watch = watched_by_steps(memory_in_browser)
        if exercise:
            return graded(code, cell=name, limits=LIMITS, watch=watch, exercise=exercise, before=before, given=given)
        namespace: dict[str, Any] = st.session_state.setdefault(f"namespace-{lesson}", fresh_namespace())
        variables: Variables = st.session_state.setdefault(f"variables-{lesson}", Variables())
        variables.into(namespace, given)
        return execute(code, namespace, cell=name, limits=LIMITS, watch=watch)
    raise ValueError("code: expected the reader of this machine, got another one")


def given_of(network: reader.ReaderNetwork) -> Given:
    """The reader's network as cells have it."""
    net, data = network.network(), network.dataset()
    return Given(
        data.X.tolist(),
        data.Y.tolist(),
        [w.tolist() for w in net.weights],
        list(net.activations),
        net.bias,
        network.loss,
        network.learning_rate,
    )


def show_outcome(outcome: Outcome, name: str, key: str) -> None:
    """Draw what a cell printed, its value, its error and its chart."""
    if outcome.printed or outcome.value is not None or outcome.failure is not None:
        st.html(str(code_cells.output(outcome, name)))
    if outcome.chart is not None:
        st.vega_lite_chart(charts.inline_spec(outcome.chart), key=f"{key}-chart", width="stretch")


def offer_older_text(key: str, kept: str, original: str) -> None:
    """The lesson's code is new, and the reader had changed the old one: show theirs at a press, hide neither."""
    older = code_editor.older_text(kept, original)
    if older is None:
        return
    with st.expander("This cell is new in this edition; here is what you typed for the earlier one"):
        st.code(older, language="python")
        st.button("Forget it", key=f"{key}-forget", on_click=store.drop, args=("code", kept))
