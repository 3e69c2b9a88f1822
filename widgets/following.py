"""Who follows what: when something that widgets share is changed, those that show it are redrawn, and not the page.

Every widget of a lesson is a fragment of its own (lessons.page), so that a control redraws its widget only. Whatever a
fragment reads of the shared things is noted here; a change asks Streamlit to redraw those fragments, next and together.
`st.rerun` knows only the whole page or the one fragment that is being drawn, so this asks as `st.rerun` does.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

# In the session: thing -> the fragments that have read it since the page was last drawn whole, the first first.
_FOLLOWERS = "followers"


def begin() -> None:
    """The whole page is about to be drawn: its fragments will say anew what they read."""
    st.session_state[_FOLLOWERS] = {}


def read(thing: str) -> None:
    """Note that the fragment being drawn, if any, shows this."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return  # somebody calls a widget's functions without Streamlit
    fragment = ThreadState.get().fragment_id
    if fragment is not None:
        st.session_state.setdefault(_FOLLOWERS, {}).setdefault(thing, {})[fragment] = True


def changed(thing: str) -> None:
    """See to it that all who show this are redrawn. A whole page that is being drawn does that by itself."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not context.fragment_ids_this_run or context.script_requests is None:
        return
    followers = st.session_state.get(_FOLLOWERS, {}).get(thing, {})
    others = [follower for follower in followers if follower not in context.fragment_ids_this_run]
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
