"""The way to the static site's page check/, which tells whether the book will run in a room."""

from __future__ import annotations

import sys

import streamlit as st

from widgets.kit.address import root

_LABEL = "Will it run in my room?"


def widget(*, key: str, caption: str) -> None:
    """caption: what the page does."""
    with st.container(key=f"{key}-check", gap="small"):
        st.markdown(f"{caption}\n\n{way(root(), in_browser=sys.platform == 'emscripten')}")


def way(root: str, *, in_browser: bool) -> str:
    """A link to the page, as Markdown. root: the cover's address; "" while the site is built, beside its lessons."""
    if not root:
        return f"[{_LABEL}](../check/)"
    if in_browser:
        return f"[{_LABEL}]({root}check/)"
    return "This copy of the book has no such page: Python runs on its server, and any browser of today will do."
