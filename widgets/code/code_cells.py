"""Code cells: how a lesson writes one, and how a cell and what came of it are drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass

import htpy as h

from widgets.code.runner.outcome import Failure, Frame, Outcome
from widgets.drawing.figure import caption

_BODY = re.compile(r"```python\n(?P<code>.*?\n)```\s*(?P<caption>.*)", re.DOTALL)


VARIABLES = (
    "Your network is here as `X`, `Y`, `w` (a list; `w[0]` are the first weights, with the biases as row 0 where it "
    "has some), `activations`, `loss` and `learning_rate`. A name that you give a value of your own is yours."
)


@dataclass(frozen=True)
class CellText:
    """A cell as the lesson has it: the code it starts with, and the words under it."""

    code: str
    caption: str


def parse_cell(body: str) -> CellText:
    """Read the body of a `code_cell` marker: a fenced block of Python, then the caption.

    Raises ValueError if there is no such block or its code is no Python.
    """
    found = _BODY.fullmatch(body.strip())
    if found is None:
        raise ValueError("a code cell's body starts with a fenced block '```python', closed by a line '```'")
    code = found["code"].rstrip("\n")
    try:
        compile(code, "<cell>", "exec")
    except SyntaxError as error:
        raise ValueError(f"the cell's code is no Python: line {error.lineno}: {error.msg}") from None
    return CellText(code, found["caption"].strip())


def frame(code: str, caption_text: str, run_label: str = "Run", note: str = "") -> h.Element:
    """The cell's frame: the code as it reads without a script, and the places that the editor fills.

    note: small print; what is between backticks is code.
    """
    return h.figure(".hl-figure.hl-cell")[
        h.ol(".hl-code", {"data-static": ""})[[h.li[line or " "] for line in code.split("\n")]],
        h.div(".hl-cell-editor", {"data-editor": ""}),
        h.div(".hl-cell-bar", {"data-bar": ""}, hidden=True)[
            h.button(".hl-button.hl-primary", {"data-run": "", "type": "button", "title": "Ctrl+Enter or ⌘+Enter"})[
                run_label, " ▶"
            ],
            h.button(".hl-button", {"data-reset": "", "type": "button"})["Back to the original"],
            h.span(".hl-cell-status", {"data-status": "", "role": "status"}),
        ],
        caption(caption_text),
        h.p(".hl-cell-note")[[h.code[part] if i % 2 else part for i, part in enumerate(note.split("`"))]]
        if note
        else None,
    ]


def status(outcome: Outcome) -> str:
    """A run in a few words."""
    took = f"{outcome.seconds:.1f} s" if outcome.seconds >= 0.1 else f"{1000 * outcome.seconds:.0f} ms"
    if outcome.failure is None:
        return f"Done in {took}."
    return f"{'Stopped' if outcome.failure.kind == 'Stopped' else 'An error'} after {took}."


def output(outcome: Outcome, cell: str) -> h.Node:
    """What a run printed, its value and its error. Charts are drawn by Streamlit."""
    parts = [
        h.pre(".hl-output", {"aria-label": "What was printed"}, tabindex="0")[outcome.printed]
        if outcome.printed
        else None,
        h.pre(".hl-output.hl-cell-value", {"aria-label": "The last line's value"}, tabindex="0")[
            h.span(".hl-cell-value-sign", aria_hidden="true")["→ "], outcome.value
        ]
        if outcome.value is not None
        else None,
        failure_text(outcome.failure, cell) if outcome.failure else None,
        h.p(".hl-cell-note")["The variables of this lesson's cells are gone: run the cells above again."]
        if outcome.cleared
        else None,
    ]
    return h.div(".hl-figure.hl-cell-output", {"role": "log"})[[part for part in parts if part is not None]]


def failure_text(failure: Failure, cell: str) -> h.Element:
    """An error: where, what, and advice."""
    where = [_where(frame, cell, outer=number == 0) for number, frame in enumerate(failure.frames)]
    name = None if failure.kind == "Stopped" else h.b[f"{failure.kind}: "]
    return h.div(".hl-failure")[
        h.div(".hl-failure-where")[" → ".join(where)] if where else None,
        h.div[name, failure.message],
        h.div(".hl-failure-hint")[failure.hint] if failure.hint else None,
    ]


def _where(place: Frame, cell: str, *, outer: bool) -> str:
    inside = f" in {place.function}()" if place.function else ""
    other = f" of the cell “{place.cell}”" if place.cell != cell else ""
    return f"{'Line' if outer else 'line'} {place.line}{inside}{other}"
