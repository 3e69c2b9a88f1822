"""A retrieval question about the reader's own network: answered first, explained afterwards."""

from __future__ import annotations

from functools import partial

import streamlit as st

from widgets.kit import reader, theme
from widgets.kit.reader import ReaderNetwork
from widgets.progress import store
from widgets.questions.foreseen import foreseen
from widgets.questions.questions import Question, parse_question


def widget(*, key: str, caption: str) -> None:
    """Ask, judge, and explain. caption: the question as widgets.questions.questions reads it."""
    question = parse_question(caption)
    # A question about no network stays as it is, with its answer, when the reader's network changes.
    network = reader.current(partial(_seen, question, key)) if question.about_network else ReaderNetwork()
    with st.container(border=True, key=f"{key}-question"):
        try:
            question = question.filled(network)
        except ValueError as error:
            st.info(str(error), icon=":material/help:")
            return
        st.markdown(theme.colour_maths(question.text))
        kept = f"{key.rpartition('-')[0]}/{store.edition(caption)}"
        _recall(question, key, kept, network)
        given = _ask(question, key)
        if given is None:
            return
        # A verdict belongs to the network it was given for: after a change the reader is asked anew.
        if st.session_state.get(f"{key}-asked") != (network, given) and not _submitted(key):
            return
        st.session_state[f"{key}-asked"] = (network, given)
        if _submitted(key):  # else it is an answer of before
            store.put("answers", kept, {"given": given, "network": network.query(), "right": question.judge(given)[0]})
        _respond(question, given, key)


def _seen(question: Question, key: str, network: ReaderNetwork) -> object:
    """What there is to see of the question beside this network; most questions look the same beside each."""
    try:
        asked = question.filled(network)
    except ValueError as error:
        return str(error)
    judged, _ = st.session_state.get(f"{key}-asked", (None, ""))
    return asked.text, asked.choices, judged == network


def _recall(question: Question, key: str, kept: str, network: ReaderNetwork) -> None:
    """Once for each visit and each file that is brought back, give the answer that is kept.

    It must be to this very question and network, and what the reader has just written in its place stays.
    """
    now = store.generation()
    if st.session_state.get(f"{key}-recalled") == now:
        return
    st.session_state[f"{key}-recalled"] = now
    answer = store.get("answers", kept)
    if not answer or answer["network"] != network.query():
        return
    given = str(answer["given"])
    written = st.session_state.get(f"{key}-choice" if question.choices else f"{key}-text")
    if written and st.session_state.get(f"{key}-asked") != (network, str(written)):
        return
    if question.choices:
        if not given.isdecimal() or not 1 <= int(given) <= len(question.choices):
            return
        st.session_state[f"{key}-choice"] = int(given)
    else:
        st.session_state[f"{key}-text"] = given
    st.session_state[f"{key}-asked"] = (network, given)


def _submitted(key: str) -> bool:
    return bool(st.session_state.get(f"{key}-submit"))


def _ask(question: Question, key: str) -> str | None:
    with st.form(f"{key}-form", border=False):
        if question.choices:
            before = st.session_state.get(f"{key}-choice")
            chosen = st.radio(
                "Choose one",
                question.order,
                format_func=lambda number: theme.colour_maths(question.choices[number - 1]),
                index=question.order.index(before) if before in question.order else None,
                key=f"{key}-choice",
                label_visibility="collapsed",
            )
            st.form_submit_button("Check", key=f"{key}-submit")
            return None if chosen is None else str(chosen)
        # site_builder/collect/rehearse.py asks what readers will probably type into a field.
        st.session_state[f"{key}-text-foreseen"] = partial(foreseen, question)
        with st.container(horizontal=True, gap="small"):
            given = st.text_input(
                "Your answer",
                st.session_state.get(f"{key}-text", ""),
                key=f"{key}-text",
                width=260,
                autocomplete="off",
                placeholder="Your answer",
                label_visibility="collapsed",
            )
            st.form_submit_button("Check", key=f"{key}-submit")
    return given or None


def _respond(question: Question, given: str, key: str) -> None:
    right, say = question.respond(given)
    if right:
        st.success(f"Right. {theme.colour_maths(say)}", icon=":material/check_circle:")
        return
    st.warning(f"Not yet. {theme.colour_maths(say)}", icon=":material/edit:")
    if st.toggle("Show the answer", key=f"{key}-reveal"):
        answer = question.choices[int(question.answer) - 1] if question.choices else question.answer
        st.info(theme.colour_maths(f"**{answer}.** {question.explanation}"))
