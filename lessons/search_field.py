"""The search field in the side bar: what is typed is looked for in the whole book, and a find leads to its section."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lessons.catalogue import Lesson, contents
from lessons.search import LONGEST_QUERY, Hit, find
from widgets.kit import go_to
from widgets.kit.plain import plain

_GOAL = "search-goal"


@st.fragment
def draw(page_of: Callable[[Lesson], st.Page]) -> None:
    """The field, and below it the sections in which everything was found. page_of: how Streamlit knows a lesson."""
    query = st.text_input(
        "Search the book",
        key="search",
        max_chars=LONGEST_QUERY,
        placeholder="Search the book",
        label_visibility="collapsed",
    )
    if not query.strip():
        return
    hits = find(query)
    with st.container(key="search-hits", gap=None):
        if not hits:
            st.caption(
                f"No section has “{plain(query.strip())}”. The page *Notation and words* lists the book's terms."
            )
        for place, hit in enumerate(hits):
            if st.button(_name(hit), key=f"search-hit-{place}", type="tertiary"):
                st.session_state[_GOAL] = hit.section.anchor
                st.switch_page(page_of(hit.lesson))
            st.caption(plain(hit.around))


def _name(hit: Hit) -> str:
    number = contents().number(hit.lesson.slug)
    page = f"{number}. {hit.lesson.title}" if number else hit.lesson.title
    return page if hit.section.title == hit.lesson.title else f"{page}: {hit.section.title}"


def go_on() -> None:
    """When the page that was found is drawn: scroll to the section."""
    goal = st.session_state.pop(_GOAL, None)
    if goal is not None:
        go_to.mount(goal)
