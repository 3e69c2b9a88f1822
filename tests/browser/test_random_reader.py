"""A reader in a real browser who presses and moves whatever there is, on the static site.

    python -m pytest tests/browser/test_random_reader.py                            # a dozen acts on three lessons
    HL_RANDOM_ACTS=60 python -m pytest tests/browser/test_random_reader.py          # that many on each lesson

HL_RANDOM_SEED makes the same reader again. After each act the console has no error and the page shows no NaN; in the
end the page's own memory has hardly grown.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import CDPSession, ElementHandle, Error, Page, TimeoutError

from lessons.catalogue import contents
from tests.browser.conftest import Visit

ACTS = int(os.environ.get("HL_RANDOM_ACTS", "0"))
SEED = int(os.environ.get("HL_RANDOM_SEED", "9"))
EVERY = [lesson.slug for lesson in contents().lessons]
LESSONS = EVERY if ACTS else ["shapes", "backpropagation", "playground"]
MOST_GROWTH = 25_000_000  # bytes of JavaScript between two moments after the page was used
NO_NUMBER = re.compile(r"(?<!\w)(NaN|undefined|Infinity|\[object Object\])(?!\w)")
# What can be used. Files are not saved, Python is not started anew, and no link leads away from the lesson.
USABLE = (
    "[data-testid=stMain] :is([role=slider], [role=combobox], button, input[type=range], input[type=checkbox],"
    " input[type=radio], .hl-figure [data-say], input[type=text], input[type=number], .st-key-network-panel summary)"
    ":not([disabled], [data-testid=stDownloadButton] *, [data-testid=stFileUploader] *)"
)
TAG = "e => e.tagName.toLowerCase()"
KEYS = ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown")
TYPED = ("0", "3 × 2", "-1,5", "1e400", "no number", "<b>7</b>", "")


def act(page: Page, rng: np.random.Generator) -> str:
    """Use one thing that can be seen; returns what was done, in words."""
    if page.get_by_role("button", name="Close fullscreen").count():
        page.keyboard.press("Escape")  # everything else is behind it
    # Elements, not locators: Python may redraw the page between two looks, and a number would then mean another one.
    everything = page.locator(USABLE).element_handles()
    for place in rng.permutation(len(everything)):
        one = everything[place]
        role = name = ""
        try:
            if not (one.is_visible() and one.is_enabled()):
                continue
            role = one.get_attribute("role") or one.get_attribute("type") or str(one.evaluate(TAG))
            name = one.get_attribute("aria-label") or one.inner_text()[:40]
            return f"{role} {name!r}: {use(page, one, role, rng)}"
        except Error as error:
            if not isinstance(error, TimeoutError) and one.evaluate("e => e.isConnected"):
                raise
            return f"{role} {name!r}: it was gone or covered"  # Python redrew it meanwhile
    return "nothing can be used"


def use(page: Page, one: ElementHandle, role: str, rng: np.random.Generator) -> str:
    if role in ("slider", "range"):
        keys = [str(key) for key in rng.choice(KEYS, rng.integers(1, 4))]
        one.focus()
        for key in keys:
            page.keyboard.press(key)
        return " ".join(keys)
    if role == "combobox":
        one.click(timeout=5_000)
        options = page.get_by_role("option")
        options.first.wait_for(timeout=5_000)
        choice = options.nth(int(rng.integers(options.count())))
        text = choice.inner_text()
        choice.click(timeout=5_000)
        return text
    if role in ("text", "number"):
        text = str(
            rng.choice(TYPED if role == "text" else [text for text in TYPED if re.fullmatch(r"[-\d,.e]*", text)])
        )
        one.fill(text.replace(",", ".") if role == "number" else text, timeout=5_000)
        page.keyboard.press("Enter")
        return repr(text)
    chart = one.evaluate_handle("e => e.closest('[data-testid=stFullScreenFrame]')").as_element()
    if chart is not None:
        chart.hover(timeout=5_000)  # its buttons come out from behind it
    one.click(timeout=5_000, force=role in ("radio", "checkbox"))
    return "press"


def heap(page: Page, session: CDPSession) -> int:
    """Bytes of JavaScript in use after everything that nobody holds has been collected."""
    session.send("HeapProfiler.collectGarbage")
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    return int(metrics["JSHeapUsedSize"])


@pytest.mark.parametrize("slug", LESSONS)
def test_whatever_a_reader_does_the_page_goes_on(slug: str, visit: Callable[..., Visit]) -> None:
    rng = np.random.default_rng([SEED, EVERY.index(slug)])
    reader = visit()
    reader.open(f"{slug}/")
    page = reader.page
    page.wait_for_function("() => performance.getEntriesByName('book:awake').length", timeout=120_000)
    prose = set(NO_NUMBER.findall(page.locator("[data-testid=stMain]").inner_text()))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    done: list[str] = []
    used: list[int] = []
    for number in range(ACTS or 12):
        done.append(act(page, rng))
        reader.settle()
        told = "\n".join(done)
        assert reader.complaints == [], told
        assert page.locator("[data-testid=stException]").count() == 0, told
        shown = set(NO_NUMBER.findall(page.locator("[data-testid=stMain]").inner_text()))
        assert shown <= prose, told
        if number % 10 == 9:
            used.append(heap(page, session))
    assert reader.foreign == []
    assert sum("it was gone" not in line for line in done) > len(done) / 2
    # From the middle on, so that what is fetched and drawn once does not count.
    if len(used) > 3:
        assert used[-1] - used[len(used) // 2] < MOST_GROWTH, used
