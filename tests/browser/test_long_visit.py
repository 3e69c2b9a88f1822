"""A long visit: one reader, one page load, hundreds of answers of Python's, all over the book.

    HL_VISIT_MINUTES=25 python -m pytest -s tests/browser/test_long_visit.py

Apps of stlite's were seen to crash in Chrome on Windows after visits of 10 to 20 minutes (stlite's issue 1493). Python
answers at least HL_VISIT_ANSWERS times, spread over the visit. HL_RANDOM_SEED makes the same reader again. -s shows how
much memory the visit takes.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable

import numpy as np
import psutil
import pytest
from playwright.sync_api import Page, expect

from lessons.catalogue import contents
from tests.browser.acts import act, heap
from tests.browser.conftest import Visit, open_panel

MINUTES = float(os.environ.get("HL_VISIT_MINUTES", "0"))
ANSWERS = int(os.environ.get("HL_VISIT_ANSWERS", "300"))
SEED = int(os.environ.get("HL_RANDOM_SEED", "9"))
ACTS_A_LESSON = 6
MOST_GROWTH = 64_000_000  # bytes of Python's memory, from the middle of the visit on
# How often Python has answered: each time, a run of the page has told all that is new.
COUNT = """() => {
  window.answers = 0;
  site.worker.addEventListener('message', ({data}) => { window.answers += Number(data.type === 'book:messages'); });
}"""
# What Python answers.
ANSWERED = "#root [data-testid=stMain] :is([data-testid=stSlider] [role=slider], [data-testid=stCheckbox] label)"
PYTHONS = "import pyodide_js; pyodide_js._module.HEAPU8.length"

pytestmark = [
    pytest.mark.skipif(not MINUTES, reason="a long visit takes HL_VISIT_MINUTES"),
    pytest.mark.timeout(0),  # it takes as long as it is told
]


def resident() -> float:
    """MB that the largest of the browser's processes, the page's, holds."""
    sizes = [0.0]
    for process in psutil.Process().children(recursive=True):
        try:
            if "--type=renderer" in process.cmdline():
                sizes.append(process.memory_info().rss / 1e6)
        except psutil.NoSuchProcess:
            continue
    return max(sizes)


def go_to_a_lesson(page: Page, rng: np.random.Generator) -> str:
    """Follow one of the sidebar's links, which loads nothing anew."""
    lesson = str(rng.choice([lesson.title for lesson in contents().lessons]))
    page.keyboard.press("Escape")  # a card or a list that was opened last lies over the links
    sidebar = page.locator("#root [data-testid=stSidebar]")
    mark = r"( .+)?"  # of what was read and answered of it
    sidebar.get_by_role("link", name=re.compile(rf"^(\d+\. )?{re.escape(lesson)}{mark}$")).click()
    expect(page.locator("#root [data-testid=stMain] h1").first).to_contain_text(lesson, timeout=60_000)
    if page.locator("#root .st-key-network-panel").count():
        open_panel(page.locator("#root"))
    return f"to {lesson!r}"


def test_python_answers_as_long_as_the_reader_stays(visit: Callable[..., Visit]) -> None:
    rng = np.random.default_rng(SEED)
    reader = visit()
    reader.open(f"{contents().lessons[0].slug}/")
    page = reader.page
    page.wait_for_function("() => performance.getEntriesByName('book:awake').length", timeout=120_000)
    crashes: list[str] = []
    page.on("crash", lambda _: crashes.append("the page crashed"))
    page.evaluate(COUNT)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    began = time.monotonic()
    done: list[str] = []
    python: list[int] = []
    answered = 0
    print("\n| minute | acts | answers | Python's memory, MB | the page's scripts, MB | the process, MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    while (minutes := (time.monotonic() - began) / 60) < MINUTES or answered < ANSWERS:
        done.append(act(page, rng, ANSWERED) if len(done) % ACTS_A_LESSON else go_to_a_lesson(page, rng))
        reader.settle()
        told = "\n".join(done[-2 * ACTS_A_LESSON :])
        assert crashes == [], told
        assert reader.complaints == [], told
        assert page.locator("[data-testid=stException]").count() == 0, told
        answered = int(page.evaluate("window.answers"))
        if minutes >= len(python) * MINUTES / 10:
            python.append(int(str(reader.python(PYTHONS))))
            held = f"{python[-1] / 1e6:.0f} | {heap(page, session) / 1e6:.0f} | {resident():.0f}"
            print(f"| {minutes:.0f} | {len(done)} | {answered} | {held} |", flush=True)
        # Nobody reads faster than the visit is long.
        page.wait_for_timeout(max(0.0, 60_000 * (MINUTES * answered / (1.2 * ANSWERS) - minutes)))
    assert answered >= ANSWERS
    assert len(page.workers) == 1
    assert python[-1] - python[len(python) // 2] < MOST_GROWTH, python
