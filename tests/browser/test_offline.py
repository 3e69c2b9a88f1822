"""The stored book: whole when a reader has stayed, one version at a time, and healed when it is damaged.

What a version goes through is tried on a small site with the real service worker, whose pages are awake at once.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from site_builder.collect.gather import browser_files, read_book
from site_builder.model import SiteFile
from site_builder.render.assemble import assemble
from site_builder.serve import make_server
from site_builder.write import write
from tests.browser.conftest import SOONER, TITLE, open_panel
from tests.served import serving
from tests.site_builder.render.test_assemble import INPUTS

ROOT = Path(__file__).resolve().parent.parent.parent
LESSONS = read_book(ROOT).lessons

StartVisit = Callable[..., Any]  # conftest.Visit

STORED = "() => navigator.serviceWorker.controller?.state === 'activated'"
CHECKED = "() => performance.getEntriesByName('book:checked').length > 0"
AWAKE = "() => performance.getEntriesByName('book:awake').length > 0"
# One entry of the cache, found by how its address ends, with other bytes and the same headers; or without any.
DAMAGE = """async ([ending, bytes]) => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (!request.url.endsWith(ending)) continue;
      const { headers } = await cache.match(request);
      if (bytes === null) await cache.delete(request);
      else await cache.put(request, new Response(bytes, { headers }));
      return request.url;
    }
  }
}"""
# What a tab keeps of readers who have stayed (offline.ts).
LONG_THERE = "sessionStorage.setItem('book:stayed', 1e9)"
# The small site has no start that would have to be left alone, and its reader's minute may be three seconds.
QUICK = SOONER % 1000
FIRST_STEPS = 3000  # ms after the start that are the reader's alone (offline.ts)
NOTHING_STORED = """async () => (await caches.keys()).length === 0
  && (await navigator.serviceWorker.getRegistrations()).length === 0"""
ASK = """(request) => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => resolve(data.result);
  navigator.serviceWorker.controller.postMessage(request, [port2]);
})"""
MARGIN = "() => getComputedStyle(document.querySelector('#prerendered p')).margin"  # as the site's style sheet says
LARGE = bytes(250_000)  # more than what the service worker calls small
# With these a page lets Python start when it is touched.
TELEPHONE = [{"name": "hover", "value": "none"}, {"name": "pointer", "value": "coarse"}]
CACHES = "async () => await caches.keys()"


# --- a small site -------------------------------------------------------------------------------------------------


@cache
def edition(text: str, style: str) -> list[SiteFile]:
    """The files of the small book in which the lesson says `text`, with that style sheet. Its scripts are bundled."""
    inputs = dataclasses.replace(
        INPUTS,
        book=dataclasses.replace(INPUTS.book, title=text),
        browser=browser_files(ROOT) | {"boot.js": b"performance.mark('book:awake')", "early.js": b"", "worker.js": b""},
        stlite={**INPUTS.stlite, "stlite.css": b"p{margin:0}" + style.encode()},
        runtime={**INPUTS.runtime, "pyodide.asm.wasm": LARGE},
    )
    return assemble(inputs)


@dataclasses.dataclass
class Host:
    """A web host with a small book: what it was asked for, what it fails at, and how it gets another version."""

    folder: Path
    server: ThreadingHTTPServer
    asked: list[str] = dataclasses.field(default_factory=list)
    broken: str = ""  # the end of the paths that it answers with an error

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/some/book/"

    def publish(self, text: str, style: str = "") -> list[SiteFile]:
        """Put up a version in which the lesson says `text`, and whose style sheet, a hashed file, is `style`."""
        files = edition(text, style)
        write(files, self.folder)
        return files


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    server = make_server(tmp_path / "site", prefix="/some/book")
    host = Host(tmp_path / "site", server)
    answer = server.RequestHandlerClass.do_GET  # type: ignore[attr-defined]

    def watched(handler: Any) -> None:
        path = handler.path.removeprefix("/some/book/")
        host.asked.append(path)
        if host.broken and path.endswith(host.broken):
            handler.send_error(500)
        else:
            answer(handler)

    server.RequestHandlerClass.do_GET = watched  # type: ignore[attr-defined]
    host.publish("First edition")
    with serving(server):
        yield host


@contextmanager
def stored(browser: Browser, host: Host) -> Iterator[Page]:
    """A page of the small book, stored on the device."""
    context = browser.new_context(bypass_csp=True)
    for script in (LONG_THERE, QUICK):
        context.add_init_script(script)
    page = context.new_page()
    page.goto(host.base)
    page.wait_for_function(STORED, timeout=120_000)
    yield page
    context.close()


@pytest.fixture
def page(chromium: Browser, host: Host) -> Iterator[Page]:
    with stored(chromium, host) as page:
        yield page


@pytest.fixture
def passing(chromium: Browser, host: Host) -> Iterator[Callable[..., Page]]:
    """Open the small book in a new profile, with these scripts run first."""
    contexts = []

    def start(*scripts: str) -> Page:
        contexts.append(chromium.new_context(bypass_csp=True))
        for script in (QUICK, *scripts):
            contexts[-1].add_init_script(script)
        page = contexts[-1].new_page()
        page.goto(host.base)
        return page

    yield start
    for context in contexts:
        context.close()


def line(state: str) -> str:
    """A script that gives the browser a line in this state; window.becomes(state) changes it."""
    return f"""(() => {{
      const line = Object.assign(new EventTarget(), {state});
      Object.defineProperty(navigator, "connection", {{ get: () => line }});
      window.becomes = (state) => line.dispatchEvent(new Event("change", Object.assign(line, state)));
    }})()"""


STAYED = "Number(sessionStorage.getItem('book:stayed'))"


def rested(page: Page) -> None:
    """The first steps are done, and what may come after them has had its time: a second, which here is twenty."""
    page.wait_for_function(f"waits.includes({FIRST_STEPS})")
    page.wait_for_timeout(FIRST_STEPS / 20 + 1000)


def test_nothing_is_stored_before_the_reader_has_stayed(passing: Callable[..., Page], host: Host) -> None:
    page = passing()
    page.wait_for_function(f"{STAYED} >= 3000")  # the start is over, and the first steps are done
    assert page.evaluate(NOTHING_STORED)
    assert not {"sw.js", "404.html", "hidden_layers/"} & set(host.asked)
    kept = int(page.evaluate(STAYED))
    assert 0 < kept < 60_000
    assert {FIRST_STEPS, 1000} <= set(page.evaluate("waits"))  # as long as it would be for a reader
    page.goto(host.base + "hidden_layers/")  # the time on another page counts too
    page.wait_for_function(f"kept => {STAYED} > kept", arg=kept)
    page.evaluate("sessionStorage.setItem('book:stayed', 59000)")
    page.reload()
    page.wait_for_function(STORED, timeout=120_000)


PAID_FOR_OR_SLOW = ("{saveData: true}", "{effectiveType: '3g'}", "{type: 'cellular', effectiveType: '4g'}")


def test_a_line_that_is_paid_for_or_slow_is_left_alone(passing: Callable[..., Page], host: Host) -> None:
    pages = {state: passing(LONG_THERE, line(state)) for state in PAID_FOR_OR_SLOW}  # which all wait at once
    rested(pages[PAID_FOR_OR_SLOW[-1]])
    for state, page in pages.items():
        assert page.evaluate(NOTHING_STORED), state
    assert "sw.js" not in host.asked
    for page in pages.values():
        page.evaluate("becomes({saveData: false, effectiveType: '4g', type: 'wifi'})")
        page.wait_for_function(STORED, timeout=120_000)


def test_a_new_version_waits_for_a_line_that_is_not_paid_for(page: Page, host: Host) -> None:
    browser_forgets(page)
    host.publish("Second edition")
    page.add_init_script(line("{saveData: true}"))
    page.goto(host.base)
    page.wait_for_function("async () => (await navigator.serviceWorker.getRegistration()).installing", timeout=60_000)
    host.asked.clear()
    rested(page)
    assert set(host.asked) <= {"sw.js"}
    page.evaluate("becomes({saveData: false})")
    news(page).wait_for()
    assert "hidden_layers/" in host.asked


def test_a_cache_that_is_deleted_under_a_living_worker_is_filled_again(page: Page, host: Host) -> None:
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name) }")
    for path in ("", "hidden_layers/"):
        answer = page.goto(host.base + path)
        assert answer is not None
        assert answer.status == 200
        assert page.evaluate(MARGIN) == "0px"
    page.evaluate(ASK, "check")
    host.broken = ""
    page.context.set_offline(True)
    page.goto(host.base + "hidden_layers/")
    assert page.evaluate(MARGIN) == "0px"
    answer = page.goto(host.base + "no/such/page")
    assert answer is not None
    assert answer.status == 404
    page.context.set_offline(False)


def test_a_cache_that_is_gone_with_its_version_leaves_the_network(page: Page, host: Host) -> None:
    browser_forgets(page)
    host.publish("Second edition", style="p{color:red}")
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name) }")
    page.goto(host.base)
    assert page.title() == "Second edition"
    assert page.evaluate(MARGIN) == "0px"


def test_a_start_does_not_hash_what_is_large_and_each_visit_checks_a_share(page: Page, host: Host) -> None:
    restart_worker(page)
    other = "x" * len(LARGE)
    url = page.evaluate(DAMAGE, ["pyodide.asm.wasm", other])
    page.goto(host.base)
    read = "async (url) => (await fetch(url)).text()"
    assert page.evaluate(read, url) == other  # of the right size: handed over as it is
    mended = [page.evaluate(ASK, "check") for _ in range(8)]
    assert sorted(mended) == [0] * 7 + [1]
    assert page.evaluate(read, url) == LARGE.decode()


def browser_forgets(page: Page) -> None:
    """Empty the browser's own cache, so that every download reaches the host."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")


