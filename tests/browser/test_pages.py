"""Every page of the static site in one visit: before Python is there, when it takes over, on a phone, in the dark.

A start of Python costs more than all that is looked at here, so what every page must keep is asked in one visit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from site_builder.collect.gather import read_book
from site_builder.model import Lesson
from tests.browser.conftest import AWAKE, Visit
from tests.browser.test_accessibility import OF_COLOURS, check_for_all_readers, violations
from tests.browser.test_prerendered import SHOWN

ROOT = Path(__file__).resolve().parent.parent.parent
BOOK = read_book(ROOT)
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]

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
# Where the headings and the figures stand; what is far below is laid out for it. An address that shows where the page
# is may need a line more than the builder knew, so what comes after it is left out.
PLACES = """place => {
  const main = document.querySelector(`${place} [data-testid=stMain]`);
  const laidOut = document.createElement('style');
  laidOut.textContent = '#prerendered * { content-visibility: visible !important; }';
  document.head.append(laidOut);
  const address = main.querySelector('[class*=figure_set_up_link]');
  const places = [...main.querySelectorAll('h1, h2, h3, .hl-figure')].filter(part => part.checkVisibility())
    .filter(part => !address || part.compareDocumentPosition(address) & Node.DOCUMENT_POSITION_FOLLOWING)
    .map(part => part.getBoundingClientRect().top + main.scrollTop);
  laidOut.remove();
  return places;
}"""
WATCH_SHIFTS = """
  window.shifts = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { shifts += entry.value; }))
    .observe({ type: 'layout-shift', buffered: true });
"""
LOST_SECTIONS = """[...document.querySelectorAll('.st-key-contents-of-page a')]
  .map((link) => decodeURIComponent(link.hash.slice(1))).filter((name) => !document.getElementById(name))"""
BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


def background(scheme: str) -> str:
    """The page's ground as a browser writes it. scheme: light or dark."""
    red, green, blue = bytes.fromhex(THEME[scheme]["backgroundColor"].removeprefix("#"))
    return f"rgb({red}, {green}, {blue})"


LATER = {"charts.tar.gz", "numbers.tar.gz", "later.tar.gz"}
SOLVES = {"better_steps"}  # pages that begin with what LAPACK has solved


def check_taking_over(reader: Visit, lesson: Lesson) -> None:
    """Streamlit's page says the same at the same places as the prerendered one, and nothing jumps."""
    page = reader.page
    page.wait_for_function(SHOWN)
    expected = {"charts.tar.gz"} if "&charts=1" in page.content() else set()
    words, places = page.evaluate(WORDS, "#prerendered"), page.evaluate(PLACES, "#prerendered")
    page.evaluate("document.querySelector('#prerendered [data-testid=stMain]').scrollTop = 240")
    assert page.evaluate(LOST_SECTIONS) == []
    page.wait_for_function(AWAKE, timeout=90_000)
    # No module that Python needs for this page lies among those that come later (site_builder/upstream/packages.py).
    fetched = {address.rpartition("/")[2] for address in reader.requests}
    assert fetched & LATER == expected | ({"numbers.tar.gz"} if lesson.slug in SOLVES else set())
    assert page.locator("#prerendered").count() == 0
    page.wait_for_function(f"!{LOST_SECTIONS}.length")  # Streamlit names its headings a moment later
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 240
    assert page.evaluate(WORDS, "#root") == words
    assert page.evaluate(PLACES, "#root") == pytest.approx(places, abs=4)
    assert page.evaluate("shifts") <= 0.05


@pytest.mark.parametrize("lesson", BOOK.pages, ids=lambda lesson: lesson.slug)
def test_a_page_serves_every_reader(visit: StartVisit, lesson: Lesson) -> None:
    # Nothing moves: the cover's film would go on while it is compared.
    reader = visit(reduced_motion="reduce", color_scheme="light")
    page = reader.page
    page.add_init_script(WATCH_SHIFTS)
    page.goto(reader.base + (f"{lesson.slug}/" if lesson != BOOK.cover else ""))
    check_taking_over(reader, lesson)

    assert page.locator("[data-testid=stMain] h1").first.inner_text() == lesson.title
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.get_by_text("sample", exact=True).count() == 0  # drawn to be ready (boot.ts), then taken away
    assert page.evaluate(BACKGROUND) == background("light")
    check_for_all_readers(page)

    page.set_viewport_size({"width": 360, "height": 740})
    reader.settle()
    page.wait_for_timeout(500)
    assert violations(page) == []

    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"wanted => {BACKGROUND} === wanted", arg=background("dark"))
    reader.settle()
    page.wait_for_timeout(500)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 360, "it sticks out sideways"
    assert violations(page, OF_COLOURS) == []  # all else is as it was in the light
    assert reader.foreign == []
    assert reader.complaints == []


def test_who_has_jumped_to_a_section_reads_on_there(visit: StartVisit) -> None:
    """What lies between was never laid out, and need not be as high as it was taken to be."""
    page = (reader := visit()).page
    page.goto(reader.base + "computation_graph/")
    page.wait_for_function(SHOWN)
    page.locator("#prerendered .st-key-contents-of-page a").last.click()
    top = "place => [...document.querySelectorAll(`${place} h2`)].at(-1).getBoundingClientRect().top"
    jumped = page.evaluate(top, "#prerendered")
    assert 0 <= jumped < 200
    page.wait_for_function(AWAKE, timeout=90_000)
    assert page.evaluate(top, "#root") == pytest.approx(jumped, abs=2)
