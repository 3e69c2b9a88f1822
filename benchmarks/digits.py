"""The lesson on handwritten digits in a real Chromium, and natively: how fast it learns, and how it feels meanwhile.

    python -m benchmarks.digits --site http://127.0.0.1:8502/ [--only page speed drawing full native] [--strokes 30]

Serve a built site first (make serve-site). Prints, one line each, with the goal beside it:

page     seconds from the press of Train to 93 % on the test images of the quick part, as the reader waits for them and
         as computing time; frames a second of the page meanwhile, and its longest pause
speed    training's speed as a share of that of its own matrix products, taken by turns in the page's Python
drawing  from lifting the pen to the answer: p50 and p95, at rest and while the network trains
full     the same page with all 60,000 images: the download, an epoch, memory, the longest pause
native   60,000 images, 10 epochs on this machine's own Python: accuracy and seconds
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

LESSON = "handwritten_digits/"
INSIDE = (Path(__file__).parent / "digits_inside.py").read_text(encoding="utf-8")
GOAL = 93.0
PATIENCE = 600_000  # milliseconds: a busy machine is slow, and that is no failure
RIGHT = r"([\d.]+) % of [\d,]+ test images"
PATIENCE = 300_000  # milliseconds; only a training that has failed takes so long
VERDICT = "figure[aria-label='Loss and accuracy after each epoch'] .hl-readout"
ANSWER = "figure[aria-label*='makes of the drawing'] .hl-readout"
# How long the page's own thread was away between two frames, noted from now on.
WATCH_FRAMES = """() => {
  window.frames_ = [];
  let last = performance.now();
  const next = now => { frames_.push(now - last); last = now; requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""
# Resolves with the milliseconds from now until the first verdict on the reader's own network of so many percent.
UNTIL_ACCURATE = """([place, share, goal, pressed, patience]) => new Promise((resolve, reject) => {
  const look = () => {
    const words = document.querySelector(place)?.textContent ?? '';
    const found = words.startsWith('Your') && words.match(share);
    if (found && Number(found[1]) >= goal) return resolve([performance.now() - pressed, words]);
    if (performance.now() - pressed > patience) return reject(new Error(`after ${patience} ms it says: ${words}`));
    requestAnimationFrame(look);
  };
  look();
})"""
# A stroke of a few points, then the milliseconds from lifting the pen to another answer.
STROKE = """async ([points, place]) => {
  const canvas = document.querySelector('.hl-canvas canvas'), box = canvas.getBoundingClientRect();
  const at = ([x, y]) => ({ clientX: box.left + x * box.width, clientY: box.top + y * box.height, pointerId: 1,
    bubbles: true, isPrimary: true, pointerType: 'mouse' });
  canvas.setPointerCapture = () => {}; // a pen that a program moves cannot be captured
  const figure = () => document.querySelector(place)?.closest('.hl-mount').innerHTML;
  const send = (kind, point) => canvas.dispatchEvent(new PointerEvent(kind, at(point)));
  const frame = () => new Promise(requestAnimationFrame);
  send('pointerdown', points[0]);
  for (const point of points) { send('pointermove', point); await frame(); }
  await new Promise(resolve => setTimeout(resolve, 700)); // what was sent on the way has been answered
  const before = figure();
  send('pointermove', points.at(-1).map(share => share - 0.12));
  send('pointerup', points.at(-1));
  const start = performance.now();
  while (figure() === before) {
    if (performance.now() - start > 20000) return null;
    await frame();
  }
  return performance.now() - start;
}"""


def chromium_path() -> str | None:
    """HL_CHROMIUM, else a Chromium on PATH, else None: the one that Playwright has installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("HL_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def opened(browser: Browser, site: str) -> Iterator[Page]:
    """The lesson in a fresh profile, with Python at work."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(site + LESSON)
    page.wait_for_function("performance.getEntriesByName('book:awake').length")
    yield page
    context.close()


def press(page: Page, label: str) -> None:
    """Press one of the training's buttons."""
    page.get_by_role("button", name=label, exact=False).first.click()


def python(page: Page, code: str) -> str:
    """Run Python in the page's interpreter."""
    return str(page.evaluate("code => site.kernel.runPython(code)", code))


def speed(page: Page, rounds: int) -> dict[str, float]:
    """See digits_inside.speed."""
    return json.loads(python(page, f"{INSIDE}\nimport json\njson.dumps(speed({rounds}))"))


def frames(page: Page) -> str:
    """Frames a second since WATCH_FRAMES, and the longest pause."""
    gaps: list[float] = page.evaluate("frames_")
    late = sorted(gaps)[int(0.99 * len(gaps))]
    return f"{1000 * len(gaps) / sum(gaps):.0f} frames/s, 99 % within {late:.0f} ms, longest pause {max(gaps):.0f} ms"


def until_accurate(page: Page, goal: float = GOAL) -> tuple[float, str]:
    """Press Train; seconds until the page says so many percent of the test images, and its words then."""
    press(page, "Train")
    pressed = page.evaluate("performance.now()")
    waited, words = page.evaluate(UNTIL_ACCURATE, [VERDICT, RIGHT, goal, pressed, PATIENCE])
    return waited / 1000, words


def measure_page(page: Page) -> None:
    """The quick part."""
    page.evaluate(WATCH_FRAMES)
    seconds, words = until_accurate(page)
    print(f"page: {GOAL:g} % of the test images after {seconds:.1f} s (goal <= 10 s): {words}")
    page.get_by_text("Done:").wait_for()
    print(f"page while it trains: {frames(page)}; {page.get_by_text('Done:').first.inner_text()}")


def measure_speed(page: Page) -> None:
    """Training beside its products."""
    found = speed(page, 7)
    print(
        f"speed: {found['ratio']:.2f} of the bare products' (goal >= 0.8): an epoch {found['training']:.2f} s, "
        f"its products {found['products']:.2f} s"
    )


def strokes(page: Page, count: int) -> list[float]:
    """Milliseconds from lifting the pen to the answer, for strokes in different places."""
    page.locator(".hl-canvas canvas").scroll_into_view_if_needed()
    times = []
    for number in range(count):
        page.locator(".hl-canvas [data-act=clear]").evaluate("button => button.click()")
        x = 0.3 + 0.4 * number / count
        points = [[x, 0.2 + 0.6 * step / 8] for step in range(9)]
        times.append(page.evaluate(STROKE, [points, ANSWER]))
    lost = times.count(None)
    if lost:
        print(f"drawing: {lost} of {count} strokes had no answer within 20 s")
    return [each for each in times if each is not None]


def measure_drawing(page: Page, count: int) -> None:
    """At rest, then while the network trains."""
    for when in ("at rest", "while it trains"):
        if when != "at rest":
            press(page, "Train")
            page.get_by_role("button", name="Pause").wait_for()
        times = strokes(page, count)
        cuts = statistics.quantiles(times, n=20)
        print(
            f"drawing {when}: p50 {statistics.median(times):.0f} ms, p95 {cuts[18]:.0f} ms over {len(times)} strokes"
            + (" (goal <= 150 ms)" if when == "at rest" else "")
        )


def measure_full(page: Page) -> None:
    """All 60,000 images in the page."""
    page.evaluate(WATCH_FRAMES)
    start = time.perf_counter()
    page.get_by_role("button", name="all 60,000 images").or_(
        page.get_by_role("radio", name="all 60,000 images")
    ).first.click()
    fetching = page.get_by_text("Fetching all 60,000 images")
    fetching.first.wait_for(state="attached")
    fetching.first.wait_for(state="detached")
    page.get_by_role("button", name="Train").wait_for()
    print(f"full: 11.5 MB there and read after {time.perf_counter() - start:.1f} s; {frames(page)}")
    page.evaluate("frames_.length = 0")
    seconds, words = until_accurate(page)
    print(f"full: after {seconds:.1f} s: {words}")
    heap = int(python(page, "import pyodide_js; pyodide_js._module.HEAPU8.length"))
    print(f"full while it trains: {frames(page)}; Python's memory {heap / 1e6:.0f} MB")
    press(page, "Stop")


NATIVE = """
from widgets.digits.data import read
from widgets.digits.state import Settings
training = Settings(part="full").training(read("full"))
while training.advance(1.0):
    pass
last = training.history[-1]
print(f"native: {100 * last.test.accuracy:.2f} % after {last.epoch} epochs on 60,000 images (goal >= 97.5 %), "
      f"{last.seconds:.1f} s (goal <= 60 s)")
"""


def measure_native() -> None:
    """In a process of its own, which knows nothing of browsers."""
    root = Path(__file__).resolve().parent.parent
    subprocess.run([sys.executable, "-W", "ignore", "-c", NATIVE], cwd=root, check=True)


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digits", description="The lesson on digits, measured.")
    parts = ("page", "speed", "drawing", "full", "native")
    parser.add_argument("--site", required=True, help="the address of the built site, ending in /")
    parser.add_argument("--only", nargs="+", choices=parts, default=parts)
    parser.add_argument("--strokes", type=int, default=30)
    options = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    measures: dict[str, Callable[[Page], None]] = {
        "page": measure_page,
        "speed": measure_speed,
        "drawing": lambda page: measure_drawing(page, options.strokes),
        "full": measure_full,
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for name, measure in measures.items():
            if name in options.only:
                with opened(browser, options.site) as page:
                    measure(page)
        browser.close()
    if "native" in options.only:
        measure_native()


if __name__ == "__main__":
    main()
