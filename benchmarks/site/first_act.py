"""`python -m benchmarks.site.first_act --dist DIST [--pages shapes …] [--visits 10]`: from a first act to its answer.

Python is held back, so that only what was rehearsed can answer (site_builder/README.md). Each visit has a fresh
profile; the control is the first slider of the network's panel, reached as a keyboard does: it gets the focus, and its
key is pressed at once. Of two visits to a page one acts as soon as the control is there, one when the page has
come to rest. In the same minutes a page is visited that has nothing but a slider and a line of script that answers it:
what it takes is the browser's own start, and no page can be quicker.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from benchmarks.site.facts import chromium_path
from benchmarks.site.server import Line, Server, serve
from benchmarks.site.visits import reader

# Python is held back by the server: a browser that is to ask the driver for leave for each file would be slow itself.
WITHOUT_PYTHON = ("/stlite.js",)
LINES: dict[str, Callable[[], Line]] = {
    "localhost": lambda: Line(held=WITHOUT_PYTHON),
    "20 Mbit/s, 40 ms": lambda: Line(20e6, 0.04, held=WITHOUT_PYTHON),
}
# With the panel, from the shortest to the longest.
PAGES = ("shapes", "hidden_layers", "feeding_forward", "gradient_check", "backpropagation")
REST = 500  # milliseconds after the figures live
EMPTY = "from the navigation on, a slider alone"
EMPTY_PAGE = """<!doctype html><title>A slider</title><div id="prerendered"><details class="st-key-network-panel">
<summary>Network</summary><input type="range" max="9" value="3"></details></div><output>3</output><script>
performance.mark('book:figures');
document.querySelector('input').addEventListener('input', (event) => {
  document.querySelector('output').textContent = event.target.value;
  performance.mark('book:rehearsed');
});</script>"""
# rest: null, or how long to wait after that. Returns when it acted and when the answer was on the screen.
ACT = """async (rest) => {
  const frame = () => new Promise(requestAnimationFrame);
  const marked = (name) => performance.getEntriesByName(name).length > 0;
  const slider = () => document.querySelector('#prerendered .st-key-network-panel input[type=range]:enabled');
  while (!slider()) await frame();
  if (rest !== null) {
    while (!marked('book:figures')) await frame();
    await new Promise((resolve) => setTimeout(resolve, rest));
  }
  document.querySelector('#prerendered .st-key-network-panel summary').click();
  for (let drawn = 0; drawn < 3; drawn += 1) await frame();
  const begun = performance.now();
  slider().focus();
  slider().stepUp();
  slider().dispatchEvent(new Event('input', { bubbles: true }));
  while (!marked('book:rehearsed')) await frame();
  await frame();
  return [begun, performance.now()];
}"""


@dataclass(frozen=True)
class FirstAct:
    """When a visit acted and when it was answered, in milliseconds after the navigation."""

    begun: float
    answered: float

    @property
    def taken(self) -> float:
        """From the act to its answer."""
        return self.answered - self.begun


def first_act(playwright: Playwright, address: str, rest: int | None) -> FirstAct:
    """One visit. rest: see ACT."""
    with reader(playwright, chromium_path()) as context:
        page = context.pages[0]
        page.goto(address, wait_until="domcontentloaded")
        return FirstAct(*page.evaluate(ACT, rest))


def visits(
    playwright: Playwright, server: Server, line: Callable[[], Line], pages: Sequence[str], count: int
) -> dict[str, list[float]]:
    """The milliseconds of `count` visits to each page and of each kind; the pages take turns."""
    times: dict[str, list[float]] = {"at rest": [], "at once": [], "at once, from the navigation on": [], EMPTY: []}
    with empty_page() as empty:
        for page in list(pages) * count:
            server.line = line()
            times["at rest"].append(first_act(playwright, f"{server.address}{page}/", REST).taken)
            server.line = line()
            at_once = first_act(playwright, f"{server.address}{page}/", None)
            times["at once"].append(at_once.taken)
            times["at once, from the navigation on"].append(at_once.answered)
            empty.line = line()
            times[EMPTY].append(first_act(playwright, empty.address, None).answered)
    return times


@contextmanager
def empty_page() -> Iterator[Server]:
    """A server that has EMPTY_PAGE."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index.html").write_text(EMPTY_PAGE, encoding="utf-8")
        with serve(Path(folder)) as server:
            yield server


def cuts(times: Sequence[float]) -> dict[str, float]:
    """p50 and p95."""
    found = statistics.quantiles(times, n=20, method="inclusive")
    return {"p50": found[9], "p95": found[18]}


def tell(page: str, kind: str, times: Sequence[float]) -> None:
    """A line."""
    found = cuts(times)
    print(f"{page:18} {kind:38} p50 {found['p50']:5.0f} ms, p95 {found['p95']:5.0f} ms", flush=True)


def main() -> None:
    """Print the times of each page, and those of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dist", type=Path, required=True)
    parser.add_argument("--pages", nargs="+", default=PAGES, metavar="SLUG")
    parser.add_argument("--visits", type=int, default=10)
    parser.add_argument("--line", choices=LINES, default="localhost")
    options = parser.parse_args()
    all_times: dict[str, list[float]] = {}
    with serve(options.dist) as server, sync_playwright() as playwright:
        for page in options.pages:
            for kind, times in visits(playwright, server, LINES[options.line], [page], options.visits).items():
                all_times.setdefault(kind, []).extend(times)
                tell(page, kind, times)
    for kind, times in all_times.items():
        tell("all", kind, times)


if __name__ == "__main__":
    main()
