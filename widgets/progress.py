"""What the reader has done: answers, code and scores, by kind and name."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

_STATE = "progress"


def get(kind: str, name: str) -> Any:
    """What was kept under that kind and name, None if nothing was."""
    return _table(kind).get(name)


def put(kind: str, name: str, value: Any) -> None:
    """Keep a value made of dicts, lists, texts and numbers."""
    _table(kind)[name] = value


def drop(kind: str, name: str) -> None:
    """Keep it no longer."""
    _table(kind).pop(name, None)


def generation() -> int:
    """A number that changes when the whole of it is replaced, as by a restored file."""
    return int(st.session_state.get(f"{_STATE}-generation", 0))


def edition(text: str) -> str:
    """A short mark of a text of the lesson: what was kept for another edition of it is told by it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _table(kind: str) -> dict[str, Any]:
    table: dict[str, Any] = st.session_state.setdefault(_STATE, {}).setdefault(kind, {})
    return table
