"""A server for the built site and a real Chromium, for the tests of this folder.

A test that fails leaves its screenshot and its console in test-artifacts/, also when it only waited too long and passed
when it was run again.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Playwright, Route, expect, sync_playwright

from lessons.catalogue import contents
from site_builder.serve import make_server
from tests.served import serving

ROOT = Path(__file__).resolve().parent.parent.parent
ARTIFACTS = ROOT / "test-artifacts"
PREFIX = "/some/sub/path"
SHOWN = "performance.getEntriesByName('book:figures').length"
AWAKE = "performance.getEntriesByName('book:awake').length"
MAIN = "[data-testid=stMain]"
TITLE = "title => document.querySelector('[data-testid=stMain] h1')?.innerText === title"
# SOONER % least: what a page does after so many milliseconds or more it does after a twentieth of them.
# window.waits has the milliseconds that it asked for.
SOONER = """
  const later = setTimeout;
  window.waits = [];
  window.setTimeout = (call, wait = 0, ...rest) => {
    waits.push(wait);
    return later(call, wait >= %d ? wait / 20 : wait, ...rest);
  };
"""
# Streamlit has drawn the page and nothing of it is still on its way.
SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app?.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
    && document.querySelector('[data-testid=stMainBlockContainer] [data-testid=stElementContainer]')
    && !document.querySelector('[data-testid=stSkeleton]');
}"""


# Files with tests that take most of a minute: they begin first, so that no process waits for another at the end.
LONG = {f"test_{name}.py" for name in ("local", "offline", "progress_tabs", "security", "without_patches")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = [place for place, item in enumerate(items) if Path(__file__).parent in item.path.parents]
    here = [items[place] for place in places]
    for place, item in zip(places, sorted(here, key=lambda item: item.path.name not in LONG), strict=True):
        items[place] = item
        item.add_marker(pytest.mark.browser)
        # A machine that others share may be too slow for once, and WebKit's driver may lose its browser. What is
        # wrong fails twice; the summary names reruns.
        item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError", "DriverError"]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and report.when != "teardown":
        for visit in getattr(item, "visits", []):
            visit.failed = True
            visit.keep(re.sub(r"[^\w-]+", "_", item.name))
    return report


@dataclass
class Visit:
    """One page in a fresh browser profile, with everything it asked for and said."""

    page: Page
    base: str
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    held: list[Route] = field(default_factory=list)  # what has been asked for and waits: see early
    failed: bool = False  # a test did, in the midst of this visit

    @property
    def foreign(self) -> list[str]:
        """Requests to any other origin. A blob: or data: address never leaves the page."""
        own = (self.base, "blob:", "data:")
        return [address for address in self.requests if not address.startswith(own)]

    @property
    def complaints(self) -> list[str]:
        """What the console shows as errors."""
        return [line for line in self.console if line.startswith(("error", "pageerror"))]

    def open(self, path: str = "") -> None:
        """Go to a page of the book and wait until Python has drawn it and it is the one that is seen."""
        self.page.goto(self.base + path)
        self.settle()

    def follow(self, slug: str) -> None:
        """Go to another lesson by the contents, within the same Python, if this is not the one."""
        here = re.compile(rf"/{slug}/?(\?.*)?$")
        if not here.search(self.page.url):
            link = self.page.locator(f"[data-testid=stSidebar] a:is([href='{slug}'], [href$='/{slug}'])")
            link.dispatch_event("click")  # on a phone the contents are out of sight
            self.page.wait_for_url(here)
            self.page.wait_for_function(TITLE, arg=contents().lesson(slug).title, timeout=60_000)
            self.settle()

    def arrive(self, slug: str) -> None:
        """Go to a lesson by the contents and find it as who comes to it: leave it first, if this is the one."""
        self.follow("notation" if self.page.url.partition("?")[0].rstrip("/").endswith(f"/{slug}") else slug)
        self.follow(slug)

    def settle(self) -> None:
        """Wait until Streamlit is at rest and its page is the one that is seen."""
        self.drawn()
        self.page.wait_for_function("() => !document.getElementById('prerendered')", timeout=30_000)

    def drawn(self) -> None:
        """Wait until Streamlit is at rest, be its page still below the prerendered one."""
        self.page.wait_for_function(SETTLED, timeout=90_000)

    def python(self, code: str) -> object:
        """Run Python in the page's interpreter."""
        return self.page.evaluate("code => site.kernel.runPython(code)", code)

    def keep(self, name: str) -> None:
        """Store a screenshot and the console for a person to look at."""
        ARTIFACTS.mkdir(exist_ok=True)
        (ARTIFACTS / f"{name}.log").write_text("\n".join([*self.console, "", *self.requests]), encoding="utf-8")
        with suppress(Error):  # a page may be too busy for it; raised here, it would end the whole run
            self.page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)


def open_panel(place: Page | Locator) -> Locator:
    """The panel of the reader's network, unfolded. place: a page, or one of the two that are there for a moment."""
    panel = place.locator(".st-key-network-panel")
    expect(panel).to_be_visible()
    if not panel.locator("details").first.evaluate("fold => fold.open"):
        panel.locator("summary").first.click()
    expect(panel.locator("details").first).to_have_attribute("open", "")
    return panel


@pytest.fixture(scope="session")
def site(dist: Path) -> Iterator[str]:
    """The address of the site, below a sub-path."""
    with serving(make_server(dist, prefix=PREFIX)) as origin:
        yield f"{origin}{PREFIX}/"


WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"  # the same engine, without what a window and its tabs are made of
# WebAssembly is compiled once, and not anew for long computations: a start of Python is a sixth shorter.
COMPILED_ONCE = "--js-flags=--liftoff-only"


