"""Python's memory is kept from one visit to the next (client/worker/memory.ts): whole, right, or not at all.

HL_MEMORY=all python -m pytest tests/browser/test_memory.py   # every page, and not two
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lessons.catalogue import contents
from tests.browser.conftest import AWAKE, MAIN, Visit

LESSONS = [lesson.slug for lesson in contents().lessons]
PAGES = LESSONS if os.environ.get("HL_MEMORY") == "all" else ["backpropagation", "by_heart"]
LEAST = 40_000_000  # bytes of a whole memory
pytestmark = pytest.mark.xdist_group("kept memory")  # each visit takes a whole start; side by side they only wait

REMEMBERED = "from js import performance; len(performance.getEntriesByName('book:remembered')) > 0"
# What is kept: the files, their sizes and how they end.
KEPT = """async () => {
  const files = [];
  try {
    for await (const [name, folder] of (await navigator.storage.getDirectory()).entries()) {
      if (!name.startsWith("Python's memory")) continue;
      for await (const [file, handle] of folder.entries()) {
        const kept = await handle.getFile();
        files.push([file, kept.size, await kept.slice(-5).text()]);
      }
    }
  } catch {} // the folder is just being removed
  return files;
}"""
# Shorten what is kept, or write other bytes from some place on, or put a file of another version beside it.
CHANGED = """async ([change, position]) => {
  const root = await navigator.storage.getDirectory();
  const book = `Python's memory at ${site.root}`.replaceAll("/", "|");
  const folder = await root.getDirectoryHandle(book, { create: true });
  const name = change === "another" ? "python-of-yore app-of-yore" : (await folder.keys().next()).value;
  const file = await folder.getFileHandle(name, { create: true });
  const stream = await file.createWritable({ keepExistingData: true });
  if (change === "shorter") await stream.truncate(50_000_000);
  else await stream.write({ type: "write", position, data: new Uint8Array(1_000_000).fill(7) });
  await stream.close();
}"""
# What is not part of the memory: NumPy's machine code, what comes later, what is drawn by chance.
WORKS = """
import random, numpy as np, altair
drawn = random.random()
assert np.allclose(np.linalg.inv(np.eye(2) * 2), np.eye(2) / 2)
assert np.random.default_rng(1).integers(10, size=3).tolist() == [4, 5, 7]
drawn"""


def come_again(reader: Visit, path: str = "hidden_layers/") -> bool:
    """Whether a new visit in the same profile began with the memory of an earlier one."""
    reader.open(path)
    return bool(reader.python(REMEMBERED))


def wait_until_kept(page: Page) -> None:
    """The whole memory, and nothing beside it."""
    # Not by wait_for_function, which takes the promise of an answer for a yes.
    for _ in range(600):
        page.wait_for_timeout(100)
        if [(size > LEAST, end) for _, size, end in page.evaluate(KEPT)] == [(True, "whole")]:
            page.wait_for_timeout(100)  # the worker lets go of the file
            return
    raise TimeoutError("Python's memory was not kept")


def test_the_next_visit_begins_with_the_memory_of_the_first(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.page.goto(reader.base)
    reader.page.evaluate(CHANGED, ["another", 0])
    assert not come_again(reader)
    wait_until_kept(reader.page)
    first = reader.python(WORKS)
    words = reader.page.locator(MAIN).text_content()
    assert come_again(reader)
    assert reader.page.locator(MAIN).text_content() == words
    assert reader.python(WORKS) != first
    assert come_again(reader, "exercises/")
    run = reader.page.locator(MAIN).get_by_role("button", name="Run ▶").first
    run.click()
    expect(run.locator("xpath=ancestor::figure").locator("[role=status]")).not_to_be_empty(timeout=30_000)
    assert reader.page.locator("[data-testid=stException]").count() == 0
    assert reader.complaints == []


@pytest.mark.parametrize("slug", PAGES)
def test_a_page_says_what_it_says_without_it(
    visit: Callable[..., Visit], same_visit: Callable[..., Visit], slug: str
) -> None:
    """As it is opened, and when its first slider has moved."""

    def begin(reader: Visit) -> None:
        reader.open()
        wait_until_kept(reader.page)

    kept, fresh = same_visit("kept memory", begin), visit()
    assert come_again(kept, f"{slug}/")
    assert not come_again(fresh, f"{slug}/")
    for deed in (None, "ArrowRight"):
        for reader in (kept, fresh):
            slider = reader.page.locator(f"{MAIN} [data-testid=stSlider] input").first
            if deed and slider.count():
                slider.press(deed)
            reader.page.wait_for_timeout(1000)  # Python has begun to answer
            reader.settle()
        first, second = (reader.page.locator(MAIN).text_content() for reader in (kept, fresh))
        assert first == second


@pytest.mark.parametrize("change", ["shorter", "other"])
def test_a_memory_that_is_damaged_is_forgotten_and_kept_anew(visit: Callable[..., Visit], change: str) -> None:
    reader = visit()
    assert not come_again(reader)
    wait_until_kept(reader.page)
    reader.page.evaluate(CHANGED, [change, 0])
    assert not come_again(reader)
    wait_until_kept(reader.page)
    assert come_again(reader)
    assert reader.complaints == []


def test_python_starts_again_after_a_memory_whose_files_are_damaged(visit: Callable[..., Visit]) -> None:
    reader = visit()
    assert not come_again(reader)
    wait_until_kept(reader.page)
    ((_, size, _),) = reader.page.evaluate(KEPT)
    reader.page.evaluate(CHANGED, ["other", size - 12_000_000])  # among the packages' modules
    reader.page.goto(f"{reader.base}hidden_layers/")
    reader.page.wait_for_function(f"{AWAKE} + performance.getEntriesByName('book:asleep').length", timeout=90_000)
    if not reader.page.evaluate(AWAKE):
        reader.page.get_by_role("button", name="Try again").click()
        reader.page.wait_for_function(AWAKE, timeout=90_000)


def test_a_device_without_room_for_it_has_each_visit_begin_anew(visit: Callable[..., Visit]) -> None:
    reader = visit()
    origin = re.match(r"\w+://[^/]+", reader.base)
    assert origin
    session = reader.page.context.new_cdp_session(reader.page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin[0], "quotaSize": 20_000_000})
    assert not come_again(reader)
    reader.page.wait_for_timeout(3000)  # in which it would have been kept
    assert [size for _, size, _ in reader.page.evaluate(KEPT)] == [0]
    assert not come_again(reader)
    assert reader.complaints == []