def news(page: Page) -> Any:
    return page.locator("#news")


def settled_title(page: Page, host: Host) -> str:
    """Open the cover anew, and wait until the browser has looked for another version and done with it."""
    page.goto(host.base)
    page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update().catch(() => 0) }")
    page.wait_for_function("async () => !(await navigator.serviceWorker.getRegistration()).installing")
    return page.title()


def test_a_new_version_is_offered_and_never_forced(page: Page, host: Host) -> None:
    browser_forgets(page)
    host.publish("Second edition")
    host.asked.clear()
    assert settled_title(page, host) == "First edition"
    news(page).wait_for()
    for _ in range(2):  # nothing changes by itself, and nothing but what is new was fetched
        assert settled_title(page, host) == "First edition"
        news(page).wait_for()
    assert {path.split("?")[0] for path in host.asked} == {
        "",
        "404.html",
        "check/",  # has the hashes of all files in it
        "hidden_layers/",
        "manifest.webmanifest",
        "sw.js",
    }
    news(page).get_by_role("button", name="Reload").click()
    page.wait_for_function("() => document.title === 'Second edition'")
    page.wait_for_function(CHECKED)
    assert len(page.evaluate(CACHES)) == 1
    page.goto(host.base + "hidden_layers/")
    assert "Second edition" in page.title()
    assert news(page).count() == 0


