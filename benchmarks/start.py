"""When each step of a visit's start is done: python -m benchmarks.start [--dist dist | --url URL] [--page P] [--warm].

Prints a table of medians in milliseconds since the visit began, from the marks that the site sets by itself, and how
many bytes had come until Python took over. The benchmark beside other sites is benchmarks/site.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from site_builder.serve import make_server

AWAKE = "performance.getEntriesByName('book:awake').length > 0"
# Marks, first paints and downloads of a page or of its worker, on the clock of that thread.
ENTRIES = """() => [performance.timeOrigin, performance.getEntries()
  .filter(entry => ['mark', 'paint', 'resource'].includes(entry.entryType))
  .map(entry => [entry.entryType, entry.name, entry.startTime, entry.responseEnd ?? 0, entry.encodedBodySize ?? 0])]"""


def visit(browser: Browser, address: str, *, warm: bool) -> dict[str, float]:
    """Milliseconds by step for one visit in a fresh profile, and "megabytes". warm: what the second visit takes."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    try:
        if warm:
            first = context.new_page()
            first.goto(address)
            first.wait_for_function(AWAKE, timeout=180_000)
            first.wait_for_timeout(3000)
            first.close()
        page = context.new_page()
        page.goto(address)
        page.wait_for_function(AWAKE, timeout=180_000)
        return steps(page)
    finally:
        context.close()


def steps(page: Page) -> dict[str, float]:
    """What a page and its worker have noted, on the page's clock."""
    origin, entries = page.evaluate(ENTRIES)
    for worker in page.workers:
        began, heard = worker.evaluate(ENTRIES)
        entries += [
            [kind, name, start + began - origin, end + began - origin, size] for kind, name, start, end, size in heard
        ]
    found = {
        name: start for kind, name, start, _, _ in entries if kind != "resource" and name.startswith(("book:", "first"))
    }
    loaded = (size for kind, _, _, end, size in entries if kind == "resource" and end <= found["book:awake"])
    return found | {"megabytes": sum(loaded) / 1e6}


def table(visits: list[dict[str, float]]) -> str:
    """Medians by step, in their order."""
    names = set.union(*(set(measured) for measured in visits))
    medians = {name: statistics.median([one[name] for one in visits if name in one]) for name in names}
    megabytes = medians.pop("megabytes")
    lines = [f"| {name} | {medians[name]:,.0f} |" for name in sorted(medians, key=lambda name: medians[name])]
    return "\n".join(["| step | ms |", "| --- | --- |", *lines, f"| MB until book:awake | {megabytes:.1f} |"])


@contextmanager
def served(folder: Path, url: str | None = None) -> Iterator[str]:
    """The address at which a built site is served meanwhile, or that of a site which is served already."""
    if url:
        yield url
        return
    server = make_server(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__)
    parser.add_argument("--dist", type=Path, default=Path("dist"), help="the built site (default: dist)")
    parser.add_argument("--url", help="a site that is served already")
    parser.add_argument("--page", default="hidden_layers/")
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--warm", action="store_true", help="measure each profile's second visit")
    parser.add_argument(
        "--chromium", default=shutil.which("chromium"), help="the browser's program, if not Playwright's"
    )
    options = parser.parse_args()
    launch: dict[str, Any] = {"executable_path": options.chromium, "args": ["--no-sandbox"]}
    with served(options.dist, options.url) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch)
        visits = [visit(browser, base + options.page, warm=options.warm) for _ in range(options.repeat)]
        browser.close()
    print(f"{options.page or 'cover'}, {'second' if options.warm else 'first'} visit, median of {options.repeat}:\n")
    print(table(visits))


if __name__ == "__main__":
    main()
