"""The playground of this session: its settings, its recording, and its part of the address."""

from __future__ import annotations

from typing import Any

import streamlit as st

from widgets.kit import address
from widgets.playground.recording import Recording
from widgets.playground.settings import PREFIX, Settings, read_query

_SETTINGS, _RECORDING, _PLAY = "playground_settings", "playground_recording", "playground_play"
_GOES_ON = "playground_goes_on"
_WRONG = "playground_wrong_address"
_ADDRESS = address.Part(f"^{PREFIX}")


def current() -> Settings:
    """The settings of this session."""
    return st.session_state.get(_SETTINGS, Settings())


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


def take_address() -> str:
    """Take the settings from the address by which the reader has come to this page, be it by Back or Forward.

    Returns what of the address could not be read, "" if all could (or if the reader has gone on from there).
    """
    given = _ADDRESS.come_by()
    if given is not None and (_SETTINGS not in st.session_state or given != current().query()):
        settings, unread = read_query(given)
        keep(settings)
        st.session_state[_WRONG] = "; ".join(unread)
    return str(st.session_state.get(_WRONG, ""))


def keep_address(key: str) -> None:
    """Have the address describe the settings. key: of the script that writes it."""
    _ADDRESS.keep(current().query(), key)
