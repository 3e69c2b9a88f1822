"""The part of the page that keeps progress in the browser's storage, in the browser edition; it shows nothing.

On a reader's own machine the store has a file and needs it only to begin the page anew.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from widgets.code.runner.policy import Place
from widgets.kit import component
from widgets.progress import store

_KEY = "progress-keeper"
_ANSWER, _REDRAW = "progress-answer", "progress-redraw"
_TROUBLE = {
    "full": "this browser's storage is full",
    "blocked": "this browser keeps nothing for this page: its storage is off, or the page is inside another",
}


@st.fragment
def mount() -> None:
    """There is one on the page, drawn last, so that it hands over what was kept while the page was drawn."""
    store.follow()
    if st.session_state.pop(_REDRAW, False):
        st.rerun()
    in_browser = store.place_of_progress() is Place.HERE
    serial, verdict = st.session_state.get(_ANSWER, (0, ""))
    component.mount(
        "keeper",
        html='<div class="hl-store"></div>',
        key=_KEY,
        data={
            "browser": in_browser,
            "text": store.in_storage() if in_browser else "",
            "heard": serial,
            "verdict": verdict,
            "leave": store.begun_here(),
        },
        hears={
            "found": _hear,
            "trouble": lambda trouble: store.browser_trouble(_TROUBLE.get(trouble or "", "")),
        },
    )


def _hear(found: Any) -> None:
    """What the browser has in its storage: {"serial", "text", "earlier"}."""
    before = store.generation()
    verdict = store.take_over(str(found["text"]), earlier=bool(found["earlier"]))
    st.session_state[_ANSWER] = (int(found["serial"]), verdict)
    st.session_state[_REDRAW] = store.generation() != before  # all fields of the page show it
