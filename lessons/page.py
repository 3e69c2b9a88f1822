"""Draw one lesson as a Streamlit page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from lessons import search_field, single
from lessons.catalogue import Lesson, contents, panel_controls, read_blocks
from lessons.marks import marks
from lessons.parser import Block, Box, Details, LessonError, Prose, WidgetMarker
from lessons.sections import sections
from widgets import registry
from widgets.kit import address, fitting, keys, reader, theme
from widgets.kit.plain import plain
from widgets.progress import panel, reading, store

_PAGES = "pages"  # in the session: as Streamlit knows them, by the lesson's name
_WAY_ON = 330  # pixels


def navigate() -> st.Page:
    """Tell Streamlit which pages there are; returns the one that the reader's address names."""
    pages = {lesson.slug: _page(lesson) for lesson in contents().pages}
    st.session_state[_PAGES] = pages
    return st.navigation(list(pages.values()), position="hidden")


def _page(lesson: Lesson) -> st.Page:
    """The cover is the page at the site's root."""
    is_cover = lesson == contents().cover
    title = "About this book" if is_cover else lesson.title
    return st.Page(lesson.page, title=title, url_path=lesson.slug, default=is_cover)


def streamlit_page(lesson: Lesson) -> st.Page:
    """How Streamlit knows a page of the book, once it was told of all."""
    return st.session_state[_PAGES][lesson.slug]


def tab_title(page: st.Page) -> str:
    """What the browser calls the page in its tabs, history and bookmarks: the same as before Python is there."""
    book = contents().title
    return book if page.url_path == "" else f"{page.title} · {book}"


def show(slug: str) -> None:
    """Draw the lesson: prose, widgets in their places, and the way on."""
    lesson = contents().lesson(slug)
    if _PAGES not in st.session_state:
        # Until st.navigation was called once, a server runs a file from a folder named pages by itself, without app.py.
        navigate()
        address.hold()
        st.switch_page(streamlit_page(lesson))
    try:
        blocks = read_blocks(lesson)
    except LessonError as error:  # only an author at work meets this: the build refuses such a lesson
        st.error(str(error), icon=":material/edit_note:")
        return
    names = {marker.line: name for name, marker in single.named(lesson).items()}
    if (name := single.asked(slug)) is not None:
        _draw_single(name, lesson)
        return
    controls = panel_controls(lesson)
    if controls:
        _draw_panel(slug, controls)
    draw_blocks(blocks, lesson, names)
    if lesson == contents().cover:
        _draw_contents()
    else:
        _draw_way_on(lesson)


def _draw_single(name: str, lesson: Lesson) -> None:
    """One figure and nothing else of the page."""
    single.keep(name)
    with st.container(key=single.KEY):
        marker = single.named(lesson).get(name)
        if marker is None:
            st.error(single.refusal(name, lesson), icon=":material/search_off:")
        else:
            _draw_marker(marker, lesson, name)


def draw_blocks(blocks: tuple[Block, ...], lesson: Lesson, names: Mapping[int, str]) -> None:
    """Draw blocks in order. names: line -> what an address calls the widget that begins there."""
    for block in blocks:
        match block:
            case Prose():
                st.markdown(theme.colour_maths(block.text))
            case WidgetMarker():
                _draw_marker(block, lesson, names[block.line])
            case Details():
                with st.expander(block.summary):
                    draw_blocks(block.blocks, lesson, names)
            case Box():
                with st.container(border=True, key=f"box-{lesson.slug}-{block.line}"):
                    st.markdown(f"### {block.title}")
                    draw_blocks(block.blocks, lesson, names)


def _draw_marker(marker: WidgetMarker, lesson: Lesson, name: str) -> None:
    """A widget in a container that has its name. Its own key is its lesson and line: two never share a state."""
    draw = _draw_widget if registry.WIDGETS[marker.name].whole_page else _draw_alone
    with st.container(key=single.key_of(name)):
        draw(marker, f"{lesson.slug}-{marker.line}")


def _draw_widget(marker: WidgetMarker, key: str) -> None:
    """A setting that cannot be computed is answered where the widget stands; the rest of the page lives on."""
    try:
        registry.show(marker.name, key, marker)
    except ValueError as error:
        if fitting.misfit(reader.current()):
            st.info(
                f"{fitting.misfit(reader.current())} The panel *Your network* offers changes that help.",
                icon=":material/tune:",
            )
        else:
            st.error(f"This setting cannot be computed. {plain(str(error))}", icon=":material/rule:")


@st.fragment
def _draw_panel(page: str, controls: Sequence[str]) -> None:
    """The reader's network, in view wherever on the page the reader is (widgets/forward/network_panel.css)."""
    registry.draw_network_panel(page, controls)


@st.fragment
def _draw_alone(marker: WidgetMarker, key: str) -> None:
    """Its controls redraw it and not the page; what else shows what they changed follows (widgets.kit.following)."""
    _draw_widget(marker, key)


def _draw_contents() -> None:
    """On the cover: every lesson with what it is about."""
    for number, lesson in enumerate(contents().lessons, start=1):
        with st.container(key=f"contents-{lesson.slug}", gap=None):
            st.page_link(streamlit_page(lesson), label=f"{number}. **{lesson.title}**")
            st.caption(theme.colour_maths(lesson.summary))


def _draw_way_on(lesson: Lesson) -> None:
    """The pages before and after; of the next one also what it is about."""
    before, after = contents().neighbours(lesson.slug)
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="distribute", key="way-on"):
        for neighbour, arrow in ((before, ":material/arrow_back:"), (after, ":material/arrow_forward:")):
            if neighbour is not None:
                # Side by side where there is room for both.
                way = "way-after" if neighbour is after else "way-before"
                with st.container(gap=None, width=_WAY_ON if neighbour is after else "content", key=way):
                    st.page_link(streamlit_page(neighbour), label=neighbour.title, icon=arrow)
                    if neighbour is after:
                        st.caption(theme.colour_maths(neighbour.summary))


def draw_sidebar(open_page: st.Page) -> None:
    """A search, the contents with the open page's sections, and the reader's own network, which every lesson shares.

    Streamlit's own list of pages hides what comes after the tenth and is no valid list to a screen reader.
    """
    with st.sidebar:
        search_field.draw(streamlit_page)
        _draw_chapters(open_page.url_path)
        st.divider()
        reader.draw_summary()
        panel.draw()
        keys.mount()


@st.fragment
def _draw_chapters(open_slug: str) -> None:
    """The lessons, each with a mark of what the reader has read or answered of it, and the open page's sections."""
    book, part = contents(), ""
    store.follow(marks)
    marked = marks(store.everything())
    with st.container(key="contents", gap=None):
        for lesson in book.pages:
            if lesson.part != part:
                part = lesson.part
                st.markdown(f"**{part}**")
            label = f"{number}. {lesson.title}" if (number := book.number(lesson.slug)) else None
            if label and lesson.slug in marked:
                label += f"\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}**{marked[lesson.slug]}**"
            st.page_link(streamlit_page(lesson), label=label)
            if lesson.slug == open_slug and (parts := sections(lesson)[1:]):
                with st.container(key="contents-of-page"):
                    st.markdown("\n".join(f"- [{section.title}](#{section.anchor})" for section in parts))
    reading.watch(open_slug, [lesson.slug for lesson in book.lessons])
