"""A control redraws its own widget and those that show what it changed, and leaves the rest of the page alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, open_panel

# Runs of Python write to the page; what is written is kept here, by the element that it was written into.
WATCH = """() => {
  const prose = [...document.querySelectorAll('[data-testid=stMain] [data-testid=stMarkdown]')]
    .filter(one => !one.closest('.st-key-network-panel')).slice(0, 3);
  window.touched = [];
  for (const one of prose) new MutationObserver(() => window.touched.push(one.innerText.slice(0, 60)))
    .observe(one, { subtree: true, childList: true, characterData: true, attributes: true });
}"""

# The page's script has added to all formulas what Streamlit leaves out, a moment after they were drawn.
MENDED = """() => {
  const formulas = [...document.querySelectorAll('[data-testid=stMain] .katex')];
  return formulas.length && !formulas.some((formula) => formula.translate);
}"""


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.xdist_group(f"following, {name}")) for name in ("site", "local")]
)
def lesson(request: pytest.FixtureRequest, same_visit: Callable[..., Visit]) -> Page:
    """The first lesson, alive, on the static site or on a server, with the book's network; in one visit each."""

    def begin(reader: Visit) -> None:
        reader.open("hidden_layers/" if request.param == "site" else "hidden_layers")
        if request.param == "site":
            reader.page.wait_for_function("performance.getEntriesByName('book:awake').length", timeout=120_000)
        reader.page.wait_for_function(MENDED)

    reader = same_visit("following", begin, request.getfixturevalue(request.param))
    if "bias" in reader.page.url:
        open_panel(reader.page)
        reader.page.get_by_role("button", name="Back to the book's network").click()
        expect(reader.page).not_to_have_url(re.compile(r"bias"))
        reader.settle()
    return reader.page


def test_a_change_of_the_network_reaches_all_that_show_it(lesson: Page) -> None:
    page = lesson
    page.evaluate(WATCH)
    summary = page.locator("[data-testid=stSidebar]").get_by_text("Your network", exact=True).locator("xpath=..")
    expect(summary).not_to_contain_text("bias")
    figures = page.locator("[data-testid=stMain] figure.hl-figure")
    before = figures.evaluate_all("figures => figures.map(figure => figure.innerText)")
    open_panel(page).locator("[data-testid=stCheckbox] label").first.click()
    expect(summary).to_contain_text("bias")
    expect(page).to_have_url(re.compile(r"bias=1"))
    page.wait_for_function(
        "before => [...document.querySelectorAll('[data-testid=stMain] figure.hl-figure')]"
        ".filter((figure, place) => figure.innerText !== before[place]).length >= 2",
        arg=before,
    )
    page.get_by_role("button", name="Back to the book's network").click()  # a control outside of the widget
    expect(summary).not_to_contain_text("bias")
    expect(page).not_to_have_url(re.compile(r"bias"))
    expect(open_panel(page).locator("[data-testid=stCheckbox] input").first).not_to_be_checked()
    page.wait_for_function(
        "before => [...document.querySelectorAll('[data-testid=stMain] figure.hl-figure')]"
        ".every((figure, place) => figure.innerText === before[place])",
        arg=before,
    )
    assert page.evaluate("window.touched") == []


def test_a_question_keeps_its_answer_unless_it_asks_for_the_network(lesson: Page) -> None:
    page = lesson
    questions = page.locator("[class*=-question]")
    choice = questions.filter(has=page.locator("[role=radiogroup]")).last
    choice.locator("label").filter(has=page.locator("input[type=radio]")).filter(has_text="one neuron").click()
    choice.get_by_role("button", name="Check").click()
    expect(choice).to_contain_text("Right.")
    number = questions.filter(has_text="How many weights arrive at one neuron").last
    number.locator("input").fill("3")
    number.get_by_role("button", name="Check").click()
    expect(number).to_contain_text("Right.")
    open_panel(page).locator("[data-testid=stCheckbox] label").first.click()
    expect(number).not_to_contain_text("Right.")
    expect(choice).to_contain_text("Right.")
