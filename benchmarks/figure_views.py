"""Does each figure fit a view with its controls, and is what a control changes in view of it?

    python benchmarks/figure_views.py http://127.0.0.1:8501 [--heights] [--phone] [lesson …]

needs a running book and Chromium. It opens every lesson, and for each widget with a figure or a chart measures, in a
window of 1280 × 800 (with --phone 390 × 800): its height, from its first control to the end of its last picture; how
far its farthest control is from what that changes; and how high both are together. A control is moved as a reader
does, by keyboard or by a click, and what changes is what the page itself reports: elements of the same widget whose
text or drawing is another one.
"""

from __future__ import annotations

import shutil
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
HEIGHT = 800
DESKTOP, PHONE = 1280, 390
# Widgets without a picture of their own: questions, text, and exercises, whose height is that of their code.
PICTURES = ".hl-figure, [data-testid='stVegaLiteChart'], .hl-chart"
CONTROLS = (
    "[role=slider], [data-testid='stSelectbox'] input, [data-testid='stNumberInput'] input, "
    "[data-testid='stButtonGroup'] button, [data-testid='stCheckbox'] input, [data-dial], [data-slider], "
    "[data-pick][role=radio], [data-go], [data-act], .hl-chip, [data-plane]"
)

# Which of the page's blocks a widget is, by the key that its lesson gives it: slug and line. A chart has no key of its
# own; the fold with its data, right after it, has.
GROUP = """slug => {
  const groups = {};
  for (const element of document.querySelectorAll('[class*="st-key-"]')) {
    const key = [...element.classList].map(name => name.match(/^st-key-([a-z_]+)-(\\d+)(?:$|-)/)).find(Boolean);
    if (!key || key[1] !== slug || !element.getClientRects().length) continue;
    const chart = element.matches('[class*="-data"]') ? element.previousElementSibling : null;
    for (const part of [element, chart]) if (part) (groups[key[2]] ||= []).push(part);
  }
  for (const [line, elements] of Object.entries(groups)) for (const part of elements) part.dataset.measured = line;
  return Object.keys(groups).map(Number).sort((a, b) => a - b);
}"""

MEASURE = """([line, pictures, controls]) => {
  const all = [...document.querySelectorAll(`[data-measured="${line}"]`)];
  const inside = selector => [...new Set(all.flatMap(root => [root, ...root.querySelectorAll('*')]))]
    .filter(e => e.matches(selector) && e.getClientRects().length && !e.closest('details:not([open]) > :not(summary)'));
  const shown = inside(pictures);
  if (!shown.length) return null;
  const used = inside(controls).filter(e => !e.closest('.cm-editor, details'));
  const boxes = [...shown, ...used].map(e => e.getBoundingClientRect());
  used.forEach((e, i) => e.dataset.control = `${line}-${i}`);
  const around = 'label, [data-testid=stSlider], [data-testid=stSelectbox], [data-testid=stNumberInput]';
  const name = e => e.getAttribute('aria-label') || e.textContent || e.closest(around)?.textContent || e.className;
  return { height: Math.round(Math.max(...boxes.map(b => b.bottom)) - Math.min(...boxes.map(b => b.top))),
           controls: used.length, names: used.map(e => name(e).trim().split('\\n')[0].slice(0, 40)) };
}"""

# What a reader sees of a widget, element by element: its own text, or what draws it.
LOOKS = """line => {
  const own = ['d', 'points', 'x', 'y', 'cx', 'cy', 'x1', 'y1', 'width', 'height', 'transform', 'style'];
  const drawn = 'td, p, span, text, path, circle, rect, line, polyline, canvas, output, b';
  const not = 'details:not([open]), .hl-later, .hl-dial, .hl-steps input, [data-testid=stSlider]';
  const roots = [...document.querySelectorAll(`[data-measured="${line}"]`)];
  const seen = [...new Set(roots.flatMap(root => [...root.querySelectorAll(drawn)]))];
  return seen.filter(e => e.getClientRects().length && !e.closest(not)).map(e => {
    const text = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('');
    const paint = e.tagName === 'CANVAS' ? e.toDataURL().slice(-80) : own.map(name => e.getAttribute(name)).join('|');
    const { top, bottom } = e.getBoundingClientRect();
    return [text + '#' + paint, Math.round(top), Math.round(bottom)];
  });
}"""
PLACE = """e => {
  const { top, bottom } = (e.closest('[data-testid=stElementContainer], label, button') || e).getBoundingClientRect();
  return [top, bottom];
}"""


