"""Who follows what: when something that widgets share is changed, those that show it are redrawn, and not the page.

Every widget of a lesson is a fragment of its own (lessons.page), so that a control redraws its widget only. Whatever a
fragment reads of the shared things is noted here; a change asks Streamlit to redraw those fragments, next and together.
A fragment that shows little of a thing may say how to find what, and is left alone while that stays the same.
`st.rerun` knows only the whole page or the one fragment that is being drawn, so this speaks to Streamlit's own queue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, ThreadState

# What of a thing's value a fragment shows, as something that can be compared.
Shows = Callable[[Any], object]

# In the session: thing -> the fragments that have read it since the page was last drawn whole, the first first, each
# with what it shows of it, or None: all.
_FOLLOWERS = "followers"
# Set while a run's page has not been told which fragments to expect: on the static site until the run's end, on a
# server of `make serve` until the run says something (site_builder/upstream: one_letter and seldom_woken). Then the
# followers are drawn in the same run. Streamlit as it is tells at the start, and makes a second run of them.
_MAY_GROW = "hl_may_grow"


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
    if others:
        _redraw(context, others)


def _redraw(run: ScriptRunContext, fragments: list[str]) -> None:
    """Have these fragments drawn when the callbacks of this run are through."""
    if getattr(run, _MAY_GROW, False):
        run.fragment_ids_this_run.extend(fragments)  # type: ignore[union-attr]  # Streamlit is about to go through it
        return
    requests = run.script_requests
    assert requests is not None
    data = RerunData(
        query_string=run.query_string,
        page_script_hash=run.page_script_hash,
        fragment_id_queue=fragments,
        cached_message_hashes=run.cached_message_hashes,
        context_info=run.context_info,
    )
    # Streamlit would put this list in the place of one that waits, be it that of another change or what the reader has
    # used meanwhile. So it is joined to it; where the whole page waits, nothing is missing.
    with requests._lock:
        if requests._state is ScriptRequestType.CONTINUE:
            requests._state, requests._rerun_data = ScriptRequestType.RERUN, data
        elif requests._state is ScriptRequestType.RERUN and (waiting := requests._rerun_data.fragment_id_queue):
            joined = list(dict.fromkeys([*waiting, *fragments]))
            requests._rerun_data = replace(requests._rerun_data, fragment_id_queue=joined)
