"""What a reader can do, and is told, while Python is not there yet, and if it does not come."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from site_builder.serve import make_server
from tests.browser.conftest import SOONER
from tests.served import serving

StartVisit = Callable[..., Any]  # conftest.Visit

ASLEEP = "() => performance.getEntriesByName('book:asleep').length"
AWAKE = "() => performance.getEntriesByName('book:awake').length"
LONG = SOONER % 10_000  # what the page itself does after ten seconds or more it does after a twentieth of them


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
    reader.drawn()
    page.wait_for_timeout(500)
    assert page.locator("#hl-contents").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_function(AWAKE)
    assert page.locator("#prerendered").count() == 0


def try_again(page: Page, file: str) -> None:
    """Press the button, and see the file come. What follows is a start like any other, which costs ten seconds."""
    with page.expect_response(lambda answer: answer.ok and fnmatch(answer.url, f"*/{file}*"), timeout=90_000):
        page.get_by_role("button", name="Try again").click()


@pytest.mark.parametrize("missing", ["pyodide.asm.wasm", "worker.js", "stlite.js", "site-packages.tar.gz"])
def test_a_file_that_cannot_be_had_is_spoken_of_and_can_be_tried_again(visit: StartVisit, missing: str) -> None:
    reader = visit()
    page = reader.page
    page.context.route(f"**/{missing}*", lambda route: route.abort())
    page.goto(reader.base + "shapes/")
    page.wait_for_function(ASLEEP, timeout=90_000)
    words = page.locator("#waking").inner_text()
    assert "could not start" in words
    assert missing in words or "could not be fetched" in words
    assert page.locator("#prerendered h1").is_visible()
    page.context.unroute(f"**/{missing}*")
    try_again(page, missing)
    if missing == "worker.js":
        page.wait_for_function(AWAKE, timeout=90_000)


WEB_PAGE = "<!doctype html><title>Blocked</title><h1>This address is blocked at your school.</h1>"
DEAF = "not understand"
FILTERED = {  # what a network does to a file -> what the page says of it
    "kept back": ("boot-*.js", lambda route: route.abort(), "could not be fetched: a network filter"),
    "a web page": ("boot-*.js", lambda route: route.fulfill(body=WEB_PAGE, content_type="text/html"), "boot-"),
    "another text": ("boot-*.js", lambda route: route.fulfill(body="@@", content_type="text/javascript"), DEAF),
    "no interpreter": (
        "pyodide.asm.wasm",
        lambda route: route.fulfill(body=WEB_PAGE, content_type="text/html"),
        "asm.wasm was replaced by a web page",
    ),
    "no packages": (
        "site-packages.tar.gz",
        lambda route: route.fulfill(body=WEB_PAGE, content_type="application/gzip"),
        "site-packages.tar.gz was replaced by a web page",
    ),
    "no list": (
        "later.json",
        lambda route: route.fulfill(body=WEB_PAGE, content_type="text/html"),
        "later.json was replaced by a web page",
    ),
}


@pytest.mark.parametrize("how", FILTERED)
def test_what_a_filter_did_to_a_file_is_named(visit: StartVisit, how: str) -> None:
    file, act, words = FILTERED[how]
    reader = visit()
    page = reader.page
    page.context.route(f"**/{file}", act)
    page.goto(reader.base + "shapes/")
    page.wait_for_function(ASLEEP, timeout=20_000)
    said = page.locator("#waking").inner_text()
    assert "the text is all here" in said
    assert words in said
    assert page.locator("#prerendered h1").is_visible()
    page.context.unroute(f"**/{file}")
    try_again(page, file)


def test_what_does_not_come_is_named_after_twenty_seconds_and_may_still_come(visit: StartVisit) -> None:
    """First the page's script, and then a file that the start of Python waits for."""
    reader = visit()
    page = reader.page
    script: list[Any] = []
    interpreter: list[Any] = []
    page.add_init_script(LONG)
    page.route("**/boot-*.js", lambda route: script.append(route))
    page.context.route("**/pyodide.asm.wasm", lambda route: interpreter.append(route))
    page.goto(reader.base + "shapes/", wait_until="commit")
    page.wait_for_function(ASLEEP, timeout=25_000)
    assert "has not come within 20 seconds" in page.locator("#waking").inner_text()
    assert 20_000 in page.evaluate("waits")
    page.evaluate("waits.length = 0")
    for route in script:
        route.continue_()
    waiting = page.locator("#waking [data-slow]").filter(has_text="Still waiting for pyodide.asm.wasm")
    waiting.wait_for(timeout=90_000)  # other files, too, may be late on a busy machine
    assert 20_000 in page.evaluate("waits")
    for route in interpreter:
        route.continue_()
    page.wait_for_function(AWAKE, timeout=90_000)
    assert not page.locator("#waking").is_visible()


