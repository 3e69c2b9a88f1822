"""The static site in a real browser: it boots below a sub-path, asks nobody else, and goes where its links say."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from site_builder.collect.gather import read_book
from site_builder.model import Lesson
from tests.browser.test_accessibility import violations

ROOT = Path(__file__).resolve().parent.parent.parent
BOOK = read_book(ROOT)
LESSONS = BOOK.lessons
REQUIREMENTS = (ROOT / "requirements.in").read_text(encoding="utf-8")
# What a comment calls "only locally" is imported nowhere in the browser.
PINNED = dict(re.findall(r"^([\w-]+)==([\w.]+) *#(?! only locally)", REQUIREMENTS, re.MULTILINE))

StartVisit = Callable[..., Any]  # conftest.Visit


def test_python_in_the_browser_has_the_pinned_versions_and_asks_no_other_origin(visit: StartVisit, dist: Path) -> None:
    reader = visit()
    reader.open()
    ask = (
        "import sys, json, importlib.metadata as m; json.dumps([sys.version.split()[0], {n: m.version(n) for n in %r}])"
    )
    python, packages = json.loads(str(reader.python(ask % sorted(PINNED))))
    assert packages == PINNED
    assert python == json.loads((dist / "site-lock.json").read_text(encoding="utf-8"))["python"]
    assert reader.foreign == []
    assert reader.complaints == []


@pytest.mark.parametrize("page", BOOK.pages, ids=lambda page: page.slug)
def test_every_page_opens_by_its_own_address_on_a_phone(visit: StartVisit, page: Lesson) -> None:
    reader = visit(width=360, height=740)
    reader.open(f"{page.slug}/" if page != BOOK.cover else "")
    reader.page.wait_for_function("performance.getEntriesByName('book:awake').length")
    assert reader.page.locator("[data-testid=stMain] h1").first.inner_text() == page.title
    assert reader.page.locator("[data-testid=stException]").count() == 0
    assert reader.page.get_by_text("sample", exact=True).count() == 0  # drawn to be ready (boot.ts), then taken away
    assert reader.foreign == []
    assert reader.complaints == []
    # At a telephone's width nothing of the page sticks out sideways.
    assert reader.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 360
    reader.page.wait_for_timeout(500)  # charts and figures draw themselves after the script has run
    assert violations(reader) == []


def test_links_change_the_page_without_restarting_python_and_back_returns(visit: StartVisit) -> None:
    reader = visit()
    reader.open()
    reader.python("import sys; sys.hidden_layers_was_here = True")
    cover = reader.page.locator("[data-testid=stMain] h1").first.inner_text()
    shown = "title => document.querySelector('[data-testid=stMain] h1')?.innerText === title"
    first, second = LESSONS[:2]
    for lesson in (first, second):
        reader.page.locator(f"[data-testid=stSidebar] a:is([href='{lesson.slug}'], [href$='/{lesson.slug}'])").click()
        reader.page.wait_for_function(shown, arg=lesson.title)
        assert reader.page.url.split("?")[0] == f"{reader.base}{lesson.slug}"
    for title in (first.title, cover):
        reader.page.go_back()
        reader.page.wait_for_function(shown, arg=title)
    assert reader.page.url.split("?")[0] == reader.base
    assert reader.python("import sys; sys.hidden_layers_was_here") is True


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system(visit: StartVisit, scheme: str) -> None:
    reader = visit(color_scheme=scheme)
    reader.open()
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    red, green, blue = (int(config["theme"][scheme]["backgroundColor"][i : i + 2], 16) for i in (1, 3, 5))
    colour = reader.page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert colour == f"rgb({red}, {green}, {blue})"
