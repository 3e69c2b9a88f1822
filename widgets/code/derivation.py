"""Derive every line: the way back in one-line cells, each compared with the exact derivative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import htpy as h
import streamlit as st

from studies.exercises.derivation import SETS, Lines
from studies.exercises.derivation.lines import Line, program
from widgets.code import code_cell, code_cells, exercises
from widgets.code.runner import visitor
from widgets.code.runner.outcome import Outcome
from widgets.drawing import sign
from widgets.kit import theme
from widgets.progress import store

# Each is a run of the reader's code when the site is built.
SLIPS_FORESEEN = 2
_VERDICTS = {"exact": "exact", "to rounding": "right, to rounding", "nearly": "nearly", "wrong": "wrong"}


def widget(*, key: str, caption: str, lines: str) -> None:
    """What is given, a field for each line with what came of it, and a button that checks all that is written."""
    chosen = SETS[lines]
    refusal = visitor.refusal()
    store.follow_elsewhere()
    with st.container(border=True, key=f"{key}-derivation"):
        if caption:
            st.markdown(theme.colour_maths(caption))
        st.markdown(theme.colour_maths(given_text(chosen)))
        if refusal is not None:
            st.info(refusal.value, icon=":material/lock:")
        for number, line in enumerate(chosen.lines, start=1):
            _draw_line(key, chosen, line, number, locked=refusal is not None)
        st.button(
            "Check all lines",
            key=f"{key}-all",
            disabled=refusal is not None,
            on_click=partial(_check_all, key, chosen),
        )


def given_text(lines: Lines) -> str:
    """What a line may use, as a Markdown table."""
    rows = [f"| `{one.name}` | {one.says} |" for one in lines.given]
    return "\n".join(["| given | what it is |", "| :-- | :-- |", *rows])


def verdict(report: Mapping[str, Any]) -> h.Element:
    """What came of a line: how it compares, what to say, and where it is off, the matrix with its wrong entries."""
    passed = bool(report["passed"])
    return h.div(f".hl-figure.hl-line.hl-line-{'passed' if passed else 'failed'}", {"role": "status"})[
        h.b[sign.verdict(passed, said=False), _VERDICTS[report["verdict"]]],
        f". {report['say']}" if report["say"] else None,
        None if passed or not report["entries"] else entries(report["entries"], report["wrong"]),
    ]


def entries(rows: Any, wrong: Any) -> h.Element:
    """The reader's matrix with the indices that Python counts by; a wrong entry has a cross and a frame."""
    off = {tuple(place) for place in wrong}
    return h.div(".hl-scroll", tabindex="0", role="group", aria_label="Your numbers")[
        h.table(".hl-line-entries")[
            h.thead[h.tr[h.th, [h.th(scope="col")[str(j)] for j in range(len(rows[0]))]]],
            h.tbody[
                [
                    h.tr[
                        h.th(scope="row")[str(i)],
                        [
                            h.td(".hl-line-off")[sign.verdict(False), theme.number(number, 4)]
                            if (i, j) in off
                            else h.td[theme.number(number, 4)]
                            for j, number in enumerate(row)
                        ],
                    ]
                    for i, row in enumerate(rows)
                ]
            ],
        ]
    ]


def foreseen(line: Line) -> list[list[str]]:
    """Texts that readers are likely to write, in groups of those that are answered alike: what is right, then slips."""
    expressions = (line.right, *(wrong for wrong, _ in line.slips[:SLIPS_FORESEEN]))
    return [list(dict.fromkeys(_writings(line.name, expression))) for expression in expressions]


def _writings(name: str, expression: str) -> Iterator[str]:
    for text in (expression, expression.replace(" ", "")):
        yield text
        yield f"{name} = {text}"
        yield f"{name}={text}"


def _draw_line(key: str, lines: Lines, line: Line, number: int, *, locked: bool) -> None:
    field = _field(key, line)
    # site_builder/collect/rehearse.py asks what readers will probably type into a field.
    st.session_state[f"{field}-foreseen"] = partial(foreseen, line)
    st.text_input(
        theme.colour_maths(f"**{number}.** `{line.name}` $\\;= {line.formula}$"),
        _kept_text(key, lines, line),
        key=field,
        disabled=locked,
        placeholder="one line of NumPy, then Enter",
        autocomplete="off",
        on_change=partial(_check, key, lines, line),
    )
    state = _state(key, line)
    text, outcome = st.session_state.get(state, ("", None))
    if outcome is not None and text == st.session_state.get(field):
        st.html(str(_said(outcome)))
    kept = store.get("exercises", _kept(key, lines, line)) or {}
    if exercises.is_open(bool(kept.get("solved")), len(kept.get("tries", []))):
        with st.expander(f"A solution for {line.name}"):
            st.code(f"{line.name} = {line.right}", language="python")
            st.markdown(theme.colour_maths(line.why))


def _said(outcome: Outcome | str) -> h.Element:
    if isinstance(outcome, str):
        return h.div(".hl-figure.hl-line.hl-line-failed", {"role": "status"})[outcome]
    if outcome.report is None:
        assert outcome.failure is not None
        failure = replace(outcome.failure, frames=())  # there is one line, and the reader sees it
        return h.div(".hl-figure", {"role": "status"})[code_cells.failure_text(failure, "line")]
    return verdict(outcome.report)


def _check(key: str, lines: Lines, line: Line) -> None:
    """Run what is written in a line's field, if anything is, and remember it."""
    text = str(st.session_state.get(_field(key, line), ""))
    kept = _kept(key, lines, line)
    if not text.strip():
        store.drop("code", kept)
        st.session_state.pop(_state(key, line), None)
        return
    store.put("code", kept, {"edition": store.edition(line.right), "text": text})
    if visitor.refusal() is not None:
        return
    try:
        code = program(lines, line.name, text)
    except ValueError as error:
        st.session_state[_state(key, line)] = (text, str(error))
        return
    outcome = code_cell.run_code(code, code_cell.lesson_of(key), "line", exercise=f"{lines.name}.{line.name}")
    st.session_state[_state(key, line)] = (text, outcome)
    before = store.get("exercises", kept) or {}
    solved = bool(before.get("solved")) or bool(outcome.report and outcome.report["passed"])
    tries = exercises.tried(text, "", list(before.get("tries", [])))
    store.put("exercises", kept, {"solved": solved, "tries": tries})


def _check_all(key: str, lines: Lines) -> None:
    for line in lines.lines:
        _check(key, lines, line)


def _field(key: str, line: Line) -> str:
    return f"{key}-{line.name}-{store.generation()}"


def _state(key: str, line: Line) -> str:
    return f"{key}-{line.name}-outcome"


def _kept(key: str, lines: Lines, line: Line) -> str:
    return code_cell.kept_name(key, f"{lines.name}.{line.name}")


def _kept_text(key: str, lines: Lines, line: Line) -> str:
    """What the reader has written in this line before; it is shown, and runs when they ask for it."""
    entry = store.get("code", _kept(key, lines, line)) or {}
    return str(entry["text"]) if entry.get("edition") == store.edition(line.right) else ""
