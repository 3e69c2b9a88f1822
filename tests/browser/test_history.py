"""Back, Forward and links within a page lead where they say; a page's address and its network always agree."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, open_panel


@pytest.fixture(params=["static", "local"])
def lesson(request: pytest.FixtureRequest, visit_at: Callable[..., Visit]) -> Callable[[str], Page]:
    """Open a lesson at the address that readers share: on the static site a folder's, with its slash."""

    def open_lesson(path: str) -> Page:
        reader = visit_at(request.getfixturevalue("site" if request.param == "static" else "local"))
        slug, _, query = path.partition("?")
        reader.open((f"{slug}/" if request.param == "static" and slug else slug) + (f"?{query}" if query else ""))
        return reader.page

    return open_lesson


def title(page: Page, words: str) -> None:
    """The lesson is there, and its tab is called so."""
    expect(page.locator("[data-testid=stMain] h1").first).to_contain_text(words, timeout=20_000)
    expect(page).to_have_title(f"{words} · Hidden Layers")


def slider(page: Page, label: str) -> Locator:
    return open_panel(page).locator("[data-testid=stSlider]").filter(has_text=label).first.locator("input")


def network(page: Page) -> Locator:
    return page.locator("[data-testid=stSidebar]").get_by_text("Your network", exact=True).locator("xpath=..")


def data_set(page: Page, name: str) -> Locator:
    return page.locator("[data-testid=stButtonGroup] button").filter(has_text=name).first


def go(page: Page, lesson: str) -> None:
    page.locator("[data-testid=stSidebar]").get_by_role(
        "link", name=re.compile(rf"^(\d+\. )?{re.escape(lesson)}$")
    ).click()


def test_back_and_forward_lead_to_the_lesson_and_its_network(lesson: Callable[[str], Page]) -> None:
    page = lesson("shapes?points=5")
    title(page, "Shapes that fit")
    expect(network(page)).to_contain_text("N = 5")
    go(page, "Hidden layers")
    title(page, "Hidden layers")
    expect(page).to_have_url(re.compile(r"hidden_layers\?.*points=5"))
    slider(page, "hidden neurons").press("ArrowRight")
    expect(network(page)).to_contain_text("3 → 3 → 1")
    expect(page).to_have_url(re.compile(r"hidden_layers\?.*points=5&sizes=3-3-1"))
    page.go_back()
    title(page, "Shapes that fit")
    expect(page).to_have_url(re.compile(r"shapes/?\?.*points=5"))
    expect(network(page)).to_contain_text("3 → 2 → 1")
    expect(network(page)).to_contain_text("N = 5")
    page.go_forward()
    title(page, "Hidden layers")
    expect(network(page)).to_contain_text("3 → 3 → 1")
    expect(page).to_have_url(re.compile(r"hidden_layers\?.*points=5&sizes=3-3-1"))


def test_a_dragged_slider_leaves_no_entry_of_the_history(lesson: Callable[[str], Page]) -> None:
    page = lesson("hidden_layers")
    title(page, "Hidden layers")
    before = page.evaluate("history.length")
    for _ in range(6):
        slider(page, "hidden neurons").press("ArrowRight")
    expect(network(page)).to_contain_text("3 → 8 → 1")
    expect(page).to_have_url(re.compile("sizes=3-8-1"))
    assert page.evaluate("history.length") == before


def test_links_within_a_page_stay_on_it(lesson: Callable[[str], Page]) -> None:
    page = lesson("backpropagation?points=5")
    title(page, "Backpropagation")
    page.get_by_role("link", name="the derivation").first.click()
    expect(page).to_have_url(re.compile(r"\?.*points=5.*#where-the-rule-comes-from"))
    page.wait_for_timeout(1000)
    title(page, "Backpropagation")
    heading = page.locator("[data-testid=stMain] h2").last
    heading.hover()
    heading.get_by_role("link").first.click()
    page.wait_for_timeout(1000)
    title(page, "Backpropagation")
    expect(network(page)).to_contain_text("N = 5")
    for _ in range(2):
        page.go_back()
        page.wait_for_timeout(1000)
        title(page, "Backpropagation")
    expect(network(page)).to_contain_text("N = 5")


def test_the_playground_comes_back_as_it_was(lesson: Callable[[str], Page]) -> None:
    page = lesson("playground?p_hidden=6&p_iteration=20")
    title(page, "A playground")
    before = page.evaluate("history.length")
    data_set(page, "XOR").click()
    expect(page).to_have_url(re.compile(r"p_data=xor"))
    assert page.evaluate("history.length") == before
    go(page, "Notation and words")
    title(page, "Notation and words")
    expect(page).not_to_have_url(re.compile("p_"))
    page.go_back()
    title(page, "A playground")
    expect(page).to_have_url(re.compile(r"p_hidden=6.*p_data=xor|p_data=xor.*p_hidden=6"))
    expect(data_set(page, "XOR")).to_have_attribute("aria-checked", "true")
