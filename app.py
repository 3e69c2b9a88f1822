"""The book's front door: `streamlit run app.py`. The static site runs this same file in the browser."""

from __future__ import annotations

import streamlit as st

from lessons import search_field, single
from lessons.catalogue import contents, has_panel, rooms
from lessons.page import draw_sidebar, navigate, tab_title
from widgets.kit import address, elsewhere, following, garbage, page_repairs, reader, styles, theme
from widgets.progress import keeper

page = navigate()
st.set_page_config(
    page_title=tab_title(page),
    page_icon=theme.icon(),
    layout="centered",
    initial_sidebar_state="auto",
)
lesson = contents().lesson(page.url_path or contents().cover.slug)
following.begin()
address.begin(page.url_path, [lesson.slug for lesson in contents().pages[1:]])
reader.take_address()
alone = single.asked(lesson.slug) is not None
kind = "only" if alone else "panel" if has_panel(lesson) else "playground" if "playground" in rooms(lesson) else ""
st.html(f"<style>{styles.stylesheet(rooms(lesson), [kind])}</style>")
if alone:
    reader.keep_address()
else:
    draw_sidebar(page)
page.run()
search_field.go_on()
with st.container() if alone else st.sidebar:
    keeper.mount()
page_repairs.mount()
elsewhere.mount()
garbage.settle()
