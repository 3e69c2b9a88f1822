"""The book's front door: `streamlit run app.py`. The static site runs this same file in the browser."""

from __future__ import annotations

import streamlit as st

from lessons.catalogue import contents
from lessons.page import draw_sidebar, navigate
from widgets.kit import following, page_repairs, reader, theme
from widgets.progress import keeper

book = contents()
st.set_page_config(
    page_title=book.title,
    page_icon=theme.icon(),
    layout="centered",
    initial_sidebar_state="auto",
)
st.html(f"<style>{theme.stylesheet()}</style>")
page = navigate()
following.begin()
reader.follow_address()
draw_sidebar()
page.run()
with st.sidebar:
    keeper.mount()
page_repairs.mount()