@dataclass(frozen=True)
class Row:
    """One widget: its height, and of its controls the one that is farthest from what it changes."""

    lesson: str
    line: int
    height: int
    controls: int
    distance: int | None
    together: int | None
    farthest: str

    @property
    def fits(self) -> bool:
        """Whether the widget, and the farthest control with what it changes, are at once in the window."""
        return self.height <= HEIGHT and (self.together or 0) <= HEIGHT


def lessons() -> list[str]:
    """The slugs of all lessons, in the book's order."""
    contents = tomllib.loads((ROOT / "content" / "contents.toml").read_text(encoding="utf-8"))
    return [lesson["slug"] for part in contents["parts"] for lesson in part["lessons"]]


def rest(page: Page) -> None:
    """Wait until the page has had the same height for a while."""
    height, same = -1, 0
    for _ in range(80):
        page.wait_for_timeout(250)
        now = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        same = same + 1 if now == height else 0
        height = now
        if same >= 5:
            return


def changed(before: list[Any], after: list[Any]) -> tuple[int, int] | None:
    """From where to where, in pixels, the widget looks different."""
    old = {look for look, *_ in before}
    places = [(top, bottom) for look, top, bottom in after if look not in old and bottom > top]
    return (min(top for top, _ in places), max(bottom for _, bottom in places)) if places else None


def farthest(page: Page, line: int, found: dict[str, Any]) -> tuple[int | None, int | None, str]:
    """Move each of the first controls, and see how far what changes is from it."""
    worst: tuple[int | None, int | None, str] = (None, None, "")
    tried: set[str] = set()
    for place in range(found["controls"]):
        name = found["names"][place]
        control = page.locator(f'[data-control="{line}-{place}"]').first
        if name in tried or len(tried) >= 8 or control.count() == 0:
            continue
        tried.add(name)
        control.evaluate("e => e.scrollIntoView({block: 'center'})")
        before = page.evaluate(LOOKS, line)
        here = control.evaluate(PLACE)
        try:
            act(page, control)
        except Exception as error:  # a control that went away with what another one did
            print(f"  {name}: {type(error).__name__}", file=sys.stderr)
            continue
        page.wait_for_timeout(900)
        page.evaluate(GROUP, page.url.rsplit("/", 1)[-1].split("?")[0])
        where = changed(before, page.evaluate(LOOKS, line))
        if where is None:
            continue
        top, bottom = here
        distance = round(max(0, where[0] - bottom, top - where[1]))
        together = round(max(bottom, where[1]) - min(top, where[0]))
        if worst[1] is None or together > worst[1]:
            worst = (distance, together, name)
    return worst


def act(page: Page, control: Any) -> None:
    """What a reader does with a control: a slider by a key, all else by a click."""
    if control.evaluate("e => e.matches('[role=slider], input[type=range]')"):
        control.focus()
        page.keyboard.press("ArrowRight")
    elif control.evaluate("e => !!e.closest('[data-testid=stSelectbox]')"):
        control.click(timeout=2000)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    elif control.evaluate("e => e.matches('[data-testid=stNumberInput] input')"):
        control.focus()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
    else:
        control.evaluate("e => e.click()")


def measure(page: Page, address: str, lesson: str, *, move: bool) -> list[Row]:
    """All widgets of a lesson that have a picture."""
    page.goto(f"{address}/{lesson}")
    page.get_by_role("heading", level=1).first.wait_for(timeout=90_000)
    rest(page)
    rows = []
    for line in page.evaluate(GROUP, lesson):
        found = page.evaluate(MEASURE, [line, PICTURES, CONTROLS])
        if found is None or found["height"] < 120:
            continue
        far = farthest(page, line, found) if move else (None, None, "")
        rows.append(Row(lesson, line, found["height"], found["controls"], *far))
    return rows


def main(address: str, *wanted: str) -> None:
    """Print a row for each widget, and how many fit. With --heights no control is moved, which is much quicker."""
    move = "--heights" not in wanted
    width = PHONE if "--phone" in wanted else DESKTOP
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        rows = []
        print("| lesson | line | height | controls | distance | together | farthest control | fits |")
        print("|---|---|---|---|---|---|---|---|")
        for lesson in [slug for slug in wanted if not slug.startswith("--")] or lessons():
            page = browser.new_page(viewport={"width": width, "height": HEIGHT})
            for row in measure(page, address, lesson, move=move):
                rows.append(row)
                print(
                    f"| {row.lesson} | {row.line} | {row.height} | {row.controls} | "
                    f"{'' if row.distance is None else row.distance} | {row.together or ''} | {row.farthest} | "
                    f"{'yes' if row.fits else 'NO'} |",
                    flush=True,
                )
            page.close()
        browser.close()
        print(f"\n{sum(row.fits for row in rows)} of {len(rows)} fit into {width} × {HEIGHT}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
