"""The site works under its own Content-Security-Policy, and what that forbids does not happen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

StartVisit = Callable[..., Any]  # conftest.Visit

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


def awake(visit: StartVisit, path: str, **options: object) -> Any:
    """A visit under the policy to a page, until Python has drawn it."""
    reader = visit(bypass_csp=False, **options)
    reader.page.add_init_script(NOTE_VIOLATIONS)
    reader.page.goto(reader.base + path)
    wait(reader.page, "() => performance.getEntriesByName('book:awake').length > 0")
    return reader


@pytest.mark.parametrize("path", ["", "training/", "xor/", "playground/", "handwritten_digits/"])
def test_pages_with_charts_figures_and_data_do_nothing_that_is_forbidden(visit: StartVisit, path: str) -> None:
    reader = awake(visit, path)
    page = reader.page
    if path == "xor/":  # a chart of Streamlit's own, drawn by Vega
        page.locator("[data-testid=stMain] [data-testid=stVegaLiteChart] :is(canvas, svg)").first.wait_for()
    assert page.evaluate("() => violations") == []
    assert reader.complaints == []


def test_the_book_is_stored_under_the_policy(visit: StartVisit) -> None:
    reader = awake(visit, "", service_workers="allow")
    reader.page.evaluate("() => sessionStorage.setItem('book:stayed', 1e9)")
    reader.page.reload()
    wait(reader.page, "() => navigator.serviceWorker.controller !== null")
    assert reader.page.evaluate("() => violations") == []
    assert reader.complaints == []


def test_a_code_cell_runs(visit: StartVisit) -> None:
    page = awake(visit, "exercises/").page
    page.locator("[data-testid=stMain]").get_by_role("button", name="Run").first.click(timeout=60_000)
    page.locator("[data-testid=stMain] .hl-cell-output").first.wait_for(timeout=60_000)
    assert page.evaluate("() => violations") == []


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