def test_an_offer_can_be_put_off(page: Page, host: Host) -> None:
    host.publish("Second edition")
    assert settled_title(page, host) == "First edition"
    news(page).get_by_role("button", name="Later").click()
    assert news(page).count() == 0
    assert page.title() == "First edition"


def test_a_page_gets_all_its_files_from_its_own_version(page: Page, host: Host) -> None:
    """Two pages are open; one goes on to the new version, and the other still finds what the old one needs."""
    old = address_of_style(page)
    host.publish("Second edition", style="p{color:red}")
    other = page.context.new_page()
    assert settled_title(other, host) == "First edition"
    assert address_of_style(other) == old
    news(other).get_by_role("button", name="Reload").click()
    other.wait_for_function("() => document.title === 'Second edition'")
    other.wait_for_function(CHECKED)
    assert address_of_style(other) != old
    assert page.title() == "First edition"
    host.broken = ".css"
    assert "red" in other.evaluate(TEXT, address_of_style(other))
    assert "red" not in page.evaluate(TEXT, old)  # the host has it no more
    page.close()
    other.reload()
    other.wait_for_function(CHECKED)
    assert len(other.evaluate(CACHES)) == 1


TEXT = "async (address) => { const answer = await fetch(address); return answer.ok ? answer.text() : 'red: missing' }"


def address_of_style(page: Page) -> str:
    return str(page.evaluate("() => document.querySelector('link[rel=stylesheet]').href"))


def test_a_version_that_cannot_be_had_whole_leaves_the_old_one_alone(page: Page, host: Host) -> None:
    browser_forgets(page)
    host.publish("Second edition", style="p{color:red}")
    host.broken = "stlite.css"
    assert settled_title(page, host) == "First edition"
    assert news(page).count() == 0
    page.goto(host.base + "hidden_layers/")
    assert "First edition" in page.title()
    host.broken = ""
    assert settled_title(page, host) == "First edition"
    news(page).wait_for()
    news(page).get_by_role("button", name="Reload").click()
    page.wait_for_function("() => document.title === 'Second edition'")


