"""The reader's network as a program for the reader's own class Value."""

from __future__ import annotations

import streamlit as st

from studies.exercises.value_program import value_program
from widgets.kit import reader


def widget(*, key: str, caption: str) -> None:
    """The program, to be copied."""
    own = reader.current()
    data = own.dataset()
    with st.container(height=320, key=f"{key}-program"):
        st.code(value_program(own.network(), data.X, data.Y, own.loss), language="python")
    if caption:
        st.caption(caption)
