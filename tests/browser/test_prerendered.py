"""A page before Python is there, and the moment when Streamlit takes its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from site_builder.collect.gather import read_book
from tests.browser.conftest import AWAKE

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ["", *(f"{lesson.slug}/" for lesson in read_book(ROOT).lessons)]

StartVisit = Callable[..., Any]  # conftest.Visit

# The page is shown after a second at the latest; on a slow machine its figures' scripts come later than that.
SHOWN = """!document.documentElement.classList.contains('hl-waiting')
  && performance.getEntriesByName('book:figures').length"""


def test_every_page_reads_without_javascript(visit: StartVisit) -> None:
    reader = visit(java_script_enabled=False)
    for path in PAGES:
        reader.page.goto(reader.base + path)
        main = reader.page.locator("[data-testid=stMain]")
        assert main.locator("h1").first.is_visible(), path
        assert len(main.inner_text()) > 1000, path
        figures = main.locator(".hl-figure:not(details *)")
        assert figures.count() == 0 or figures.first.is_visible(), path
        links = reader.page.locator("[data-testid=stSidebar] a").evaluate_all("links => links.map(link => link.href)")
        assert [link for link in links if "#" not in link] == [reader.base + page for page in PAGES], path
    assert reader.foreign == []


def test_a_reader_who_marks_words_is_not_disturbed(visit: StartVisit) -> None:
    reader = visit()
    page = reader.page
    page.goto(reader.base)
    page.wait_for_function(SHOWN)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#prerendered p'))")
    marked = page.evaluate("String(getSelection())")
    reader.drawn()
    page.wait_for_timeout(500)
    assert page.evaluate("String(getSelection())") == marked
    assert page.locator("#prerendered").count() == 1
    page.evaluate("getSelection().removeAllRanges()")
    page.wait_for_function(AWAKE)


def test_the_page_is_not_replaced_by_one_whose_figures_are_still_to_come(visit: StartVisit) -> None:
    reader = visit()
    page = reader.page
    film: list[Any] = []
    page.route("**/film-*.js", lambda route: film.append(route))
    page.goto(reader.base)
    reader.drawn()
    page.wait_for_timeout(500)
    assert page.locator("#prerendered").count() == 1
    for route in film:
        route.continue_()
    page.wait_for_function(AWAKE)
    assert page.locator("#root .hl-film").count() == 1


def test_a_browser_without_webassembly_says_so_and_shows_the_page(visit: StartVisit) -> None:
    reader = visit()
    page = reader.page
    page.add_init_script("delete window.WebAssembly")
    page.goto(reader.base)
    page.wait_for_function("document.getElementById('waking').textContent.includes('could not start')")
    assert page.locator("#prerendered h1").first.is_visible()


def test_on_a_phone_the_playgrounds_settings_are_at_the_windows_edge(visit: StartVisit) -> None:
    """Also before Python is there, when parts are laid out apart from the rest of the page."""
    reader = visit(390, 844)
    page = reader.page
    page.route("**/stlite.js", lambda route: route.abort())
    page.goto(reader.base + "playground/")
    page.wait_for_function(SHOWN)
    bar = page.locator("#prerendered .st-key-playground-sheet").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] == 844


def test_on_a_phone_a_figure_far_below_shows_its_step_when_it_is_reached(visit: StartVisit) -> None:
    """The page is not laid out for it before that: what is measured there waits."""
    reader = visit(390, 844)
    page = reader.page
    page.route("**/stlite.js", lambda route: route.abort())
    page.goto(reader.base + "feeding_forward/")
    page.wait_for_function("() => performance.getEntriesByName('book:figures').length")
    figure = page.locator("#prerendered figure:has([data-steps])").last
    assert not figure.evaluate("figure => figure.checkVisibility({contentVisibilityAuto: true})")
    figure.scroll_into_view_if_needed()
    page.wait_for_function(
        "figure => [...figure.querySelectorAll('*')].some((frame) => frame.scrollLeft > 0)",
        arg=figure.element_handle(),
    )
