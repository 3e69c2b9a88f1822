"""The static site in Firefox: the text is there at once, Python takes over, controls answer, nobody else is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import ARTIFACTS
from tests.browser.firefox import Firefox, firefox, firefox_path

pytestmark = pytest.mark.skipif(firefox_path() is None, reason="there is no Firefox; set HL_FIREFOX to its path")

AWAKE = "performance.getEntriesByName('book:awake').length > 0"
# Two lessons, a control of each with a key, what the summary of the reader's network says before and after it, and what
# the page's address says then.
LESSONS = [
    ("hidden_layers", "Q hidden neurons", "ArrowRight", "3 → 2 → 1 neurons", "3 → 3 → 1 neurons", "sizes=3-3-1"),
    ("shapes", "N data points", "ArrowRight", "N = 4", "N = 5", "points=5"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Firefox]:
    with firefox() as started:
        yield started


@pytest.fixture
def reader(browser: Firefox, request: pytest.FixtureRequest) -> Iterator[Firefox]:
    browser.open("about:blank")  # what the page of the test before still had to say is not this one's
    browser.requests.clear()
    browser.console.clear()
    failed = request.session.testsfailed
    yield browser
    if request.session.testsfailed > failed:
        ARTIFACTS.mkdir(exist_ok=True)
        browser.screenshot(ARTIFACTS / f"firefox_{request.node.name}.png")


def complaints(reader: Firefox) -> list[str]:
    return [line for line in reader.console if line.startswith("error")]


def foreign(reader: Firefox, site: str) -> list[str]:
    origin = "/".join(site.split("/")[:3])
    return [address for address in reader.requests if not address.startswith((origin, "blob:", "data:"))]


def test_the_cover_is_there_and_python_takes_over(reader: Firefox, site: str) -> None:
    reader.open(site)
    assert len(reader.ask("document.querySelector('#prerendered [data-testid=stMain]').textContent")) > 1000
    title = reader.ask("document.querySelector('[data-testid=stMain] h1').textContent")
    reader.wait_for(AWAKE)
    assert reader.ask("document.querySelector('#prerendered')") is None
    assert reader.ask("document.querySelector('#root [data-testid=stMain] h1').innerText") == title
    assert complaints(reader) == []
    assert reader.requests
    assert foreign(reader, site) == []


@pytest.mark.parametrize(("slug", "control", "key", "before", "after", "told"), LESSONS, ids=lambda value: str(value))
def test_a_control_of_a_lesson_answers(
    reader: Firefox, site: str, slug: str, control: str, key: str, before: str, after: str, told: str
) -> None:
    reader.open(f"{site}{slug}/")
    title = reader.ask("document.querySelector('#prerendered [data-testid=stMain] h1').textContent")
    reader.wait_for(AWAKE)
    assert reader.ask("document.querySelector('#root [data-testid=stMain] h1').textContent") == title
    sidebar = "document.querySelector('#root [data-testid=stSidebar]').innerText"
    figure = "document.querySelector('#root [data-testid=stMain] .hl-figure').textContent"
    reader.wait_for(f"{sidebar}.includes('{before}')")
    shown = reader.ask(figure)
    fold = "document.querySelector('#root .st-key-network-panel details')"
    reader.ask(f"{fold}.open || {fold}.querySelector('summary').click()")
    reader.wait_for(f"{fold}.open")
    reader.ask(f"document.querySelector('#root [data-testid=stMain] input[aria-label=\"{control}\"]').focus()")
    reader.press(key)
    reader.wait_for(f"{sidebar}.includes('{after}')")
    reader.wait_for(f"location.search.includes('{told}')")
    reader.wait_for(f"{figure} !== {shown!r}")
    assert reader.ask("document.querySelector('[data-testid=stException]')") is None
    assert complaints(reader) == []
    assert foreign(reader, site) == []
