"""The editor of code cells and exercises: CodeMirror in the page, the reader's text in session and progress.

The script is client/code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import htpy as h

from widgets.kit import component
from widgets.progress import store

_PATIENCE = 3.0  # seconds after a cell's limit until the page offers to start Python anew


def edit(
    *,
    key: str,
    name: str,
    original: str,
    frame: h.Element,
    label: str,
    on_run: Callable[[str], None],
    answered: int,
    status: str,
    wrong_line: int | None,
    limit: float,
    read_only: bool = False,
) -> None:
    """Mount an editor that starts with the reader's own text, if there is one for this edition of the original.

    name: what the text is kept under. frame: see code_cells.frame. on_run(text) is called when the reader runs it;
    answered, status and wrong_line are what the editor shows of the run that came last (answered counts the runs).
    limit: how many seconds a run may take.
    """

    def run(text: str) -> None:
        _keep(name, original, text)
        on_run(text)

    component.mount(
        "code_cell",
        key=key,
        data={
            "html": str(frame),
            "name": name,
            "label": label,
            "original": original,
            "text": kept_text(name, original),
            "stamp": f"{store.generation()} {store.written('code', name)} {original}",
            "chosen": store.chosen(),
            "begun": store.begun(),
            "answered": answered,
            "status": status,
            "wrong_line": wrong_line or 0,
            "patience": 1000 * (limit + _PATIENCE),
            "read_only": read_only,
        },
        hears={"run": run, "text": lambda text: _keep(name, original, text)},
    )


def kept_text(name: str, original: str) -> str:
    """What the reader last typed for this edition of the original; the original, if nothing was."""
    entry = store.get("code", name)
    if isinstance(entry, Mapping) and entry.get("edition") == store.edition(original):
        return str(entry["text"])
    return original


def older_text(name: str, original: str) -> str | None:
    """What the reader typed for an earlier edition, None if nothing was."""
    entry: Any = store.get("code", name)
    if isinstance(entry, Mapping) and entry.get("edition") != store.edition(original):
        return str(entry["text"])
    return None


def _keep(name: str, original: str, text: str | None) -> None:
    if text is None:
        return
    # An older edition's text is kept until the reader has typed something of their own here.
    if text != original:
        store.put("code", name, {"edition": store.edition(original), "text": text})
    elif kept_text(name, original) != original:
        store.drop("code", name)
