"""One page of each kind of the static site, with the same assertions in Chromium, Firefox and WebKit.

    HL_ENGINES=all python -m pytest tests/browser/test_engines.py   # every page in every engine

Without it, what is asked nowhere else: a lesson in WebKit (in Chromium most files of this folder do so, in Firefox
test_firefox.py), and the check page in all three. An engine that is not there is skipped, with what is missing. WebKit
may take more than a minute to start Python on a slow machine: all waits are for states, and long.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ARTIFACTS
from tests.browser.engine import PATIENCE, Chromium, Engine
from tests.browser.firefox import firefox, firefox_path
from tests.browser.test_memory import KEPT, LEAST, REMEMBERED
from tests.browser.webkit import lacking, webkit

ALL = os.environ.get("HL_ENGINES") == "all"


@contextmanager
def in_chromium(chromium: Browser) -> Iterator[Engine]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    yield Chromium(context.new_page())
    context.close()


@contextmanager
def in_firefox(_: Browser) -> Iterator[Engine]:
    if firefox_path() is None:
        pytest.skip("there is no Firefox; set HL_FIREFOX to its path")
    with firefox() as browser:
        yield browser


@contextmanager
def in_webkit(_: Browser) -> Iterator[Engine]:
    if reason := lacking():
        pytest.skip(reason)
    with webkit() as browser:
        yield browser


ENGINES: dict[str, Callable[[Browser], AbstractContextManager[Engine]]] = {
    "chromium": in_chromium,
    "firefox": in_firefox,
    "webkit": in_webkit,
}
SIDEBAR = "document.querySelector('#root [data-testid=stSidebar]').innerText"
MAIN = "#root [data-testid=stMain]"
PANEL = f"document.querySelector('{MAIN} .st-key-network-panel details')"
RUN = f"[...document.querySelectorAll('{MAIN} button')].find(one => one.textContent.trim() === 'Run ▶')"
STATUS = f"{RUN}.closest('figure').querySelector('[role=status]').textContent"


@dataclass(frozen=True)
class Kind:
    """A page of the book: what a reader does there, each a JavaScript expression or a key, and what is true then."""

    path: str
    before: str
    deeds: tuple[str, ...] = ()
    key: str = ""
    after: str = "true"


KINDS = [
    Kind(
        "hidden_layers/",
        f"{SIDEBAR}.includes('3 → 2 → 1 neurons')",
        (
            f"{PANEL}.open || {PANEL}.querySelector('summary').click()",
            f"document.querySelector('{MAIN} input[aria-label=\"Q hidden neurons\"]').focus()",
        ),
        "ArrowRight",
        f"{SIDEBAR}.includes('3 → 3 → 1 neurons') && location.search.includes('sizes=3-3-1')",
    ),
    Kind("", f"document.querySelectorAll('{MAIN} h2').length > 0"),
    Kind(
        "exercises/",
        f"{RUN}?.disabled === false && {STATUS} === ''",
        (f"{RUN}.click()",),
        after=f"{STATUS} !== ''",
    ),
]


def wait_for(engine: Engine, condition: str) -> None:
    """Until a JavaScript expression is true in the page."""
    until = time.monotonic() + PATIENCE
    while not engine.ask(condition):
        if time.monotonic() > until:
            raise TimeoutError(f"{condition} did not come true")
        time.sleep(0.3)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Engine]:
    failed = request.session.testsfailed
    with ENGINES[request.param](chromium) as started:
        yield started
        if request.session.testsfailed > failed:
            ARTIFACTS.mkdir(exist_ok=True)
            started.screenshot(ARTIFACTS / f"engine_{request.param}_{failed}.png")


@pytest.mark.parametrize("engine", ENGINES if ALL else ["webkit"], indirect=True)
@pytest.mark.parametrize("kind", KINDS if ALL else KINDS[:1], ids=lambda kind: kind.path.split("/")[0] or "cover")
def test_python_takes_over_and_the_page_answers(engine: Engine, site: str, kind: Kind) -> None:
    engine.open(site + kind.path)
    wait_for(engine, "document.querySelector('#prerendered [data-testid=stMain] h1') !== null")
    title = engine.ask("document.querySelector('#prerendered [data-testid=stMain] h1').textContent")
    wait_for(
        engine, "performance.getEntriesByName('book:awake').length + performance.getEntriesByName('book:asleep').length"
    )
    assert engine.ask("performance.getEntriesByName('book:asleep').length") == 0
    assert engine.ask(f"document.querySelector('{MAIN} h1').textContent") == title
    wait_for(engine, kind.before)
    for deed in kind.deeds:
        wait_for(engine, f"[{deed}]")
    if kind.key:
        engine.press(kind.key)
    wait_for(engine, kind.after)
    assert engine.ask("document.querySelectorAll('[data-testid=stException]').length") == 0
    origin = "/".join(site.split("/")[:3])
    asked = engine.ask("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert asked
    assert [address for address in asked if not address.startswith((origin, "blob:", "data:"))] == []


# Whether Python began with what an earlier visit has kept, and what is kept now; the page notes both.
ASK_MEMORY = f"""void (async () => {{
  window.remembered = await site.kernel.runPython({json.dumps(REMEMBERED)});
  window.kept = await ({KEPT})();
}})()"""


@pytest.mark.parametrize("engine", ["firefox"], indirect=True)
def test_the_next_visit_begins_with_the_memory_of_the_first(engine: Engine, site: str) -> None:
    """In Chromium test_memory.py asks for more. Debian's WebKit has no files of a page's own, so nothing is kept."""
    for expected in (False, True):
        engine.open(f"{site}hidden_layers/")
        wait_for(engine, "performance.getEntriesByName('book:replayed').length")
        wait_for(engine, f"[{ASK_MEMORY}] && window.kept?.[0]?.[1] > {LEAST} && window.kept[0][2] === 'whole'")
        assert engine.ask("window.remembered") == expected
        assert engine.ask("document.querySelectorAll('[data-testid=stException]').length") == 0


def test_the_check_page_finds_all_that_the_book_needs(engine: Engine, site: str) -> None:
    engine.open(f"{site}check/")
    wait_for(engine, "document.querySelector('#result') && !document.querySelector('#result').hidden")
    assert "Everything that the book needs is here" in engine.ask("document.querySelector('#verdict').innerText")
