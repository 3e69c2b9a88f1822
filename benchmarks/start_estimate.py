"""How long a start takes beside what the page check/ measures: python -m benchmarks.start_estimate [--dist dist].

In each pair the page check/ is opened in a fresh profile, and then a lesson in another one, until Python has taken
over. The check tells how long the start's files took and how long its fixed sum did. Beside its files a start takes
some number of such sums, and client/check/check.ts multiplies by two of them, which it reads from
benchmarks/results/start_estimate.json:

- "free": the processor time of the two threads that a start waits for, the page's and that of Python's worker, over the
  quickest sum, which had a core for itself; both depend little on who else uses the machine;
- "busy": the median by the clock, of pairs in which other programs used the machine more than it has cores.

Each run adds its pairs to the record; --anew forgets them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from playwright.sync_api import Browser, sync_playwright

from benchmarks.site.facts import chromium_path, machine
from benchmarks.start import AWAKE, served
from benchmarks.tables import RESULTS

RECORD = RESULTS / "start_estimate.json"
LESSON = "hidden_layers/"
PATIENCE = 300_000  # milliseconds
AGAIN = 5  # times that the sum is taken in hope of a core for itself


@dataclass(frozen=True)
class Pair:
    """Milliseconds of a check's files, of its fixed sum, and of a start by the clock and by its two threads' own time.

    quickest: the fixed sum again, the quickest of some. load: how many programs wanted a core, for each that there is,
    when the pair began.
    """

    files: float
    sum: float
    quickest: float
    start: float
    threads: float
    load: float


def factors(pairs: Sequence[Pair]) -> dict[str, int]:
    """A start in fixed sums, on a free and on a busy machine."""
    quickest = min(pair.quickest for pair in pairs)
    busy = [(pair.start - pair.files) / pair.sum for pair in pairs if pair.load > 1]
    if not busy:
        raise ValueError("pairs: expected some of a busy machine (load over 1), got none")
    free = statistics.median(pair.threads for pair in pairs) / quickest
    return {"free": round(free), "busy": round(statistics.median(busy))}


def read_check(files: Sequence[str], summary: str) -> tuple[float, float]:
    """Milliseconds of the files and of the fixed sum, from what the page check/ shows of them."""
    came = [re.search(r"([\d.]+) s to come", line) for line in files]
    took = re.search(r"the fixed sum took (\d+) ms", summary)
    if took is None or not all(came):
        raise ValueError(f"check/: expected times of all files and of the sum, got {list(files)} and {summary!r}")
    return 1000 * sum(float(hit[1]) for hit in came if hit), float(took[1])


def busiest_threads() -> float:
    """Milliseconds of the processor's time of the two busiest threads of the browser's busiest page."""
    most = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it has ended
            if "--type=renderer" in process.cmdline():
                times = sorted(thread.user_time + thread.system_time for thread in process.threads())
                most = max(most, 1000 * sum(times[-2:]))
    return most


def measure(browser: Browser, base: str) -> Pair:
    """One pair."""
    load = round(os.getloadavg()[0] / (os.cpu_count() or 1), 1)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{base}check/")
    page.locator("#result").wait_for(state="visible", timeout=PATIENCE)
    rows = page.locator("#files tr td:nth-of-type(2)").all_inner_texts()
    files, took = read_check(rows, page.locator("#summary").inner_text())
    page.route("**/assets/**", lambda route: route.abort())  # the sum alone, again
    sums = [took]
    for _ in range(AGAIN):
        page.reload()
        page.locator("#result").wait_for(state="visible", timeout=PATIENCE)
        sums.append(read_check([], page.locator("#summary").inner_text())[1])
    context.close()
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(base + LESSON)
    page.wait_for_function(AWAKE, timeout=PATIENCE)
    threads = busiest_threads()
    start = page.evaluate("performance.getEntriesByName('book:awake')[0].startTime")
    context.close()
    return Pair(round(files), took, min(sums), round(start), round(threads), load)


def main() -> None:
    """Measure, and add to the record."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start_estimate", description=__doc__)
    parser.add_argument("--dist", type=Path, default=Path("dist"), help="the built site (default: dist)")
    parser.add_argument("--url", help="a site that is served already")
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--anew", action="store_true", help="forget what was measured before")
    options = parser.parse_args()
    before = [] if options.anew or not RECORD.exists() else json.loads(RECORD.read_text(encoding="utf-8"))["pairs"]
    pairs = [Pair(**pair) for pair in before]
    with served(options.dist, options.url) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for _ in range(options.pairs):
            pairs.append(measure(browser, base))
            print(pairs[-1], flush=True)
        browser.close()
    record = {"machine": machine(), **factors(pairs), "pairs": [asdict(pair) for pair in pairs]}
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
