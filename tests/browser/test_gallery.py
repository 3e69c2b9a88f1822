"""Figures look as they were recorded; `make pictures` records them anew, after a change of look that is wanted.

What is chosen shows each part of the language of widgets/DESIGN.md in a state that tells. None of it waits for a chart,
plays, or depends on the reader's machine. Another version of Chromium, or a machine with other settings, draws letters
in its own way: such pictures would prove nothing, so they are not compared.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import pictures
from tests.browser.conftest import ARTIFACTS, Visit
from tools.gallery import STATES, Shown

RECORDS = os.environ.get("RECORD_PICTURES") == "1"
RECORDED_WITH = pictures.FOLDER / "chromium.txt"
LIGHT, DARK, FORCED = (
    {"color_scheme": scheme, "forced_colors": forced}
    for scheme, forced in (("light", "none"), ("dark", "none"), ("light", "active"))
)
# Drawn on every machine before anything is compared: what depends on it and not on the book.
LETTERS = """<body style="margin: 8px; background: white; color: black">
<p style="font: 15px sans-serif">How this machine draws letters: <i>δ⁽²⁾ = 0.1 · x₁ − 3</i></p>
<p style="font: bold 13px monospace">w⁽⁰⁾[2, 1] -= 0.1 * 0.25</p>
<svg width="300" height="40"><path d="M3 3 L297 31 M3 31 L297 3" stroke="teal" stroke-width="1.5"/></svg>"""
TRIES = 20  # each half a second apart: until letters and pictures have come


def shown(lesson: str, figure: str, state: str) -> Shown:
    return Shown(lesson, figure, state, STATES[state])


CHOSEN = [
    (shown("hidden_layers", "network_diagram", "start"), "light", LIGHT),
    (shown("hidden_layers", "network_diagram", "start"), "dark", DARK),
    (shown("hidden_layers", "network_diagram", "changed"), "light", LIGHT),
    (shown("shapes", "shape_chain", "start"), "light", LIGHT),
    (shown("shapes", "shape_chain", "changed"), "dark", DARK),
    (shown("shapes", "parameter_count", "changed"), "light", LIGHT),
    (shown("feeding_forward", "data_points", "start"), "light", LIGHT),
    (shown("feeding_forward", "data_points", "start"), "forced", FORCED),
    (shown("feeding_forward", "data_points", "softmax"), "light", LIGHT),
    (shown("measuring_error", "loss_table", "changed"), "light", LIGHT),
    (shown("backpropagation", "product_order", "start"), "light", LIGHT),
    (shown("backpropagation", "product_order", "start"), "forced", FORCED),
    (shown("backpropagation", "chain_rule", "start"), "light", LIGHT),
    (shown("backpropagation", "chain_rule", "start"), "dark", DARK),
]


def name_of(one: Shown, look: str) -> str:
    return f"{one.figure}-{one.state.replace(' ', '_')}-{look}"


@pytest.fixture(name="chromium", scope="module")
def _chromium(whole_chromium: Browser) -> Browser:
    """Pictures were recorded with this one."""
    return whole_chromium


@pytest.fixture(name="same_chromium", scope="module")
def _same_chromium(chromium: Browser) -> None:
    """Skip where pictures were recorded with another version, or letters are drawn in another way."""
    here = chromium.version.split(".")[0]
    if RECORDS:
        pictures.FOLDER.mkdir(exist_ok=True)
        RECORDED_WITH.write_text(f"{here}\n", encoding="utf-8")
    recorded = RECORDED_WITH.read_text(encoding="utf-8").strip()
    if here != recorded:
        pytest.skip(f"the pictures were recorded with Chromium {recorded}, and this is {here}: make pictures")
    page = chromium.new_page(viewport={"width": 800, "height": 160})
    page.set_content(LETTERS)
    letters = pictures.taken(page.screenshot(animations="disabled"))
    page.close()
    if RECORDS:
        pictures.keep("letters", letters)
    if differs := pictures.difference(letters, pictures.kept("letters")):
        pytest.skip(f"this machine draws letters in another way than that of the recorder ({differs}): make pictures")


def take(page: Page) -> pictures.Image_:
    figure = page.locator(".st-key-only .hl-figure").first
    return pictures.taken(figure.screenshot(animations="disabled", caret="hide"))


@pytest.mark.usefixtures("same_chromium")
@pytest.mark.parametrize(
    ("one", "look", "scheme"),
    [
        pytest.param(*chosen, id=name_of(*chosen[:2]), marks=pytest.mark.xdist_group(f"figure {chosen[0].address}"))
        for chosen in CHOSEN
    ],
)
def test_a_figure_looks_as_it_was_recorded(
    one: Shown, look: str, scheme: dict[str, Any], local: str, same_visit: Callable[..., Visit]
) -> None:
    """One visit shows a figure in all its colours."""
    name = name_of(one, look)
    reader = same_visit(one.address, lambda visit: visit.open(one.address), local, width=800, reduced_motion="reduce")
    reader.page.emulate_media(**scheme)
    expect(reader.page.locator(".st-key-only .hl-figure").first).to_be_visible()
    reader.page.evaluate("() => document.fonts.ready.then(() => true)")
    if RECORDS:
        reader.page.wait_for_timeout(1500)
        pictures.keep(name, take(reader.page))
        return
    differs = ""
    for _ in range(TRIES):
        picture = take(reader.page)
        differs = pictures.difference(picture, pictures.kept(name))
        if not differs:
            return
        reader.page.wait_for_timeout(500)
    ARTIFACTS.mkdir(exist_ok=True)
    picture.save(ARTIFACTS / f"{name}.png")
    pytest.fail(f"{name}: {differs}. It is in test-artifacts/{name}.png; if it should look so: make pictures")