def test_a_page_opened_from_a_folder_says_how_to_wake_it(visit: StartVisit, dist: Path) -> None:
    page = visit().page
    page.goto((dist / "shapes" / "index.html").as_uri())
    page.get_by_text("python -m http.server").wait_for(timeout=20_000)
    assert page.locator("#prerendered h1").is_visible()


@pytest.mark.parametrize("boot_comes", [False, True], ids=["boot does not parse", "boot runs"])
@pytest.mark.parametrize(
    ("act", "named"),
    [
        ("delete HTMLScriptElement.prototype.noModule", "JavaScript modules"),
        ("delete window.DecompressionStream", "DecompressionStream"),
        ("delete window.Worker", "workers"),
    ],
)
def test_what_a_browser_lacks_is_named_with_a_way_to_the_check(
    visit: StartVisit, act: str, named: str, boot_comes: bool
) -> None:
    reader = visit()
    page = reader.page
    page.add_init_script(act)
    if not boot_comes:
        page.route("**/boot-*.js", lambda route: route.fulfill(body="@@", content_type="text/javascript"))
    page.goto(reader.base + "shapes/")
    page.wait_for_function(ASLEEP, timeout=20_000)
    assert f"This browser lacks {named}, needed because" in page.locator("#waking").inner_text()
    page.get_by_role("link", name="What is missing here?").click()
    page.wait_for_url(reader.base + "check/")


def test_trying_again_passes_what_the_browser_has_kept(visit_at: StartVisit, dist: Path) -> None:
    """A filter's page may be kept for a year under the name of a file that never changes."""
    server = make_server(dist)
    filtered, answer = ["pyodide.asm.wasm"], server.RequestHandlerClass.do_GET  # type: ignore[attr-defined]

    def watched(handler: Any) -> None:
        if not any(handler.path.endswith(name) for name in filtered):
            answer(handler)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(WEB_PAGE)))
        handler.end_headers()  # says "immutable", as of all files below assets/
        handler.wfile.write(WEB_PAGE.encode())

    server.RequestHandlerClass.do_GET = watched  # type: ignore[attr-defined]
    with serving(server) as origin:
        reader = visit_at(f"{origin}/")
        page = reader.page
        page.goto(reader.base + "shapes/")
        page.wait_for_function(ASLEEP, timeout=20_000)
        filtered.clear()
        page.reload()  # by itself it finds the same again
        page.wait_for_function(ASLEEP, timeout=20_000)
        page.get_by_role("button", name="Try again").click()
        page.wait_for_function(AWAKE, timeout=90_000)
        page.context.close()


PHONE = {"width": 390, "height": 800, "has_touch": True, "is_mobile": True}
PYTHON = ("worker.js", "pyodide", "site-packages", "stlite.js")


def test_a_phone_fetches_python_when_its_reader_first_touches_the_page(visit: StartVisit) -> None:
    reader = visit(**PHONE)
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
    page = (reader := visit(**PHONE)).page
    page.add_init_script(LONG)
    page.goto(reader.base + "shapes/")
    assert page.evaluate("waits.includes(10_000)")
    page.wait_for_function("() => site.worker !== undefined", timeout=30_000)
    page.wait_for_function(AWAKE, timeout=90_000)


def test_an_address_with_a_network_of_its_own_wakes_python_at_once_on_a_phone_too(visit: StartVisit) -> None:
    page = (reader := visit(**PHONE)).page
    page.goto(reader.base + "shapes/?sizes=2-3-1")
    assert page.evaluate("site.worker !== undefined")
