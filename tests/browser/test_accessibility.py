"""WCAG 2.2 AA: what axe-core finds on a page, and what no program sees.

test_pages.py asks it of all pages of the site, tests that visit a local page ask it there: see check_for_all_readers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

AXE = Path(__file__).resolve().parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

OF_COLOURS = ["color-contrast", "link-in-text-block"]  # axe's rules that look at them


def violations(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """What axe finds. rules: names of its rules, or of sets of them.

    It does not gather what is right, nor write selectors, which takes it a fifth of its time.
    """
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    options = {"runOnly": rules, "resultTypes": ["violations"], "selectors": False}
    result: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


UNREACHABLE = """() => [...document.querySelectorAll("[data-testid=stMain] :is([data-say], [data-to])")]
  .filter((part) => part.checkVisibility({ visibilityProperty: true }))
  .filter((part) => {
    const group = part.closest("[data-roam]");
    return group ? !group.querySelector("[tabindex='0']") : part.tabIndex < 0;
  })
  .map((part) => part.outerHTML.slice(0, 150))"""


def check_for_all_readers(page: Page) -> None:
    """Nothing on the page that axe finds, and every part of a figure is reached by keyboard."""
    page.wait_for_timeout(500)  # charts draw themselves after the script has run
    assert violations(page) == []
    assert page.evaluate(UNREACHABLE) == []


def test_arrow_keys_lead_to_every_entry_of_a_matrix(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local)
    reader.open("hidden_layers")
    table = reader.page.locator(".hl-matrix table[data-roam]", has=reader.page.locator("[data-say]")).first
    expect(table).to_be_visible(timeout=60_000)
    entries = table.locator("[data-say]")
    table.locator("[tabindex='0']").focus()
    seen = set()
    for _row in range(table.locator("tbody tr").count()):
        reader.page.keyboard.press("Home")
        for _ in range(entries.count()):
            seen.add(reader.page.evaluate("document.activeElement.dataset.tags"))
            reader.page.keyboard.press("ArrowRight")
        reader.page.keyboard.press("ArrowDown")
    assert len(seen) == entries.count()


def test_where_a_film_stops_is_said(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local, reduced_motion="reduce")
    reader.open("training")
    film = reader.page.locator(".hl-film", has=reader.page.locator("[data-player]")).first
    expect(film).to_be_visible(timeout=60_000)
    film.locator("[data-act=play]").click()
    film.locator("[data-act=play]").click()
    said = reader.page.locator("body > .hl-hidden-words[role=status]")
    expect(said).to_have_text(re.compile(r"^Iteration: \d+"), timeout=30_000)
