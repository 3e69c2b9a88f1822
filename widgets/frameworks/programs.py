"""The same training as a program in NumPy, PyTorch and Keras, section beside section."""

from __future__ import annotations

import streamlit as st

from mlp_core.export.programs import PROGRAMS, text
from studies.training.programs import xor_training
from widgets.drawing import figure
from widgets.frameworks.notes import build, parse_notes

_BOTH = "both"


def widget(*, key: str, caption: str) -> None:
    """The programs of the XOR example. caption: see framework_notes.parse_notes."""
    notes = parse_notes(caption)
    programs = {library: write(xor_training()) for library, write in PROGRAMS.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        beside = st.segmented_control(
            "Beside NumPy", ["PyTorch", "Keras", _BOTH], default="PyTorch", required=True, key=f"{key}-beside"
        )
        aligned = st.toggle("Align sections", value=True, key=f"{key}-aligned")
    shown = {name: programs[name] for name in programs if name == "NumPy" or beside in (name, _BOTH)}
    if aligned:
        figure.show(
            build(shown, notes, "network"),
            key=key,
            label="The same training in several libraries",
            caption_text=notes.caption,
            chosen="section.network",
        )
        return
    for name, program in shown.items():
        st.markdown(f"**{name}**, the complete program")
        st.code(text(program), language="python")
