"""The page check/ names what a browser lacks and what a network did to a file, and gives a code that says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

StartVisit = Callable[..., Any]  # conftest.Visit

PATIENCE = 90_000
MISSING, OTHER, RIGHT = "3", "2", "1"
FILTER_PAGE = "<!doctype html><title>Blocked by the school</title><h1>This address is blocked.</h1>"


def row(page: Page, name: str) -> Any:
    return page.locator("tr", has=page.locator("th", has_text=name)).first


def checked(reader: Any) -> Page:
    page: Page = reader.page
    page.goto(f"{reader.base}check/")
    return page


def finished(page: Page) -> str:
    page.locator("#result").wait_for(state="visible", timeout=PATIENCE)
    return page.locator("#verdict").inner_text()


def test_where_all_is_well_it_says_so_under_the_sites_policy_and_fetches_from_nowhere_else(visit: StartVisit) -> None:
    reader = visit(bypass_csp=False)
    page = checked(reader)
    told = re.search(
        r"needs is here\. The first start takes about (\d+) .* and some (\d+) seconds while", finished(page)
    )
    assert told is not None
    assert int(told[1]) < int(told[2])
    assert page.locator("tr[data-found]").count() > 20
    assert page.locator(f"tr:is([data-found='{MISSING}'], [data-found='{OTHER}'])").count() == 0
    assert reader.complaints == []
    assert reader.foreign == []


GONE = {  # what is taken away before the page begins -> the row that names it
    "delete window.WebAssembly": "WebAssembly",
    "WebAssembly.validate = () => false": "exceptions in WebAssembly",
    "delete window.Worker": "workers",
    "delete HTMLScriptElement.prototype.noModule": "JavaScript modules",
    "delete Object.hasOwn": "the JavaScript of 2022",
    "delete window.DecompressionStream": "DecompressionStream",
    "CSS.supports = () => false": "light-dark",
    "delete HTMLElement.prototype.popover": "popovers",
    "window.Worker = function () {}": "a worker that starts",
    "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})": "storage",
}


@pytest.mark.parametrize("act", GONE)
def test_what_a_browser_does_not_have_is_named_with_what_it_is_needed_for(visit: StartVisit, act: str) -> None:
    reader = visit()
    reader.page.add_init_script(act)
    reader.page.route("**/assets/**", lambda route: route.abort())  # what files are there is not the question
    page = checked(reader)
    expect(row(page, GONE[act])).to_have_attribute("data-found", MISSING, timeout=PATIENCE)


def test_what_is_missing_stands_in_the_verdict_and_in_the_code(visit: StartVisit) -> None:
    reader = visit()
    reader.page.add_init_script("delete window.WebAssembly")
    page = checked(reader)
    assert "WebAssembly, needed because Python itself is a WebAssembly program" in finished(page)
    code = page.locator("#code").inner_text()
    other = visit().page
    other.goto(f"{reader.base}check/#{code}")  # as the IT office opens the link
    expect(other.locator("#read")).to_contain_text("Missing in the browser: WebAssembly, exceptions in WebAssembly")
    other.locator("#given").fill(code[:-1] + ("0" if code[-1] != "0" else "1"))
    other.get_by_role("button", name="Read").click()
    expect(other.locator("#read")).to_contain_text("no code of this page")


BROKEN: dict[str, tuple[str, Callable[[Any], None], str, str]] = {
    "a web page": (
        "pyodide.asm.wasm",
        lambda route: route.fulfill(body=FILTER_PAGE, content_type="text/html"),
        OTHER,
        "Your network answered with a page of its own for pyodide.asm.wasm (“Blocked by the school”)",
    ),
    "a web page under the file's own type": (
        "site-packages.tar.gz",
        lambda route: route.fulfill(body=FILTER_PAGE, content_type="application/gzip"),
        OTHER,
        "Your network answered with a page of its own for site-packages.tar.gz",
    ),
    "cut off": ("later.tar.gz", lambda route: route.fulfill(body="half"), OTHER, "later.tar.gz was changed on its way"),
    "kept back": ("stlite.js", lambda route: route.abort(), MISSING, "stlite.js could not be fetched"),
    "refused": ("worker.js", lambda route: route.fulfill(status=403), MISSING, "The server answered 403 for worker.js"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_what_a_network_did_to_a_file_is_named(visit: StartVisit, how: str) -> None:
    file, act, found, words = BROKEN[how]
    reader = visit()
    reader.page.context.route(f"**/{file}", act)
    page = checked(reader)
    expect(row(page, file)).to_have_attribute("data-found", found, timeout=PATIENCE)
    assert words in finished(page)
    assert file in page.locator("#summary").inner_text()


def test_a_program_under_a_wrong_type_is_found(visit: StartVisit, dist: Path) -> None:
    """Some servers call a module text/plain, and then browsers do not run it."""
    (file,) = dist.glob("assets/python-*/loader.js")
    reader = visit()
    reader.page.route("**/loader.js", lambda route: route.fulfill(path=file, content_type="text/plain"))
    page = checked(reader)
    expect(row(page, "loader.js")).to_have_attribute("data-found", OTHER, timeout=PATIENCE)
    assert "loader.js comes as “text/plain”" in finished(page)


def test_opened_from_a_folder_it_says_how_to_serve_it(visit: StartVisit, dist: Path) -> None:
    page = visit().page
    page.goto((dist / "check" / "index.html").as_uri())
    expect(page.locator("#verdict")).to_contain_text("python -m http.server")
