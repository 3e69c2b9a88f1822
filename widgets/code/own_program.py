"""The reader's own network as one program: which of its cells are theirs, and a file to take away."""

from __future__ import annotations

import streamlit as st

from studies.exercises.own_network.program import joined
from studies.exercises.own_network.steps import STEPS
from widgets.code.build_step import listed, own_code
from widgets.progress import store

FILE = "my_network.py"


def widget(*, key: str, caption: str) -> None:
    """What is in the program, and its file. It is offered as it is: the book's cells are marked in it."""
    store.follow()
    own = {name: code for name, step in STEPS.items() if (code := own_code(step)) is not None}
    missing = [f"*{step.title}*" for name, step in STEPS.items() if name not in own]
    text = joined({name: own.get(name, step.book) for name, step in STEPS.items()}, frozenset(own))
    with st.container(border=True, key=f"{key}-program"):
        if caption:
            st.markdown(caption)
        rest = f" Those from {listed(missing)} are the book's, until yours pass their checks." if missing else ""
        st.markdown(f"**{len(own)} of {len(STEPS)} cells are yours.**{rest}")
        with st.expander("The whole program"):
            st.code(text, language="python")
        st.download_button("Download the program", text, FILE, "text/x-python", key=f"{key}-save", on_click="ignore")
