"""The reader's progress in the sidebar: how much there is, a file to take away, and a file to bring back."""

from __future__ import annotations

import streamlit as st

from widgets.kit.plain import plain
from widgets.progress import store

MOST_MEGABYTES = 10


def draw() -> None:
    """A small panel; also where the browser edition fetches what an earlier visit kept."""
    store.keep_in_browser("progress-of-earlier-visits", ask=True)
    _panel()


@st.fragment
def _panel() -> None:
    store.follow()
    with st.expander("Your progress"):
        st.caption(f"Your answers, code and tries. {store.how_long()}")
        st.download_button(
            "Download it",
            store.as_text(),
            "hidden-layers-progress.json",
            "application/json",
            key="progress-download",
            on_click="ignore",
            width="stretch",
        )
        given = st.file_uploader(
            "Restore from a file", type="json", key="progress-upload", max_upload_size=MOST_MEGABYTES
        )
        if given is not None and st.button(
            "Replace what is here by this file", key="progress-restore", width="stretch"
        ):
            _restore(given.getvalue())


def _restore(content: bytes) -> None:
    try:
        store.restore(content.decode("utf-8"))
    except ValueError as error:  # a file that is no text is a ValueError, too
        st.error(f"This file was not taken over: {plain(str(error))}", icon=":material/error:")
        return
    st.rerun()
