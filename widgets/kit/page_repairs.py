"""Mend what Streamlit's own page lacks for screen readers; see page_repairs.js for each repair and its reason."""

from __future__ import annotations

from pathlib import Path

from widgets.kit import component

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def mount() -> None:
    """Put the repairs on the page; they show nothing."""
    component.mount("page_repairs", _SCRIPT, key="page-repairs", html=None)