@contextmanager
def launched(playwright: Playwright, *names: str, flags: Sequence[str] = ()) -> Iterator[Browser]:
    """HL_CHROMIUM, else the first of these on PATH, else the one that Playwright has installed."""
    path = os.environ.get("HL_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *flags])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    """A visit in the shell takes two seconds of a core less: a Chromium opens a window for each new profile."""
    with launched(driver, SHELL, *WHOLE, flags=[COMPILED_ONCE]) as browser:
        yield browser


@pytest.fixture(scope="session")
def quick_chromium(driver: Playwright) -> Iterator[Browser]:
    """The shell for long computations."""
    with launched(driver, SHELL, *WHOLE) as browser:
        yield browser


@pytest.fixture(scope="session")
def whole_chromium(driver: Playwright) -> Iterator[Browser]:
    """The Chromium that readers have, with its way to draw letters and to install pages."""
    with launched(driver, *WHOLE, SHELL) as browser:
        yield browser


def begin_visit(chromium: Browser, base: str, width: int = 1280, height: int = 900, **options: object) -> Visit:
    """A fresh profile. options: those of Playwright's new_context."""
    # Playwright's wait_for_function evaluates text in the page, which the site's policy forbids. test_security.py
    # makes its visits under the policy. Where the stored book is not the subject, nothing is stored.
    options = {"bypass_csp": True, "service_workers": "block"} | options
    context = chromium.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
    new = Visit(context.new_page(), base)
    # The context hears its workers' requests too.
    context.on("request", lambda request: new.requests.append(request.url))
    new.page.on("console", lambda message: new.console.append(f"{message.type}: {message.text}"))
    new.page.on("pageerror", lambda error: new.console.append(f"pageerror: {error}"))
    return new


@pytest.fixture
def visit_at(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Start a visit to any address: visit_at(base, width=1280, **context options)."""
    started: list[Visit] = []
    request.node.visits = started

    def start(base: str, *size: int, **options: object) -> Visit:
        started.append(begin_visit(chromium, base, *size, **options))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for new in started:
        new.page.context.close()


@pytest.fixture(scope="module")
def standing() -> Iterator[dict[tuple[str, str], Visit]]:
    """Visits that tests of one file go on with, by their servers and names: see same_visit."""
    visits: dict[tuple[str, str], Visit] = {}
    yield visits
    for old in visits.values():
        old.page.context.close()


@pytest.fixture
def same_visit(
    standing: dict[tuple[str, str], Visit], chromium: Browser, request: pytest.FixtureRequest
) -> Callable[..., Visit]:
    """Go on with the visit of this name: same_visit(name, begin, base=the site's, **context options).

    begin(visit) opens its page. A start of Python takes nine seconds of a core, and to open a page of a server six:
    longer than most of what is done after it. The tests of one visit are of one xdist_group, so that one process runs
    them all, and may come in any order. After a test that failed the next one begins anew.
    """

    def go_on(name: str, begin: Callable[[Visit], None], base: str = "", **options: object) -> Visit:
        address = base or str(request.getfixturevalue("site"))
        found = standing.get((address, name))
        if found is not None and found.failed:
            found.page.context.close()
            found = None
        visit = found or begin_visit(chromium, address, **options)  # type: ignore[arg-type]
        standing[address, name] = visit
        request.node.visits = [visit]
        if found is None:
            begin(visit)
        return visit

    return go_on


@pytest.fixture
def visit(visit_at: Callable[..., Visit], site: str) -> Callable[..., Visit]:
    """Start a visit to the static site: visit(width=1280, **context options)."""
    return partial(visit_at, site)


@pytest.fixture(scope="session")
def local_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A `streamlit run app.py` and the folder where it keeps its reader's progress."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    progress = tmp_path_factory.mktemp("progress")
    surroundings = {**os.environ, "HIDDEN_LAYERS_DATA": str(progress)}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=surroundings) as process:
        address = f"http://127.0.0.1:{port}/"
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{address}_stcore/health"):
                    break
            except OSError:
                time.sleep(0.1)
        yield address, progress
        process.terminate()


@pytest.fixture
def local(local_server: tuple[str, Path]) -> str:
    """The address of `streamlit run app.py`, for a reader of whom nothing is kept yet."""
    address, progress = local_server
    for file in progress.iterdir():
        file.unlink()
    return address


@pytest.fixture
def early(visit: Callable[..., Visit]) -> Callable[[str], tuple[Visit, Locator]]:
    """Open a page whose Python is held back: let_go(reader) lets it come."""

    def open_page(path: str) -> tuple[Visit, Locator]:
        reader = visit()
        return reader, hold_back(reader, path)

    return open_page


def hold_back(reader: Visit, path: str) -> Locator:
    """Open a page whose Python does not come until let_go(reader); the page as it was written."""
    reader.page.route("**/stlite.js", lambda route: reader.held.append(route))
    reader.page.goto(reader.base + path)
    reader.page.wait_for_function(SHOWN)
    return reader.page.locator(f"#prerendered {MAIN}")


def let_go(reader: Visit) -> Locator:
    """Streamlit's page, when it is at rest with all that was kept for it."""
    page = reader.page
    while not reader.held:
        page.wait_for_timeout(50)
    for route in reader.held:
        route.continue_()
    page.wait_for_function(AWAKE, timeout=90_000)
    page.wait_for_function("performance.getEntriesByName('book:replayed').length", timeout=30_000)
    reader.settle()
    return page.locator(f"#root {MAIN}")


def control(place: Locator, kind: str, label: str) -> Locator:
    return place.locator(f"[data-testid={kind}]").filter(has_text=label).first
