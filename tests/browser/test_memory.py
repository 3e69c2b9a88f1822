"""Python's memory is kept from one visit to the next (client/worker/memory.ts): whole, right, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AWAKE, MAIN, Visit

pytestmark = pytest.mark.xdist_group("kept memory")  # each visit takes a whole start; side by side they only wait

REMEMBERED = "from js import performance; len(performance.getEntriesByName('book:remembered')) > 0"
KEPT = """async () => {
  const name = (await caches.keys()).find((name) => name.startsWith("Python's memory"));
  const cache = name && await caches.open(name);
  return cache ? (await cache.keys()).map(({ url }) => url.split("/").at(-1)) : [];
}"""
# Other bytes in the place of the kept memory, with the headers that it has: change(bytes) says which.
REPLACED = """async (change) => {
  const name = (await caches.keys()).find((name) => name.startsWith("Python's memory"));
  const cache = await caches.open(name);
  const [request] = await cache.keys();
  const kept = await cache.match(request);
  const bytes = new Uint8Array(await kept.arrayBuffer());
  await cache.put(request, new Response(change === "cut" ? bytes.slice(1000) : bytes.fill(7), { headers: kept.headers }));
}"""
OF_ANOTHER = """async () => {
  const cache = await caches.open(`Python's memory at ${site.root}`);
  await cache.put(`${site.root}assets/python-of-yore/memory`, new Response("old"));
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
    # Not by wait_for_function, which takes the promise of an answer for a yes.
    while page.evaluate(KEPT) != ["memory"]:
        page.wait_for_timeout(100)


def test_the_next_visit_begins_with_the_memory_of_the_first(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.page.goto(reader.base)
    reader.page.evaluate(OF_ANOTHER)
    assert not come_again(reader)
    wait_until_kept(reader.page)
    first = reader.python(WORKS)
    words = reader.page.locator(MAIN).inner_text()
    assert come_again(reader)
    assert reader.page.locator(MAIN).inner_text() == words
    assert reader.python(WORKS) != first
    assert come_again(reader, "exercises/")
    reader.page.locator(MAIN).get_by_role("button", name="Run ▶").first.click()
    figure = reader.page.locator(f"{MAIN} figure", has=reader.page.get_by_role("button", name="Run ▶")).first
    expect(figure.locator("[role=status]").first).not_to_be_empty(timeout=30_000)
    assert reader.page.locator("[data-testid=stException]").count() == 0
    assert reader.complaints == []


def test_a_memory_that_is_cut_is_none_and_one_that_is_damaged_is_forgotten(visit: Callable[..., Visit]) -> None:
    reader = visit()
    assert not come_again(reader)
    wait_until_kept(reader.page)
    reader.page.evaluate(REPLACED, "cut")
    assert not come_again(reader)
    wait_until_kept(reader.page)
    assert reader.complaints == []
    reader.page.evaluate(REPLACED, "filled")
    reader.page.goto(f"{reader.base}hidden_layers/")
    waking = reader.page.locator("#waking")
    expect(waking).to_contain_text("Python could not start", timeout=60_000)
    waking.get_by_role("button", name="Try again").click()
    reader.page.wait_for_function(AWAKE, timeout=90_000)
    wait_until_kept(reader.page)


def test_a_device_without_room_for_it_has_each_visit_begin_anew(visit: Callable[..., Visit]) -> None:
    reader = visit()
    origin = re.match(r"\w+://[^/]+", reader.base)
    assert origin
    session = reader.page.context.new_cdp_session(reader.page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin[0], "quotaSize": 1_000_000})
    assert not come_again(reader)
    reader.page.wait_for_timeout(2000)  # in which it would have been kept
    assert reader.page.evaluate(KEPT) == []
    assert not come_again(reader)
    assert reader.complaints == []
