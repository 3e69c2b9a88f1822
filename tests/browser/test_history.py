"""Back, Forward and links within a page lead where they say; a page's address and its network always agree."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, open_panel

Open = Callable[[str], Page]
EDITIONS = ("static", "local")


def opened(reader: Visit, edition: str, path: str) -> None:
    """Open a lesson at the address that readers share: on the static site a folder's, with its slash."""
    slug, _, query = path.partition("?")
    reader.open((f"{slug}/" if edition == "static" and slug else slug) + (f"?{query}" if query else ""))


def base(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("site" if request.param == "static" else "local"))


@pytest.fixture(params=EDITIONS)
def lesson(request: pytest.FixtureRequest, visit_at: Callable[..., Visit]) -> Open:
    """Open a lesson at an address."""

    def open_lesson(path: str) -> Page:
        reader = visit_at(base(request))
        opened(reader, request.param, path)
        return reader.page

    return open_lesson


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.xdist_group(f"history, {name}")) for name in EDITIONS])
def fifth_point(request: pytest.FixtureRequest, same_visit: Callable[..., Visit]) -> Open:
    """Go to a lesson in a visit that began at an address with a fifth point; each test leaves the network so."""

    def go_on(slug: str) -> Page:
        reader = same_visit("fifth point", lambda new: opened(new, request.param, f"{slug}?points=5"), base(request))
        reader.follow(slug)
        return reader.page

    return go_on


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


def test_back_and_forward_lead_to_the_lesson_and_its_network(fifth_point: Open) -> None:
    page = fifth_point("shapes")
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
    slider(page, "hidden neurons").press("ArrowLeft")
    expect(network(page)).to_contain_text("3 → 2 → 1")


def test_a_dragged_slider_leaves_no_entry_of_the_history(fifth_point: Open) -> None:
    page = fifth_point("hidden_layers")
    title(page, "Hidden layers")
    before = page.evaluate("history.length")
    for _ in range(6):
        slider(page, "hidden neurons").press("ArrowRight")
    expect(network(page)).to_contain_text("3 → 8 → 1")
    expect(page).to_have_url(re.compile("sizes=3-8-1"))
    for _ in range(6):
        slider(page, "hidden neurons").press("ArrowLeft")
    expect(network(page)).to_contain_text("3 → 2 → 1")
    expect(page).not_to_have_url(re.compile("sizes="))
    assert page.evaluate("history.length") == before


def test_links_within_a_page_stay_on_it(fifth_point: Open) -> None:
    page = fifth_point("backpropagation")
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


def test_the_playground_comes_back_as_it_was(lesson: Open) -> None:
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
