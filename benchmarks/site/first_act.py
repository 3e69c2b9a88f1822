"""`python -m benchmarks.site.first_act --dist DIST [--page shapes/] [--visits 10]`: from a first act to its answer.

Python is held back, so that only what was rehearsed can answer (`python -m site_builder --rehearse …`). Each visit
has a fresh profile; the control is a slider of the network's panel, reached as a keyboard does: it gets the focus, and
its key is pressed at once.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from benchmarks.site.__main__ import LINES
from benchmarks.site.facts import chromium_path
from benchmarks.site.server import serve
from benchmarks.site.visits import reader, until

MEASURE = """async () => {
  const slider = document.querySelector('#prerendered .st-key-network-panel input[type=range]');
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);  // the panel that was opened
  const begun = performance.now();
  slider.focus();
  slider.stepUp();
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  while (!performance.getEntriesByName('book:rehearsed').length) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""


def measured(playwright: Playwright, address: str) -> float:
    """Milliseconds from the act until the answer is on the screen, in one visit."""
    with reader(playwright, chromium_path()) as context:
        page = context.pages[0]
        page.route("**/stlite.js", lambda _route: None)
        page.goto(address)
        until(page, "performance.getEntriesByName('book:figures').length > 0")
        page.locator("#prerendered .st-key-network-panel summary").first.click()
        taken: float = page.evaluate(MEASURE)
        return taken


def main() -> None:
    """Print the median and the slowest of the visits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dist", type=Path, required=True)
    parser.add_argument("--page", default="shapes/")
    parser.add_argument("--visits", type=int, default=10)
    parser.add_argument("--line", choices=LINES, default="localhost")
    options = parser.parse_args()
    with serve(options.dist) as server, sync_playwright() as playwright:
        taken = []
        for _ in range(options.visits):
            server.line = LINES[options.line]()
            taken.append(measured(playwright, f"{server.address}{options.page}"))
    print(f"{options.page} {options.line}: median {statistics.median(taken):.0f} ms, slowest {max(taken):.0f} ms")


if __name__ == "__main__":
    main()
