"""The static site in a real browser: it boots below a sub-path, asks nobody else, and goes where its links say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from site_builder.collect.gather import read_book

ROOT = Path(__file__).resolve().parent.parent.parent
LESSONS = read_book(ROOT).lessons
REQUIREMENTS = (ROOT / "requirements.in").read_text(encoding="utf-8")
# What a comment calls "only locally" is imported nowhere in the browser.
PINNED = dict(re.findall(r"^([\w-]+)==([\w.]+) *#(?! only locally)", REQUIREMENTS, re.MULTILINE))

StartVisit = Callable[..., Any]  # conftest.Visit


def test_python_has_the_pinned_versions_and_links_change_the_page_without_restarting_it(
    visit: StartVisit, dist: Path
) -> None:
    reader = visit()
    reader.open()
    ask = (
        "import sys, json, importlib.metadata as m; json.dumps([sys.version.split()[0], {n: m.version(n) for n in %r}])"
    )
    python, packages = json.loads(str(reader.python(ask % sorted(PINNED))))
    assert packages == PINNED
    assert python == json.loads((dist / "site-lock.json").read_text(encoding="utf-8"))["python"]

    reader.python("sys.hidden_layers_was_here = True")
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
    assert reader.python("sys.hidden_layers_was_here") is True
    assert reader.complaints == []