@pytest.mark.parametrize("content", ["garbage", "", None], ids=["damaged", "empty", "missing"])
@pytest.mark.parametrize("ending", ["hidden_layers/", "stlite.css"])
def test_a_damaged_file_is_had_again_when_it_is_read(page: Page, host: Host, ending: str, content: str | None) -> None:
    restart_worker(page)
    url = page.evaluate(DAMAGE, [ending, content])
    file = host.folder / url.removeprefix(host.base)
    page.goto(host.base + "hidden_layers/")
    assert page.locator("#prerendered h1").inner_text() == "Hidden layers"
    assert page.evaluate(MARGIN) == "0px"
    right = (file / "index.html" if file.is_dir() else file).read_text(encoding="utf-8")
    assert page.evaluate("async (url) => (await caches.match(url)).text()", url) == right


def test_files_that_nobody_reads_are_looked_after_too(page: Page, host: Host) -> None:
    url = page.evaluate(DAMAGE, ["404.html", "garbage"])
    page.goto(host.base)
    page.wait_for_function(CHECKED)
    assert sum(page.evaluate(ASK, "check") for _ in range(7)) <= 1  # at one of eight visits
    assert "not in the book" in page.evaluate("async (url) => (await caches.match(url)).text()", url)


def test_without_a_network_a_file_that_is_damaged_is_named(page: Page, host: Host) -> None:
    restart_worker(page)
    page.evaluate(DAMAGE, ["hidden_layers/", "garbage"])
    host.broken = "hidden_layers/"
    answer = page.goto(host.base + "hidden_layers/")
    assert answer is not None
    assert answer.status == 502
    assert "hidden_layers" in page.inner_text("body")
    host.broken = ""
    page.reload()
    assert "First edition" in page.title()


def restart_worker(page: Page) -> None:
    """End the service worker; the browser starts it again, and it has to look at every file anew."""
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")


def test_wrong_addresses_and_those_without_a_slash(page: Page, host: Host) -> None:
    page.goto(host.base + "hidden_layers?sizes=3#heading")
    assert page.url == host.base + "hidden_layers/?sizes=3#heading"
    for offline in (False, True):
        page.context.set_offline(offline)
        answer = page.goto(host.base + "no/such/page")
        assert answer is not None
        assert answer.status == 404
        page.wait_for_function(f"() => document.baseURI === '{host.base}'")
        page.get_by_role("link", name="Hidden layers", exact=True).click()
        page.wait_for_url(host.base + "hidden_layers/")


def test_the_book_can_be_installed(whole_chromium: Browser, host: Host) -> None:
    with stored(whole_chromium, host) as page:
        session = page.context.new_cdp_session(page)
        assert session.send("Page.getAppManifest")["errors"] == []
        errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error for error in errors if error["errorId"] != "in-incognito"] == []  # every test visit is a private one


# --- the book itself ----------------------------------------------------------------------------------------------


def test_after_one_visit_the_whole_book_works_without_a_network(
    visit_at: StartVisit, dist: Path, tmp_path: Path
) -> None:
    """One visit to one lesson; then its interpreter is damaged and had again; then the host is gone."""
    server = make_server(dist, prefix="/some/book")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    reader = visit_at(f"http://127.0.0.1:{server.server_port}/some/book/", service_workers="allow")
    page = reader.page
    page.add_init_script(LONG_THERE)
    reader.open("shapes/")
    page.wait_for_function(STORED, timeout=180_000)
    restart_worker(page)
    assert page.evaluate(DAMAGE, ["pyodide.asm.wasm", "garbage"])
    reader.open(f"{LESSONS[0].slug}/")
    page.wait_for_function(AWAKE, timeout=90_000)
    assert reader.python("1 + 1") == 2, "it starts although its stored interpreter was damaged"
    server.shutdown()
    server.server_close()
    page.context.set_offline(True)

    for lesson in LESSONS[1:]:  # in the page that is open
        reader.follow(lesson.slug)
        assert page.locator("[data-testid=stException]").count() == 0
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setEmulatedMedia", {"features": TELEPHONE})
    for lesson in LESSONS:  # by their addresses
        page.goto(f"{reader.base}{lesson.slug}/", wait_until="commit")
        page.wait_for_function(TITLE, arg=lesson.title)
    # Python wakes up, and a control answers.
    devtools.send("Emulation.setEmulatedMedia", {"features": []})
    page.goto(reader.base + "shapes/")
    page.wait_for_function(AWAKE, timeout=90_000)
    summary = page.locator("[data-testid=stSidebar]").inner_text()
    open_panel(page).locator("[data-testid=stSlider] input").first.press("ArrowRight")
    deadline = time.monotonic() + 60
    while page.locator("[data-testid=stSidebar]").inner_text() == summary and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert page.locator("[data-testid=stSidebar]").inner_text() != summary
    assert reader.foreign == []
