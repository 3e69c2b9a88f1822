"""Who follows what: when something that widgets share is changed, those that show it are redrawn, and not the page.

Every widget of a lesson is a fragment of its own (lessons.page), so that a control redraws its widget only. Whatever a
fragment reads of the shared things is noted here; a change asks Streamlit to redraw those fragments, next and together.
A fragment that shows little of a thing may say how to find what, and is left alone while that stays the same.
`st.rerun` knows only the whole page or the one fragment that is being drawn, so this asks as `st.rerun` does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

# What of a thing's value a fragment shows, as something that can be compared.
Shows = Callable[[Any], object]

# In the session: thing -> the fragments that have read it since the page was last drawn whole, the first first, each
# with what it shows of it, or None: all.
_FOLLOWERS = "followers"


def begin() -> None:
    """The whole page is about to be drawn: its fragments will say anew what they read."""
    st.session_state[_FOLLOWERS] = {}


def read(thing: str, shows: Shows | None = None) -> None:
    """Note that the fragment being drawn, if any, shows this, or what `shows` makes of it."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return  # somebody calls a widget's functions without Streamlit
    fragment = ThreadState.get().fragment_id
    if fragment is not None:
        followers: dict[str, Shows | None] = st.session_state.setdefault(_FOLLOWERS, {}).setdefault(thing, {})
        followers[fragment] = shows if followers.get(fragment, shows) else None


def changed(thing: str, was: Any = None, now: Any = None) -> None:
    """See to it that all who show this are redrawn. A whole page that is being drawn does that by itself.

    was, now: the thing's values before and after, for those who said what they show of it.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not context.fragment_ids_this_run or context.script_requests is None:
        return
    followers: dict[str, Shows | None] = st.session_state.get(_FOLLOWERS, {}).get(thing, {})
    others = [
        follower
        for follower, shows in followers.items()
        if follower not in context.fragment_ids_this_run and (shows is None or shows(was) != shows(now))
    ]
    if not others:
        return
    context.script_requests.request_rerun(
        RerunData(
            query_string=context.query_string,
            page_script_hash=context.page_script_hash,
            fragment_id_queue=others,
            cached_message_hashes=context.cached_message_hashes,
            context_info=context.context_info,
        )
    )
