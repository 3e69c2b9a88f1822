"""`python -m benchmarks.site.engines --dist DIST [--page shapes] [--visits 3]`: how long Python takes to wake in each.

Chromium, Firefox and WebKit's GTK port take turns, each with a fresh profile, and the page says itself when Python is
awake. An engine that this machine has not is left out.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from benchmarks.site.facts import chromium_path
from benchmarks.site.server import Line, serve
from benchmarks.site.visits import reader
from tests.browser.engine import PATIENCE, Chromium, Engine
from tests.browser.firefox import firefox, firefox_path
from tests.browser.webkit import lacking, webkit

AWAKE = "performance.getEntriesByName('book:awake').map((mark) => mark.startTime)[0]"


@contextmanager
def in_chromium(playwright: Playwright) -> Iterator[Engine]:
    """A fresh Chromium."""
    with reader(playwright, chromium_path()) as context:
        yield Chromium(context.pages[0])


def engines(playwright: Playwright) -> dict[str, Callable[[], AbstractContextManager[Engine]]]:
    """Those that this machine has; Chromium is the first."""
    found: dict[str, Callable[[], AbstractContextManager[Engine]]] = {"Chromium": partial(in_chromium, playwright)}
    if firefox_path() is not None:
        found["Firefox"] = firefox
    if not lacking():
        found["WebKit"] = webkit
    return found


def seconds_until_awake(tab: Engine, address: str) -> float:
    """From the navigation on, by the page's own clock."""
    tab.open(address)
    until = time.monotonic() + PATIENCE
    while (awake := tab.ask(AWAKE)) is None:
        if time.monotonic() > until:
            raise TimeoutError(f"Python was not awake at {address} after {PATIENCE:.0f} s")
        time.sleep(0.2)
    return float(awake) / 1000


def main() -> None:
    """Print each engine's times, their median, and its ratio to Chromium's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dist", type=Path, required=True)
    parser.add_argument("--page", default="shapes", metavar="SLUG")
    parser.add_argument("--visits", type=int, default=3)
    options = parser.parse_args()
    times: dict[str, list[float]] = {}
    with serve(options.dist) as server, sync_playwright() as playwright:
        for _ in range(options.visits):
            for name, begin in engines(playwright).items():
                server.line = Line()
                with begin() as tab:
                    times.setdefault(name, []).append(seconds_until_awake(tab, f"{server.address}{options.page}/"))
    for name, found in times.items():
        ratio = statistics.median(found) / statistics.median(times["Chromium"])
        print(
            f"{name:9} {statistics.median(found):5.1f} s, {ratio:.2f} × Chromium   {[round(one, 1) for one in found]}"
        )


if __name__ == "__main__":
    main()
