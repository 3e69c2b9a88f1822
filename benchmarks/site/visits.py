"""Visits to a site in a real browser, as a reader who is in a hurry would make them."""

from __future__ import annotations

import itertools
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from benchmarks.site.server import Line, Server

WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
PATIENCE = 400.0  # seconds: longer than any visit takes
LOST = 1.0  # seconds after which a key that left the control as it was is pressed again


@dataclass(frozen=True)
class Plan:
    """What a reader looks for on a page.

    text: selectors that must all be visible when the text can be read. control, name: selector and label of the control
    that is tried as soon as it is there. key: what is pressed in it. answers: selectors whose words must all change.
    accepted: selector of what tells that a key was heard, where the control itself does not. fold: selector of what the
    reader opens to get at the control.
    """

    text: tuple[str, ...]
    control: str
    answers: tuple[str, ...]
    name: str = ""
    key: str = "ArrowRight"
    accepted: str = ""
    streamlit: bool = True
    fold: str = ""


MAIN, SIDEBAR = "[data-testid=stMain]", "[data-testid=stSidebar]"
SLIDER = Plan(
    text=(f"{MAIN} h1", f"{MAIN} p", f"{MAIN} .katex"),
    control=f"{MAIN} input[type=range]",
    name="Q hidden neurons",
    answers=(SIDEBAR, f"{MAIN} .hl-figure"),
    fold=".st-key-network-panel summary",
)
SWITCH = replace(SLIDER, control=f"{MAIN} input[type=checkbox]", name="Bias", key="Space")
CELL = Plan(
    text=(".jp-MarkdownOutput h1",),
    control=".jp-CodeCell .cm-content",
    key="Shift+Enter",
    accepted=".jp-CodeCell .jp-InputPrompt",
    answers=(".jp-OutputArea-output",),
    streamlit=False,
)


@dataclass(frozen=True)
class Start:
    """One visit from the navigation to the first answer of a control. Times in milliseconds."""

    paint: float
    text: float
    control: float
    answer: float
    bytes: int
    requests: int
    foreign: int


@contextmanager
def reader(playwright: Playwright, chromium: str | None, *arguments: str) -> Iterator[BrowserContext]:
    """A browser with a fresh profile on disk, as a reader has one who was never here. arguments: the program's own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium,
            args=["--no-sandbox", *arguments],
            viewport={"width": 1280, "height": 900},
            bypass_csp=True,  # Playwright evaluates text in the page, which the site's policy forbids its own scripts
        )
        context.set_default_timeout(1000 * PATIENCE)
        yield context
        context.close()


def until(page: Page, condition: str) -> None:
    """Wait for a condition in the page. Playwright's own way of waiting is what the site's content policy forbids."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        if time.monotonic() > end:
            raise TimeoutError(f"{condition} did not come true within {PATIENCE:.0f} s")
        time.sleep(0.02)


def watched(context: BrowserContext, plan: Plan) -> Page:
    """A new page that notes when what the plan says is there."""
    page = context.new_page()
    page.add_init_script(f"({WATCH.strip().rstrip(';')})({json.dumps(vars(plan))})")
    return page


def start(context: BrowserContext, server: Server, path: str, plan: Plan, line: Line) -> Start:
    """Open a page, try its control as soon as there is one, and wait for the answer."""
    foreign: list[str] = []
    own = (server.address, "blob:", "data:")

    def note(request: Any) -> None:
        if not request.url.startswith(own):
            foreign.append(request.url)

    context.on("request", note)
    page = watched(context, plan)
    server.line = line
    page.goto(server.address + path, wait_until="commit")
    until(page, "window.bench?.ready")
    press_until_answered(page, plan)
    sent, requests = line.sent, line.requests
    times = page.evaluate("bench")
    leave_when_quiet(page, line)
    context.remove_listener("request", note)
    return Start(
        paint=times["paint"],
        text=times["text"],
        control=times["ready"],
        answer=times["answers"][0]["at"],
        bytes=sent,
        requests=requests,
        foreign=len(foreign),
    )


def leave_when_quiet(page: Page, line: Line) -> None:
    """Close the page when nothing more comes for it, so that what it fetches in advance is there on the next visit."""
    for _ in range(60):
        before = line.sent
        page.wait_for_timeout(1000)
        if line.sent == before:
            break
    page.close()


def press_until_answered(page: Page, plan: Plan) -> None:
    """Press the key in the control; again if the page was not ready and has lost it."""
    pressed, before, end = -LOST, None, time.monotonic() + PATIENCE
    while not page.evaluate("bench.answers.length"):
        if time.monotonic() > end:
            raise TimeoutError(f"the control did not answer within {PATIENCE:.0f} s")
        now = page.evaluate("bench.state()")
        if now is not None and (before is None or (now == before and time.monotonic() - pressed > LOST)):
            before = now
            try:
                page.evaluate("() => { bench.control().focus(); bench.expect(); }")
            except Error:  # it was being replaced at this very moment
                before = None
                continue
            page.keyboard.press(plan.key)
            pressed = time.monotonic()
        time.sleep(0.02)


def answers(context: BrowserContext, server: Server, path: str, plan: Plan, count: int) -> list[float]:
    """Milliseconds from a key in a control to the page's answer, again and again on a page at rest."""
    page = watched(context, plan)
    server.line = Line()
    page.goto(server.address + path, wait_until="commit")
    until(page, "window.bench?.ready")
    press_until_answered(page, plan)
    page.wait_for_timeout(3000)
    for number in range(1, count + 1):
        page.evaluate("() => { bench.control().focus(); bench.expect(); }")
        page.keyboard.press(plan.key if number % 2 else {"ArrowRight": "ArrowLeft"}.get(plan.key, plan.key))
        until(page, f"bench.answers.length > {number}")
        page.wait_for_timeout(150)
    times = [answer["took"] for answer in page.evaluate("bench.answers")][1:]
    page.close()
    return times


def frames(context: BrowserContext, server: Server, path: str, seconds: float) -> tuple[float, float]:
    """An animated run of the playground: pictures a second, and the longest pause between two in milliseconds."""
    plan = Plan(text=(f"{MAIN} h1",), control=f"{MAIN} .hl-film [data-act=play]", answers=())
    page = watched(context, plan)
    server.line = Line()
    page.goto(server.address + path, wait_until="commit")
    until(
        page,
        "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('#prerendered') && bench.control() !== undefined",
    )
    page.wait_for_timeout(2000)
    page.evaluate("""() => {
      const film = bench.control().closest('.hl-film');
      const speed = film.querySelector('[data-speed]');
      speed.value = [...speed.options].map((option) => Number(option.value)).reduce((a, b) => Math.max(a, b));
      film.querySelector('[data-act=first]').click();
      bench.drawn.length = 0;
      film.querySelector('[data-act=play]').click();
    }""")
    page.wait_for_timeout(1000 * seconds)
    drawn = page.evaluate("bench.drawn")
    page.close()
    pauses = [after - before for before, after in itertools.pairwise(drawn)]
    return (len(drawn) - 1) / (drawn[-1] - drawn[0]) * 1000, max(pauses)
