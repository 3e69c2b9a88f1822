"""A page before Python is there, and the moment when Streamlit takes its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from site_builder.collect.gather import read_book

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ["", *(f"{lesson.slug}/" for lesson in read_book(ROOT).lessons)]

StartVisit = Callable[..., Any]  # conftest.Visit

# The words of a page, in order: prose with formulas, and figures. Spaces are a matter of markup; and a number that is
# nothing but rounding error (some 10⁻¹⁶) is another one in the browser than on the machine that built the page.
# The same holds for one row of a folded table: in training, η = 0.4 lies at the edge of divergence, where another last
# bit makes another loss (a rate that is larger by a part in 10¹⁴ leaves 0.0006 in place of 0.003).
WORDS = r"""place => [...document.querySelector(`${place} [data-testid=stMain]`)
  .querySelectorAll('[data-testid=stMarkdown], .hl-figure')].map(part => {
    const copy = part.cloneNode(true);
    copy.querySelectorAll('script, style').forEach(data => data.remove());
    [...copy.querySelectorAll('.hl-fold-data tr')].find(row => row.cells[0].textContent === '0.4')?.remove();
    return copy.textContent.replace(/\s+/g, '').replace(/−?[\d.]+·10⁻[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]/g, '≈0');
  })"""
# Where the headings and the figures of the first screen stand.
PLACES = """place => {
  const main = document.querySelector(`${place} [data-testid=stMain]`);
  const top = part => part.getBoundingClientRect().top + main.scrollTop;
  return [...main.querySelectorAll('h1, h2, h3, .hl-figure')].map(top).filter(place => place < 900);
}"""
WATCH_SHIFTS = """
  window.shifts = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { shifts += entry.value; }))
    .observe({ type: 'layout-shift', buffered: true });
"""
# The page is shown after a second at the latest; on a slow machine its figures' scripts come later than that.
SHOWN = """!document.documentElement.classList.contains('hl-waiting')
  && performance.getEntriesByName('book:figures').length"""
AWAKE = "performance.getEntriesByName('book:awake').length"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_reads_without_javascript(visit: StartVisit, path: str) -> None:
    reader = visit(java_script_enabled=False)
    reader.page.goto(reader.base + path)
    main = reader.page.locator("[data-testid=stMain]")
    assert main.locator("h1").first.is_visible()
    assert len(main.inner_text()) > 1000
    figures = main.locator(".hl-figure:not(details *)")
    assert figures.count() == 0 or figures.first.is_visible()
    links = reader.page.locator("[data-testid=stSidebar] a").evaluate_all("links => links.map(link => link.href)")
    assert [link for link in links if "#" not in link] == [reader.base + page for page in PAGES]
    assert reader.foreign == []


LOST_SECTIONS = """[...document.querySelectorAll('.st-key-contents-of-page a')]
  .map((link) => decodeURIComponent(link.hash.slice(1))).filter((name) => !document.getElementById(name))"""


@pytest.mark.parametrize("path", PAGES)
def test_streamlit_takes_over_in_place(visit: StartVisit, path: str) -> None:
    reader = visit(reduced_motion="reduce")  # or the cover's film would go on while it is compared
    page = reader.page
    page.add_init_script(WATCH_SHIFTS)
    page.goto(reader.base + path)
    page.wait_for_function(SHOWN)
    words, places = page.evaluate(WORDS, "#prerendered"), page.evaluate(PLACES, "#prerendered")
    page.evaluate("document.querySelector('#prerendered [data-testid=stMain]').scrollTop = 240")
    assert page.evaluate(LOST_SECTIONS) == []
    page.wait_for_function(AWAKE, timeout=90_000)
    assert page.locator("#prerendered").count() == 0
    page.wait_for_function(f"!{LOST_SECTIONS}.length")  # Streamlit names its headings a moment later
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 240
    assert page.evaluate(WORDS, "#root") == words
    assert page.evaluate(PLACES, "#root") == pytest.approx(places, abs=4)
    assert page.evaluate("shifts") <= 0.05
    assert reader.complaints == []


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


def test_a_browser_without_webassembly_says_so_and_shows_the_page(visit: StartVisit) -> None:
    reader = visit()
    page = reader.page
    page.add_init_script("delete window.WebAssembly")
    page.goto(reader.base)
    page.wait_for_function("document.getElementById('waking').textContent.includes('could not start')")
    assert page.locator("#prerendered h1").first.is_visible()
