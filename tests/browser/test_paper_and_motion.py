"""A lesson on paper, and for readers who want nothing to move."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_accessibility import check_for_all_readers

A4 = 794 - 98  # CSS pixels of a page's width without the margins
LESSONS = ["hidden_layers", "backpropagation", "measuring_error", "exercises", "training"]
# What still can be seen in print and stands beyond the page's right edge.
CUT = """() => [...document.querySelectorAll("[data-testid=stMain] *")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }))
  .filter((e) => !e.closest(".hl-hidden-words, .katex-mathml, .katex svg, .hl-compact"))
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => `${e.tagName}.${e.getAttribute("class")} ${e.getBoundingClientRect().right}`)"""

# Thirty frames of the page's own clock.
FRAMES = """() => new Promise((done) => {
  let frames = 0;
  const tick = () => (++frames > 30 ? done() : requestAnimationFrame(tick));
  tick();
})"""


def check_on_paper(page: Page) -> None:
    page.set_viewport_size({"width": A4, "height": 1000})
    page.emulate_media(media="print")
    expect(page.locator("[data-testid=stSidebar]")).to_be_hidden()
    expect(page.locator("h1").first).to_be_visible()
    expect(page.get_by_text("What to remember").first).to_be_visible()
    for control in (".hl-steps", ".stSlider", ".stButton", ".hl-button"):
        assert not any(found.is_visible() for found in page.locator(control).all()), control
    for summary in page.locator("[data-testid=stMain] summary:visible").all():
        assert summary.evaluate("e => e.nextElementSibling.getBoundingClientRect().height") > 20
    assert page.evaluate(CUT) == []
    words = "[data-testid=stMain] .stMarkdown p:not(blockquote p, .st-key-network-panel p)"
    scheme = f"getComputedStyle(document.querySelector('{words}')).color"
    assert page.evaluate(scheme) == "rgb(32, 29, 25)"  # dark ink, also where the screen was dark


@pytest.mark.parametrize("slug", LESSONS)
def test_the_page_as_written_prints(slug: str, visit: Callable[..., Visit]) -> None:
    reader = visit(java_script_enabled=False, color_scheme="dark")
    reader.page.goto(f"{reader.base}{slug}/")
    check_on_paper(reader.page)


@pytest.fixture
def running(same_visit: Callable[..., Visit], local: str) -> Callable[[str], Visit]:
    """Go to a lesson of the running book, on a dark screen; for a test marked with ON_A_SCREEN."""

    def go(slug: str) -> Visit:
        reader = same_visit("on a screen", lambda visit: visit.open(slug), local, color_scheme="dark")
        reader.page.emulate_media(media="null")  # what the test before has printed
        reader.page.set_viewport_size({"width": 1280, "height": 900})
        reader.follow(slug)
        return reader

    return go


ON_A_SCREEN = pytest.mark.xdist_group("on a screen")


@ON_A_SCREEN
@pytest.mark.parametrize("slug", LESSONS[:3])
def test_the_running_page_prints(slug: str, running: Callable[[str], Visit]) -> None:
    reader = running(slug)
    expect(reader.page.locator(".hl-figure:visible").first).to_be_visible(timeout=60_000)
    check_for_all_readers(reader.page)
    check_on_paper(reader.page)


@ON_A_SCREEN
def test_the_running_playground_prints_as_text_and_figures_one_below_the_other(running: Callable[[str], Visit]) -> None:
    """Boxes in a flexible column do not grow when a figure goes on to the next sheet: prose stood over the figure."""
    reader = running("playground")
    tile = reader.page.locator(".hl-tile:visible").first
    expect(tile).to_be_visible()
    reader.page.emulate_media(media="print")
    expect(reader.page.locator("[data-testid=stSidebar]")).to_be_hidden()
    expect(tile).to_be_visible()
    expect(reader.page.locator(".st-key-playground-panel")).to_be_hidden()
    columns = """() => [...document.querySelectorAll("[data-testid=stMain] [data-testid=stVerticalBlock]")]
      .filter((e) => e.checkVisibility() && getComputedStyle(e).display !== "block").map((e) => e.className)"""
    assert reader.page.evaluate(columns) == []


def test_every_page_of_the_pdf_has_text(visit: Callable[..., Visit]) -> None:
    reader = visit(java_script_enabled=False)
    reader.page.goto(f"{reader.base}hidden_layers/")
    pdf = reader.page.pdf(prefer_css_page_size=True)
    pages = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type/Page/")
    assert 2 <= pages <= 12
    assert len(pdf) / pages > 5_000


@pytest.fixture
def still(local: str, same_visit: Callable[..., Visit]) -> Callable[[str], tuple[Page, Locator]]:
    """Go to a lesson as a reader who wants nothing to move; its page and its first film's slider."""

    def start(slug: str) -> tuple[Page, Locator]:
        reader = same_visit("still", lambda visit: visit.open(slug), local, reduced_motion="reduce")
        reader.follow(slug)
        slider = reader.page.locator(".hl-film [data-player] [data-dial]").first
        expect(slider).to_be_visible(timeout=60_000)
        return reader.page, slider

    return start


STILL = pytest.mark.xdist_group("still")


@STILL
def test_nothing_moves_by_itself_for_a_reader_who_wants_that(still: Callable[[str], tuple[Page, Locator]]) -> None:
    page, slider = still("training")
    check_for_all_readers(page)
    moving = """() => [...document.querySelectorAll("*")].filter((e) => {
      const style = getComputedStyle(e);
      const takesTime = style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0);
      if (takesTime && style.transitionProperty !== "none") return true;
      return style.animationName !== "none" || style.scrollBehavior === "smooth";
    }).length"""
    assert page.evaluate(moving) == 0
    before = slider.input_value()
    page.evaluate(FRAMES)
    assert slider.input_value() == before
    # What the reader asks for plays all the same.
    page.locator(".hl-film [data-act=play]").first.click()
    expect(slider).not_to_have_value(before, timeout=30_000)


@STILL
def test_the_playground_waits_for_such_a_reader_to_press_play(still: Callable[[str], tuple[Page, Locator]]) -> None:
    page, slider = still("playground")
    check_for_all_readers(page)
    page.get_by_role("button", name="Two hidden neurons").click()  # which else plays at once
    expect(slider).to_have_value("0", timeout=60_000)
    page.evaluate(FRAMES)
    assert slider.input_value() == "0"
