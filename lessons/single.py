"""One figure of a lesson without the book around it, for other pages and slides: `…/shapes/?only=shape_chain`.

A widget that a page has several times is counted from the second on: `check_yourself`, `check_yourself-2`, … The static
site trims the page as it was written in the same way, before anything is shown of it (client/page/only.ts).
"""

from __future__ import annotations

from collections import Counter

import streamlit as st

from lessons.catalogue import Lesson, contents, read_blocks, widget_markers
from lessons.parser import WidgetMarker
from widgets.kit import address, query
from widgets.kit.network_address import ONLY
from widgets.kit.plain import plain

KEY = "only"
"""Of the container that is the whole page then."""


_ADDRESS = address.Part(rf"^{ONLY}$")
_ASKED = "asked_for_one_figure"  # in the session: (page, name)


def asked(page: str) -> str | None:
    """The figure that the address of this page asks for; None for the whole page."""
    given = _ADDRESS.come_by()
    if given is not None:
        st.session_state[_ASKED] = (page, given[ONLY]) if ONLY in given else None
    of_page, name = st.session_state.get(_ASKED) or (page, None)
    return query.bare(name) if name is not None and of_page == page else None


def keep(name: str) -> None:
    """The address goes on to ask for it, and nothing is shown."""
    _ADDRESS.keep({ONLY: name}, "only-address")


def named(lesson: Lesson) -> dict[str, WidgetMarker]:
    """The lesson's widgets by the names that an address has for them, in reading order."""
    found, times = {}, Counter[str]()
    for marker in widget_markers(read_blocks(lesson)):
        times[marker.name] += 1
        found[f"{marker.name}-{times[marker.name]}" if times[marker.name] > 1 else marker.name] = marker
    return found


def key_of(name: str) -> str:
    """The key of the container around a widget, by which the static site and the page's scripts find it."""
    return f"figure_{name}"


def refusal(name: str, lesson: Lesson) -> str:
    """What is said to an address whose figure is not on this page: where it is, or which there are."""
    elsewhere = [page for page in contents().pages if page != lesson and name in named(page)]
    where = "".join(f" The page “{page.title}” ({page.slug}) has one of that name." for page in elsewhere[:1])
    listed = ", ".join(named(lesson))
    return f"There is no figure “{plain(name[:60])}” on this page.{where} An address can ask for: {listed}."
