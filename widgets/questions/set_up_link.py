"""An address that sets a lesson up for a class: to copy into a learning platform or onto the board."""

from __future__ import annotations

from urllib.parse import parse_qsl

import streamlit as st

from widgets.kit.address import root
from widgets.kit.reader import read_query


def widget(*, key: str, caption: str, lesson: str, address: str = "") -> None:
    """caption: what the address does. lesson: the page's name. address: what comes after "?"."""
    unread = read_query(dict(parse_qsl(address, keep_blank_values=True, strict_parsing=bool(address)))).unread
    if unread:
        raise ValueError("; ".join(unread))
    with st.container(key=f"{key}-link", gap="small"):
        st.markdown(caption)
        st.code(f"{root()}{lesson}{'?' if address else ''}{address}", language=None, wrap_lines=True)
