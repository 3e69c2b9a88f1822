"""Sheets for a class, made on the page: choose, make, and take each file away."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from studies.problems import TOPICS, Choice, problems
from studies.problems.choice import ACTIVATIONS, LOSSES_BY_HAND, MOST_POINTS, MOST_SEED, MOST_VARIANTS
from studies.problems.files import KINDS, one_file
from studies.problems.words import LABELS, LOSS_RULES

SIZES = ("2-2-2", "2-2-1", "3-2-1", "1-2-2", "2-3-2", "2-2", "2-2-2-1")
_TYPES = {
    "html": "text/html",
    "xml": "application/xml",
    "gift": "text/plain",
    "zip": "application/zip",
    "csv": "text/csv",
}


@dataclass(frozen=True)
class _Order:
    """What was chosen when the files were made."""

    choice: Choice
    variants: int
    seed: int


def widget(*, key: str, caption: str) -> None:
    """Controls, a button that makes the files, and a button for each of them."""
    with st.container(border=True, key=f"{key}-question"):
        st.markdown(caption)
        wanted = _chosen(key)
        if st.button("Make the sheets", key=f"{key}-make", type="primary"):
            with st.spinner("Drawing numbers that can be worked by hand …"):
                drawn = list(problems(wanted.choice, wanted.variants, wanted.seed))
                st.session_state[f"{key}-made"] = (wanted, {name: one_file(name, drawn) for name in KINDS})
        made = st.session_state.get(f"{key}-made")
        if made is None:
            return
        if made[0] != wanted:
            st.info("The choice has changed since these were made: make them again to have it in the files.")
        _downloads(key, *made)


def _chosen(key: str) -> _Order:
    with st.container(horizontal=True):
        topic = st.selectbox(
            "Topic", list(TOPICS), format_func=TOPICS.__getitem__, index=4, key=f"{key}-topic", width=260
        )
        variants = st.number_input("Variants", 1, MOST_VARIANTS, 30, key=f"{key}-variants", width=130)
        seed = st.number_input("Seed", 0, MOST_SEED, 7, key=f"{key}-seed", width=150)
    with st.container(horizontal=True):
        sizes = tuple(map(int, st.selectbox("Neurons, inputs first", SIZES, key=f"{key}-sizes", width=180).split("-")))
        hidden = st.selectbox(
            "Hidden layers", ACTIVATIONS, format_func=LABELS.__getitem__, index=1, key=f"{key}-hidden", width=150
        )
        last = st.selectbox(
            "Outputs", ACTIVATIONS, format_func=LABELS.__getitem__, index=3, key=f"{key}-last", width=150
        )
        points = st.number_input("Data points", 1, MOST_POINTS, 2, key=f"{key}-points", width=130)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        loss = st.selectbox(
            "Loss", LOSSES_BY_HAND, format_func=lambda name: LOSS_RULES[name][0], key=f"{key}-loss", width=330
        )
        bias = st.toggle("Bias", key=f"{key}-bias")
    activations = (hidden,) * (len(sizes) - 2) + (last,)
    return _Order(Choice(topic, sizes, activations, loss, int(points), bias), int(variants), int(seed))


def _downloads(key: str, order: _Order, files: dict[str, bytes]) -> None:
    choice = order.choice
    st.markdown(f"**{choice.title}**, {order.variants} variants, seed {order.seed}:")
    with st.container(horizontal=True, key=f"{key}-files"):
        for name, words in KINDS.items():
            file, ending = f"{choice.topic}-{order.seed}-{name}", name.rpartition(".")[2]
            st.download_button(words, files[name], file, _TYPES[ending], key=f"{key}-{name}", on_click="ignore")
