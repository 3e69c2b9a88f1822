"""What moves when a step or the network changes: transforms alone, and never what the page says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, open_panel

SOON = 40_000
# Asked in the very task in which the step is taken: nothing depends on how fast the machine is.
STEP = """figure => {
  figure.querySelector('[data-go="1"]').click();
  const running = figure.getAnimations({ subtree: true }).filter(one => one.constructor.name === 'Animation');
  const said = figure.innerText;
  const names = one => [...new Set(one.effect.getKeyframes().flatMap(Object.keys))];
  const moved = running.map(one => [one.effect.getTiming().duration, names(one)]);
  for (const one of running) one.finish();
  return { moved, same: said === figure.innerText };
}"""


pytestmark = pytest.mark.xdist_group("motion")


@pytest.fixture
def stepper(same_visit: Callable[..., Visit], local: str) -> Page:
    """Backpropagation with the book's network; each test leaves it so."""
    return same_visit("stepper", begin, local).page


def begin(visit: Visit) -> None:
    visit.open("backpropagation")
    expect(visit.page.locator(".hl-figure:has(.hl-walk-map)")).to_be_visible(timeout=SOON)
    visit.settle()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_step_moves_its_matrices_for_a_moment_and_says_its_numbers_at_once(
    stepper: Page, motion: Literal["no-preference", "reduce"]
) -> None:
    stepper.emulate_media(reduced_motion=motion)
    figure = stepper.locator(".hl-figure:has(.hl-walk-map)")
    figure.locator("[data-slider]").first.press("Home")
    for _ in range(3):
        found = figure.evaluate(STEP)
        assert found["same"]
        assert bool(found["moved"]) == (motion == "no-preference")
        for duration, properties in found["moved"]:
            assert duration <= 300
            assert "transform" in properties
    stepper.emulate_media(reduced_motion="null")


def test_an_altered_number_is_final_at_once_and_nothing_goes_on_counting(stepper: Page) -> None:
    page = stepper
    page.evaluate(
        """() => {
          window.counted = [];
          new MutationObserver(changes => {
            for (const { target } of changes) if (target.dataset.counting) window.counted.push(target.textContent);
          }).observe(document.body, { attributes: true, subtree: true, attributeFilter: ['data-counting'] });
        }"""
    )
    seed = open_panel(page).get_by_label("Seed", exact=True)
    seed.fill("5")
    seed.press("Enter")
    page.wait_for_function("window.counted.length > 0", timeout=SOON)
    page.wait_for_function("!document.querySelector('[data-counting]')", timeout=SOON)
    counted = page.evaluate("window.counted")
    shown = set(page.locator("td").all_text_contents())
    assert set(counted) <= shown, "what an entry says while it counts is what it says afterwards"
    take_back(page)


def take_back(page: Page) -> None:
    """Take the only change back, by keyboard."""
    undo = page.locator(".st-key-network-panel-undo button")
    expect(undo).to_be_enabled(timeout=SOON)
    undo.press("Enter")
    expect(undo).to_be_disabled(timeout=SOON)


def test_undo_that_switches_itself_off_hands_the_focus_on(stepper: Page) -> None:
    page = stepper
    seed = open_panel(page).get_by_label("Seed", exact=True)
    seed.fill("5")
    seed.press("Enter")
    take_back(page)
    expect(page.locator(".st-key-network-panel-redo button")).to_be_focused(timeout=SOON)
