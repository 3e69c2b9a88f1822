"""Mend what Streamlit's own page lacks for screen readers; client/kit/page_repairs.ts says why."""

from __future__ import annotations

from widgets.kit import component


def mount() -> None:
    """Put the repairs on the page; they show nothing."""
    component.mount("page_repairs", key="page-repairs", html=None)
