"""A retrieval question about the reader's own network: answered first, explained afterwards."""

from __future__ import annotations

import streamlit as st

from widgets import reader, theme
from widgets.questions import Question, parse_question


def widget(*, key: str, caption: str) -> None:
    """Ask, judge, and explain. caption: the question as widgets.questions reads it."""
    network = reader.current()
    with st.container(border=True, key=f"{key}-question"):
        try:
            question = parse_question(caption).filled(network)
        except ValueError as error:
            st.info(str(error), icon=":material/help:")
            return
        st.markdown(theme.colour_maths(question.text))
        given = _ask(question, key)
        if given is None:
            return
        # A verdict belongs to the network it was given for: after a change the reader is asked anew.
        if st.session_state.get(f"{key}-asked") != (network, given) and not _submitted(key):
            return
        st.session_state[f"{key}-asked"] = (network, given)
        _respond(question, given, key)


def _submitted(key: str) -> bool:
    return bool(st.session_state.get(f"{key}-submit"))


def _ask(question: Question, key: str) -> str | None:
    with st.form(f"{key}-form", border=False):
        if question.choices:
            chosen = st.radio(
                "Choose one",
                range(1, len(question.choices) + 1),
                format_func=lambda number: theme.colour_maths(question.choices[number - 1]),
                index=None,
                key=f"{key}-choice",
                label_visibility="collapsed",
            )
            given = None if chosen is None else str(chosen)
        else:
            given = st.text_input("Your answer", key=f"{key}-text", width=260, autocomplete="off") or None
        st.form_submit_button("Check", key=f"{key}-submit")
    return given


def _respond(question: Question, given: str, key: str) -> None:
    right, say = question.judge(given)
    if right:
        st.success(f"Right. {theme.colour_maths(question.explanation)}", icon=":material/check_circle:")
        return
    st.warning(f"Not yet. {theme.colour_maths(say)}".strip(), icon=":material/edit:")
    if st.toggle("Show the answer", key=f"{key}-reveal"):
        answer = question.choices[int(question.answer) - 1] if question.choices else question.answer
        st.info(theme.colour_maths(f"**{answer}.** {question.explanation}"))
