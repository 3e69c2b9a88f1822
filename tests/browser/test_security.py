"""The site works under its own Content-Security-Policy, and what that forbids does not happen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lessons.catalogue import contents
from tests.browser.conftest import SETTLED

StartVisit = Callable[..., Any]  # conftest.Visit

# On such a one Python waits until the page is touched.
TELEPHONE = {"width": 390, "height": 800, "has_touch": True, "is_mobile": True}
NOTE_VIOLATIONS = """
  window.violations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    violations.push([violatedDirective, blockedURI, sample].join(' ')));
"""


def wait(page: Page, script: str) -> None:
    """Until the script says yes. (Playwright's own way of waiting evaluates text, which the policy forbids.)"""
    deadline = time.monotonic() + 120
    while not page.evaluate(script):
        assert time.monotonic() < deadline, f"never so: {script}"
        page.wait_for_timeout(50)


def wake(reader: Any, path: str) -> None:
    """Go to a page, under the policy, and wait until Python has drawn it."""
    reader.page.add_init_script(NOTE_VIOLATIONS)
    reader.page.goto(reader.base + path)
    wait(reader.page, "() => performance.getEntriesByName('book:awake').length > 0")


def check_nothing_is_forbidden(reader: Any) -> None:
    assert reader.page.evaluate("() => violations") == []
    assert reader.complaints == []


@pytest.fixture
def reader(same_visit: StartVisit) -> Any:
    """A visit under the policy with Python, for tests marked with UNDER_THE_POLICY."""
    return same_visit("under the policy", lambda visit: wake(visit, "exercises/"), bypass_csp=False)


UNDER_THE_POLICY = pytest.mark.xdist_group("under the policy")
PAGES = ["training", "xor", "playground", "handwritten_digits"]


def test_pages_as_they_are_written_do_nothing_that_is_forbidden(visit: StartVisit) -> None:
    reader = visit(**TELEPHONE, bypass_csp=False)
    reader.page.add_init_script(NOTE_VIOLATIONS)
    for path in ("", *(f"{slug}/" for slug in PAGES)):
        reader.page.goto(reader.base + path)
        wait(reader.page, "() => performance.getEntriesByName('book:figures').length > 0")
        check_nothing_is_forbidden(reader)


@UNDER_THE_POLICY
@pytest.mark.parametrize("slug", PAGES)
def test_pages_with_charts_figures_and_data_do_nothing_that_is_forbidden(reader: Any, slug: str) -> None:
    page = reader.page
    page.locator(f"[data-testid=stSidebar] a:is([href='{slug}'], [href$='/{slug}'])").click()
    expect(page.locator("[data-testid=stMain] h1").first).to_have_text(contents().lesson(slug).title, timeout=60_000)
    wait(page, SETTLED)
    if slug == "xor":  # a chart of Streamlit's own, drawn by Vega
        page.locator("[data-testid=stMain] [data-testid=stVegaLiteChart] :is(canvas, svg)").first.wait_for()
    check_nothing_is_forbidden(reader)


@UNDER_THE_POLICY
def test_a_code_cell_runs(reader: Any) -> None:
    page = reader.page
    if not page.url.split("?")[0].rstrip("/").endswith("/exercises"):
        page.locator("[data-testid=stSidebar] a:is([href='exercises'], [href$='/exercises'])").click()
    page.locator("[data-testid=stMain]").get_by_role("button", name="Run").first.click(timeout=60_000)
    page.locator("[data-testid=stMain] .hl-cell-output").first.wait_for(timeout=60_000)
    check_nothing_is_forbidden(reader)


def test_the_book_is_stored_under_the_policy(visit: StartVisit) -> None:
    reader = visit(bypass_csp=False, service_workers="allow")
    reader.page.add_init_script("sessionStorage.setItem('book:stayed', 1e9)")  # who has stayed long in this tab
    wake(reader, "")
    check_nothing_is_forbidden(reader)
    wait(reader.page, "() => navigator.serviceWorker.controller !== null")
    check_nothing_is_forbidden(reader)


@pytest.mark.parametrize(
    "attack",
    [
        "const script = document.createElement('script'); script.textContent = 'window.harmed = true';"
        " document.head.append(script)",
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.harmed = true\">')",
        "setTimeout('window.harmed = true')",
        "fetch('https://elsewhere.invalid/').then(() => { window.harmed = true }).catch(() => 0)",
    ],
    ids=["inline script", "handler", "eval", "another host"],
)
def test_what_an_injected_text_would_do_is_forbidden(visit: StartVisit, attack: str) -> None:
    reader = visit(bypass_csp=False)
    page = reader.page
    page.add_init_script(NOTE_VIOLATIONS)
    page.goto(reader.base + "404.html")
    page.evaluate(f"() => {{ {attack} }}")
    wait(page, "() => violations.length > 0")
    assert page.evaluate("() => window.harmed") is None
