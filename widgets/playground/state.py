"""The playground of this session: its settings, its recording, and its part of the address."""

from __future__ import annotations

from typing import Any

import streamlit as st

from widgets.playground.recording import Recording
from widgets.playground.settings import PREFIX, Settings, read_query

_SETTINGS, _RECORDING, _PLAY = "playground_settings", "playground_recording", "playground_play"
_GOES_ON = "playground_goes_on"
_WRONG = "playground_wrong_address"


def current() -> Settings:
    """The settings of this session."""
    settings: Settings = st.session_state.get(_SETTINGS, Settings())
    return settings


def keep(settings: Settings, *, play: bool = False, goes_on: bool = False) -> None:
    """Put other settings in their place; the stage follows.

    play: it starts to play at once. goes_on: a film that is playing goes on from the iteration shown, because its
    history up to there is still the same; otherwise it begins anew.
    """
    st.session_state[_SETTINGS] = settings
    st.session_state[_PLAY] = play
    st.session_state[_GOES_ON] = goes_on
    st.session_state.pop(_WRONG, None)


def change(**changes: Any) -> None:
    """Change some settings; the others are made to fit."""
    keep(current().changed(**changes))


def wants_to_play() -> bool:
    """Whether the stage should start to play with these settings."""
    return bool(st.session_state.get(_PLAY))


def goes_on() -> bool:
    """Whether a film that is playing should go on from the iteration shown."""
    return bool(st.session_state.get(_GOES_ON))


def recording() -> Recording:
    """The recording of the current settings, begun if need be. Raises ValueError where they allow no training."""
    settings = current()
    kept: Recording | None = st.session_state.get(_RECORDING)
    if kept is None or not kept.belongs_to(settings):
        kept = Recording(settings, before=kept)
        st.session_state[_RECORDING] = kept
    return kept


def follow_address() -> str:
    """At the first visit take the settings from the address; afterwards keep the address up to date.

    Returns what of the address could not be read, "" if all could (or if the reader has gone on from there).
    """
    if _SETTINGS not in st.session_state:
        st.session_state[_SETTINGS], unread = read_query(st.query_params.to_dict())
        st.session_state[_WRONG] = "; ".join(unread)
    wanted = current().query()
    present = {name: value for name, value in st.query_params.to_dict().items() if name.startswith(PREFIX)}
    if present != wanted:
        for name in present.keys() - wanted.keys():
            del st.query_params[name]
        st.query_params.update(wanted)
    return str(st.session_state.get(_WRONG, ""))
