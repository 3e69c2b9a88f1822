"""WCAG 2.2 AA, by axe-core, on every local page, light and dark; test_site.py asks it of the static site."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from lessons.catalogue import Lesson, contents
from tests.browser.conftest import Visit

AXE = Path(__file__).resolve().parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = pytest.mark.parametrize("page", contents().pages, ids=lambda page: page.slug)


def address(page: Lesson) -> str:
    return "" if page == contents().cover else page.slug


def violations(reader: Visit) -> list[str]:
    reader.page.add_script_tag(path=AXE)
    result: dict[str, Any] = reader.page.evaluate("rules => axe.run({ runOnly: rules })", RULES)
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


BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


@PAGES
def test_a_local_page_serves_every_reader(page: Lesson, local: str, visit_at: Callable[..., Visit]) -> None:
    """One visit: in light and in dark, by keyboard, and at a telephone's width."""
    reader = visit_at(local, color_scheme="light")
    reader.open(address(page))
    reader.page.wait_for_timeout(500)  # charts and figures draw themselves after the script has run
    assert violations(reader) == []
    assert reader.page.evaluate(UNREACHABLE) == []

    light = reader.page.evaluate(BACKGROUND)
    reader.page.emulate_media(color_scheme="dark")
    reader.page.wait_for_function(f"light => {BACKGROUND} !== light", arg=light)
    reader.settle()
    reader.page.wait_for_timeout(500)
    assert violations(reader) == []

    reader.page.set_viewport_size({"width": 360, "height": 740})
    reader.page.wait_for_timeout(500)
    assert reader.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 360


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
