"""A reader in a real browser who presses and moves whatever there is, on the static site.

    python -m pytest tests/browser/test_random_reader.py                            # a dozen acts on three lessons
    HL_RANDOM_ACTS=60 python -m pytest tests/browser/test_random_reader.py          # that many on each lesson

HL_RANDOM_SEED makes the same reader again, who goes from lesson to lesson in one visit. Every other act is followed by
another before it is answered. After each the console has no error and the page shows no NaN, and after two at once
all controls stand as before when the page is run once more: none shows what Python has not heard of. In the end the
page's own memory has hardly grown.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import numpy as np
import pytest

from lessons.catalogue import contents
from tests.browser.acts import STANDING, act, heap
from tests.browser.conftest import Visit

ACTS = int(os.environ.get("HL_RANDOM_ACTS", "0"))
SEED = int(os.environ.get("HL_RANDOM_SEED", "9"))
EVERY = [lesson.slug for lesson in contents().lessons]
LESSONS = EVERY if ACTS else ["shapes", "backpropagation", "playground"]
MOST_GROWTH = 25_000_000  # bytes of JavaScript between two moments after the page was used
UNTIL_SENT = 200  # milliseconds from an act until Streamlit's page has told Python
NO_NUMBER = re.compile(r"(?<!\w)(NaN|undefined|Infinity|\[object Object\])(?!\w)")


@pytest.mark.timeout(0)  # as long as it is told
@pytest.mark.xdist_group("random reader")
@pytest.mark.parametrize("slug", LESSONS)
def test_whatever_a_reader_does_the_page_goes_on(slug: str, same_visit: Callable[..., Visit]) -> None:
    rng = np.random.default_rng([SEED, EVERY.index(slug)])
    reader = same_visit("random reader", lambda visit: visit.open(f"{slug}/"))
    page = reader.page
    page.wait_for_function("() => performance.getEntriesByName('book:awake').length", timeout=120_000)
    page.keyboard.press("Escape")  # what was opened last, in the lesson before
    reader.follow(slug)
    prose = set(NO_NUMBER.findall(page.locator("[data-testid=stMain]").inner_text()))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    done: list[str] = []
    used: list[int] = []
    for number in range(ACTS or 12):
        done.append(act(page, rng))
        if hurries := number % 2 == 1:
            done.append(f"and at once {act(page, rng)}")
            answer(reader)
        reader.settle()
        told = "\n".join(done)
        assert reader.complaints == [], told
        assert page.locator("[data-testid=stException]").count() == 0, told
        shown = set(NO_NUMBER.findall(page.locator("[data-testid=stMain]").inner_text()))
        assert shown <= prose, told
        if hurries:
            stood = page.evaluate(STANDING, "#root")
            run_again(reader)
            stands = page.evaluate(STANDING, "#root")
            assert {key: stands.get(key) for key in stood} == stood, told
        if number % 10 == 9:
            used.append(heap(page, session))
    assert reader.foreign == []
    assert sum("it was gone" not in line for line in done) > len(done) / 2
    # From the middle on, so that what is fetched and drawn once does not count.
    if len(used) > 3:
        assert used[-1] - used[len(used) // 2] < MOST_GROWTH, used


def answer(reader: Visit) -> None:
    """Wait until Python has answered all that was done: its worker does one thing after the other."""
    reader.page.wait_for_timeout(UNTIL_SENT)
    for _ in range(3):  # it is heard, it runs, it has run
        reader.python("0")


def run_again(reader: Visit) -> None:
    """Streamlit's own key has Python draw the page from what its controls show."""
    reader.page.evaluate("document.activeElement.blur()")
    reader.page.keyboard.press("r")
    answer(reader)
    reader.settle()
