"""What a reader can do, and is told, while Python is not there yet, and if it does not come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

StartVisit = Callable[..., Any]  # conftest.Visit

ASLEEP = "() => performance.getEntriesByName('book:asleep').length"
AWAKE = "() => performance.getEntriesByName('book:awake').length"


def test_on_a_phone_the_contents_open_without_any_script(visit: StartVisit) -> None:
    reader = visit(width=360, height=740, java_script_enabled=False)
    page = reader.page
    page.goto(reader.base + "shapes/")
    contents, button = page.locator("#hl-contents"), page.locator(".hl-open-contents")
    assert not contents.is_visible()
    assert button.bounding_box()["width"] >= 24
    button.click()
    assert contents.is_visible()
    assert contents.bounding_box()["x"] == 0
    contents.get_by_role("link", name="Feeding forward").click()
    page.wait_for_url(reader.base + "feeding_forward/")
    page.set_viewport_size({"width": 1280, "height": 740})
    assert contents.is_visible()
    assert not button.is_visible()


def test_a_reader_who_is_choosing_a_lesson_is_not_disturbed(visit: StartVisit) -> None:
    reader = visit(width=390, height=800)
    page = reader.page
    page.goto(reader.base + "shapes/")
    page.locator(".hl-open-contents").click()
    reader.settle()
    page.wait_for_timeout(500)
    assert page.locator("#hl-contents").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_function(AWAKE)
    assert page.locator("#prerendered").count() == 0


@pytest.mark.parametrize("missing", ["pyodide.asm.wasm", "worker.js", "stlite.js", "site-packages.tar.gz"])
def test_a_file_that_cannot_be_had_is_spoken_of_and_can_be_tried_again(visit: StartVisit, missing: str) -> None:
    reader = visit(service_workers="block")
    page = reader.page
    page.context.route(f"**/{missing}*", lambda route: route.abort())
    page.goto(reader.base + "shapes/")
    page.wait_for_function(ASLEEP, timeout=90_000)
    words = page.locator("#waking").inner_text()
    assert "could not start" in words
    assert missing in words or "could not be fetched" in words
    assert page.locator("#prerendered h1").is_visible()
    page.context.unroute(f"**/{missing}*")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_function(AWAKE, timeout=90_000)


PHONE = {"width": 390, "height": 800, "has_touch": True, "is_mobile": True}
PYTHON = ("worker.js", "pyodide", "site-packages", "stlite.js")


def test_a_phone_fetches_python_when_its_reader_first_touches_the_page(visit: StartVisit) -> None:
    reader = visit(**PHONE, service_workers="block")
    page = reader.page
    page.goto(reader.base + "shapes/")
    page.wait_for_function("() => performance.getEntriesByName('book:figures').length")
    page.wait_for_timeout(1000)
    assert page.locator("#prerendered h1").is_visible()
    assert not page.locator("#waking").is_visible()
    assert [address for address in reader.requests if any(part in address for part in PYTHON)] == []
    page.touchscreen.tap(200, 400)
    page.wait_for_function("() => document.querySelector('#waking').checkVisibility()")
    page.wait_for_function(AWAKE, timeout=90_000)


def test_a_phone_that_is_read_for_ten_seconds_gets_python_too(visit: StartVisit) -> None:
    page = (reader := visit(**PHONE, service_workers="block")).page
    page.goto(reader.base + "shapes/")
    page.wait_for_function("() => site.worker !== undefined", timeout=30_000)
    page.wait_for_function(AWAKE, timeout=90_000)


def test_an_address_with_a_network_of_its_own_wakes_python_at_once_on_a_phone_too(visit: StartVisit) -> None:
    page = (reader := visit(**PHONE, service_workers="block")).page
    page.goto(reader.base + "shapes/?sizes=2-3-1")
    assert page.evaluate("site.worker !== undefined")
