"""A button in the lesson's text that sets the playground up and lets it play."""

from __future__ import annotations

from urllib.parse import parse_qsl

import streamlit as st

from widgets.playground import state
from widgets.playground.settings import from_query


def widget(*, key: str, caption: str, address: str, label: str) -> None:
    """caption: what there is to try. address: the part of an address after "?" that describes the settings."""
    settings = from_query(dict(parse_qsl(address, keep_blank_values=True, strict_parsing=bool(address))))
    with st.container(border=True, key=f"{key}-try"):
        st.markdown(caption)
        st.button(label, key=key, icon=":material/play_arrow:", on_click=lambda: state.keep(settings, play=True))
