"""Mend what Streamlit's own page lacks for screen readers; see page_repairs.js for each repair and its reason."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def mount() -> None:
    """Put the repairs on the page; they show nothing."""
    st.components.v2.component("hidden_layers_page_repairs", js=_SCRIPT, isolate_styles=False)(key="page-repairs")
