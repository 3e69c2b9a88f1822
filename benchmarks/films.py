"""How smoothly films run and how soon controls answer, in a real browser.

    python -m benchmarks.films                      # builds the static site, serves it, measures it
    python -m benchmarks.films --site ADDRESS       # a static site that is served already
    python -m benchmarks.films --local ADDRESS      # a running `streamlit run app.py`

Prints, as medians of some rounds: new pictures a second while the playground trains and plays, new pictures a second
while a finished run is scrubbed, what one redraw costs the page, and p50 and p95 of the time from the press of a
control to its new picture on the screen. Times are absolute: take them on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]')?.dataset;
  return app?.testScriptState === 'notRunning' && !document.querySelector('#prerendered')
    && document.querySelector('.hl-film .hl-dials:not([hidden])');
}"""

# Counts the screen's frames in which a film showed another moment, over some seconds after `begin`.
COUNT = """async (seconds) => {
  const film = [...document.querySelectorAll('.hl-film')].find((film) => film.offsetParent);
  const slider = film.querySelector('[data-dial]');
  let [redraws, frames, longest, last, where] = [0, 0, 0, 0, slider.value];
  await (BEGIN)(film, slider);
  const start = performance.now();
  last = start;
  return await new Promise((done) => {
    const look = (now) => {
      frames += 1;
      if (slider.value !== where) {
        where = slider.value;
        redraws += 1;
        longest = Math.max(longest, now - last);
        last = now;
      }
      if (now - start < 1000 * seconds) return void requestAnimationFrame(look);
      const shown = (now - start) / 1000;
      done({ redraws: redraws / shown, screen: frames / shown, longest, reached: Number(slider.max) });
    };
    requestAnimationFrame(look);
  });
}"""

PLAY = """(film) => {
  film.querySelector('[data-act="first"]').click();
  const speed = film.querySelector('[data-speed]');
  speed.value = '60';
  film.querySelector('[data-act="play"]').click();
  return new Promise((go) => setTimeout(go, 500));
}"""

SCRUB = """(film, slider) => {
  let by = 1;
  const mine = (window.scrubbing = {}); // a later round ends this one
  const on = () => {
    if (!film.isConnected || window.scrubbing !== mine) return;
    const now = slider.valueAsNumber;
    if (now + by > Number(slider.max) || now + by < 0) by = -by;
    slider.value = now + by;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(on);
  };
  requestAnimationFrame(on);
}"""

# Milliseconds of the page's own thread for one redraw: many in a row, with style and layout asked for after each.
COST = """() => {
  const film = [...document.querySelectorAll('.hl-film')].find((film) => film.offsetParent);
  const slider = film.querySelector('[data-dial]');
  const [count, most] = [60, Number(slider.max)];
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    slider.value = (i * 7) % most;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    film.getBoundingClientRect();
  }
  return (performance.now() - start) / count;
}"""

# Milliseconds from a press to the first screen frame that shows what follows from it.
ANSWER = """async ([press, watched]) => {
  const find = (selector) => [...document.querySelectorAll(selector)].find((element) => element.offsetParent);
  const place = () => find(watched);
  const before = place();
  const start = performance.now();
  find(press).click();
  while (place() === before || !place()) {
    if (performance.now() - start > 20000) return null;
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""

STAGE = ".hl-film"
CONTROLS: dict[str, tuple[str, list[str], str]] = {
    "playground, data set": (
        "playground",
        [f".st-key-playground-panel [data-testid=stButtonGroup] button:nth-of-type({i})" for i in (3, 4, 5, 1)],
        STAGE,
    ),
    "playground, one neuron more or less": (
        "playground",
        ['[data-ask="width:0:1"]', '[data-ask="width:0:-1"]'],
        STAGE,
    ),
    "playground, one layer more or less": ("playground", ['[data-ask="depth:0:1"]', '[data-ask="depth:0:-1"]'], STAGE),
}


def measure(page: Page, base: str, rounds: int, seconds: float) -> None:
    """Visit the playground and print what it does."""
    _open(page, f"{base}playground/?p_iteration=3000")
    page.wait_for_function("Number(document.querySelector('.hl-film [data-dial]').max) >= 600", timeout=120_000)
    scrubs = [page.evaluate(COUNT.replace("BEGIN", SCRUB), seconds) for _ in range(rounds)]
    page.evaluate("window.scrubbing = null")
    _report("scrubbing a finished run", scrubs)
    costs = [page.evaluate(COST) for _ in range(rounds)]
    print(f"{'one redraw on the page':40} {statistics.median(costs):6.1f} ms")
    for name, query in (
        ("playing while it trains, 4-2", "?p_iteration=0"),
        ("playing while it trains, 8-8 spirals", "?p_data=spirals&p_hidden=8-8&p_optimizer=adam&p_iteration=0"),
        ("playing while it trains, 6 x 16", "?p_hidden=16-16-16-16-16-16&p_iteration=0"),
    ):
        plays = []
        for _ in range(rounds):
            _open(page, f"{base}playground/{query}")
            plays.append(page.evaluate(COUNT.replace("BEGIN", PLAY), seconds))
        _report(name, plays)
    everything: list[float] = []
    for name, (slug, presses, watched) in CONTROLS.items():
        _open(page, f"{base}{slug}/?p_iteration=0")
        times = []
        for turn in range(4 * rounds + 1):
            page.wait_for_timeout(400)
            took = page.evaluate(ANSWER, [presses[turn % len(presses)], watched])
            if took is None:
                raise TimeoutError(f"{name}: no answer within 20 s")
            times.append(took)
        everything += times[1:]  # the first answer of a visit also loads what it needs
        print(f"{name:40} {_percentiles(times[1:])}")
    print(f"{'all controls':40} {_percentiles(everything)}")


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_function(SETTLED, timeout=120_000)
    page.wait_for_timeout(500)


def _report(name: str, rounds: list[dict[str, float]]) -> None:
    middle = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
    print(
        f"{name:40} {middle['redraws']:6.1f} a second (the screen: {middle['screen']:.0f}), longest wait "
        f"{middle['longest']:.0f} ms, {middle['reached']:.0f} moments known at the end"
    )


def _percentiles(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=20)
    return f"p50 {statistics.median(times):4.0f} ms, p95 {cuts[18]:4.0f} ms ({len(times)} presses)"


@contextmanager
def served_site() -> Iterator[str]:
    """The address of a fresh build of the site."""
    from site_builder.__main__ import main as build
    from site_builder.serve import make_server

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "dist"
        if build(["--out", str(out)]):
            raise RuntimeError("the site could not be built")
        server = make_server(out)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.films", description="Films and controls in a browser.")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--site", metavar="ADDRESS", help="a static site that is served already")
    where.add_argument("--local", metavar="ADDRESS", help="a running `streamlit run app.py`")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each film is watched")
    options = parser.parse_args()
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = os.environ.get("HL_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        # Playwright waits by evaluating text in the page, which the site's policy forbids pages.
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        address = options.site or options.local
        if address:
            measure(page, address.rstrip("/") + "/", options.rounds, options.seconds)
        else:
            with served_site() as base:
                measure(page, base, options.rounds, options.seconds)
        browser.close()


if __name__ == "__main__":
    main()
