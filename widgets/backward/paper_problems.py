"""Paper problems: an endless exercise in tenths, in which every entry is a blank that knows the usual slips."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import streamlit as st

from studies.problems import TOPICS, Problem, Task, problem
from studies.problems.choice import varied
from studies.problems.files import one_file
from studies.problems.statement import Given, loss_now, matrices, sentences
from widgets.backward.backprop_stepper import DECIMALS, MOST, Walk, equation
from widgets.backward.steps.entries import Entries
from widgets.backward.steps.faded import blank_input, score
from widgets.drawing import figure
from widgets.drawing.matrix import Axis, axis, matrix
from widgets.kit import theme
from widgets.kit.remembered import remembered

_SEED = 1  # a problem's number gives the same problem to every reader: a class can speak of "number 12"
_LAST = 9999


def build(drawn: Problem) -> h.Node:
    """The whole figure: what is given, a panel with blanks for each matrix that is asked for, readout."""
    blanks = sum(task.values.size for task in drawn.tasks)
    slips = (slip for task in drawn.tasks for place in task.places for slip in task.slips(place))
    return h.fragment[
        h.p[theme.unbroken(" ".join(sentences(drawn)))],
        h.div(".hl-row")[[_given(drawn, given) for given in matrices(drawn)]],
        h.p[loss_now(drawn)] if drawn.moved else None,
        figure.step_controls([f"{task.title}: {task.name}" for task in drawn.tasks]),
        score("Right so far", f"0 of {blanks}", slips),
        h.div[[_panel(drawn, step, task) for step, task in enumerate(drawn.tasks)]],
        figure.readout("Fill in an entry.", label="What your answer tells"),
    ]


def _given(drawn: Problem, given: Given) -> h.Element:
    """A matrix that is given."""
    assert drawn.iteration is not None
    names = Walk(drawn.iteration).names
    rows, columns = names.axes(given.kind, given.index)
    tag = names.tag(given.kind, given.index)
    return matrix(given.name, given.values, rows, columns, tag=tag, decimals=DECIMALS, most=MOST)


def _panel(drawn: Problem, step: int, task: Task) -> h.Element:
    """One matrix to work out: the matrices that it is made of, and its blanks."""
    rows, columns = _axes(drawn, task)
    tag = _tag(drawn, step, task)
    attributes = figure.part(only=[step]) | {"data-first": f"{tag}.{rows.first}.{columns.first}"}
    return h.div(".hl-panel", attributes, hidden=step > 0)[
        h.div(".hl-row.hl-walk-equation")[[*_made_of(drawn, task), _blanks(drawn, task, rows, columns, tag)]],
        h.div(".hl-panel-words")[h.div(".hl-formula-line")[f"{task.name} = {task.rule}"]],
    ]


def _made_of(drawn: Problem, task: Task) -> list[h.Node]:
    if drawn.iteration is None or task.operation is None:
        return []
    parts = list(equation(Walk(drawn.iteration), task.operation))
    return parts[: -2 if task.operation.kind == "loss" else -1]  # without its result


def _tag(drawn: Problem, step: int, task: Task) -> str:
    """Where later panels show the matrix again, its entries have the stepper's tags."""
    if drawn.iteration is None or task.operation is None or task.operation.kind == "loss":
        return f"P{step}"
    return Walk(drawn.iteration).names.tag(task.operation.kind, task.operation.index)


def _axes(drawn: Problem, task: Task) -> tuple[Axis, Axis]:
    if drawn.iteration is not None and task.operation is not None and task.operation.kind != "loss":
        return Walk(drawn.iteration).names.axes(task.operation.kind, task.operation.index)
    one = Axis("N", ("",))
    return one, Axis("P", ("rows", "columns")) if len(task.asks) > 1 else axis("P", 1)


def _blanks(drawn: Problem, task: Task, rows: Axis, columns: Axis, tag: str) -> h.Element:
    operation = task.operation if task.operation is not None and task.operation.kind != "loss" else None
    entries = Entries(drawn.iteration, operation) if drawn.iteration is not None and operation is not None else None

    def hint(i: int, j: int) -> h.Node:
        if entries is not None:
            return entries.hint(i, j)
        asked = task.asks[j] if task.asks else f"What is {task.name}?"
        return h.fragment[h.b[asked], f" {task.rule[0].upper()}{task.rule[1:]}."]

    def cell(i: int, j: int) -> tuple[tuple[str, ...], h.Node]:
        return (entries.say(i, j)[0] if entries is not None else ()), hint(i, j)

    def entry(i: int, j: int) -> h.Node:
        right = entries.say(i, j)[1] if entries is not None else f"{task.name} = {theme.number(task.values[i, j], 4)}."
        return blank_input(
            float(task.values[i, j]),
            task.allowance((i, j)),
            task.slips((i, j)),
            right=right,
            label=task.entry((i, j)),
        )

    return matrix(
        task.name,
        task.values,
        rows,
        columns,
        tag=tag,
        cell=cell,
        entry=entry,
        title=h.b[task.name] if task.asks else None,
        decimals=DECIMALS,
        most=MOST,
        extra={"class": "hl-matrix hl-wrote"},
    )


@lru_cache(maxsize=16)
def drawn_problem(topic: str, number: int) -> Problem:
    """The problem with this number, from 1: each of the next one's kind differs."""
    return problem(varied(topic, number - 1), _SEED, number)


@remembered
def _figure(topic: str, number: int) -> h.Node:
    return build(drawn_problem(topic, number))


def widget(*, key: str, caption: str) -> None:
    """Choose a topic, work the problem, take another one, or take it along as a sheet."""
    number_key = f"{key}-number"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        topic = st.selectbox(
            "Topic", list(TOPICS), format_func=TOPICS.__getitem__, index=4, key=f"{key}-topic", width=260
        )
        number = st.number_input("Problem number", 1, _LAST, key=number_key, width=150)
        st.button("Another one", key=f"{key}-another", type="primary", on_click=_another, args=(number_key,))
        st.download_button(
            "Print it",
            one_file("sheet.html", [drawn_problem(topic, number)]),
            f"problem-{topic}-{number}.html",
            "text/html",
            key=f"{key}-sheet",
            on_click="ignore",
            help="A page with blanks, and one with the key",
        )
    figure.show(
        _figure(topic, number),
        key=f"{key}-figure",
        label="A problem in tenths, to be worked on paper and filled in entry by entry",
        caption_text=caption,
    )


def _another(number_key: str) -> None:
    st.session_state[number_key] = st.session_state.get(number_key, 1) % _LAST + 1
