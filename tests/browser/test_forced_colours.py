"""Contrast themes, and what is heard: pictures keep their colours, choices their edges, and a playing film is quiet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

# How many colours a canvas has: one that was blacked or whited out has one.
COLOURS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 3).join())).size;
}"""
EDGE = "element => getComputedStyle(element).outlineStyle"
# Icons whose names would be read out.
NAMED_ICONS = """() => [...document.querySelectorAll(
  "[data-testid=stIconMaterial], [data-testid=stMarkdownContainer] [role=img][aria-label$=' icon']")]
  .filter((icon) => !icon.closest("[aria-hidden=true]")).map((icon) => icon.textContent)"""


@pytest.fixture
def contrast(same_visit: Callable[..., Visit], local: str) -> Callable[..., Visit]:
    """Come to a lesson with a contrast theme: contrast(slug, scheme); for a test marked with OF_CONTRAST."""

    def come(slug: str, scheme: Literal["light", "dark"]) -> Visit:
        reader = same_visit("contrast", lambda visit: visit.open("notation"), local, forced_colors="active")
        reader.page.emulate_media(color_scheme=scheme)
        reader.arrive(slug)
        return reader

    return come


OF_CONTRAST = pytest.mark.xdist_group("contrast")


@OF_CONTRAST
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_contrast_theme_keeps_what_the_playground_shows(
    scheme: Literal["light", "dark"], contrast: Callable[..., Visit]
) -> None:
    reader = contrast("playground", scheme)
    stage = reader.page.locator(".hl-film:visible").first
    plane = stage.locator(".hl-map canvas.hl-heat").first
    expect(plane).to_be_visible()
    reader.page.wait_for_function(f"canvas => ({COLOURS})(canvas) > 20", arg=plane.element_handle())
    main = reader.page.get_by_test_id("stMain")
    chosen = main.locator(".stButtonGroup [role=radio][aria-checked=true]").first
    other = main.locator(".stButtonGroup [role=radio][aria-checked=false]").first
    assert (chosen.evaluate(EDGE), other.evaluate(EDGE)) == ("solid", "none")
    thumb = main.locator(".stSlider [role=group] > div > div:has(input)").first
    ground = "element => getComputedStyle(element).backgroundColor"
    assert thumb.evaluate(ground) not in {"rgba(0, 0, 0, 0)", reader.page.locator("body").evaluate(ground)}


@OF_CONTRAST
def test_a_contrast_theme_keeps_brackets_and_the_chosen_entry(contrast: Callable[..., Visit]) -> None:
    reader = contrast("feeding_forward", "light")
    matrix = reader.page.locator(".hl-matrix:visible").first
    corner = matrix.locator("tbody tr").first.locator("td").first
    assert "gradient" in corner.evaluate("element => getComputedStyle(element).backgroundImage")
    entry = matrix.locator("td[data-say]").last
    entry.click()
    expect(entry).to_have_class(re.compile(r"\bhl-chosen\b"))
    assert entry.evaluate(EDGE) == "solid"


def test_a_film_that_plays_is_quiet_and_says_where_it_stops(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local)
    reader.open("playground")
    stage = reader.page.locator(".hl-film:visible").first
    expect(stage.locator("output[data-dial-label]").first).to_have_attribute("aria-live", "off")
    play = stage.locator("[data-act=play]")
    stage.locator("[data-act=first]").click()
    play.click()
    expect(play).to_have_text("Pause")
    play.click()
    expect(play).to_have_text("▶ Play")
    said = reader.page.locator("body > .hl-hidden-words[role=status]")
    expect(said).to_contain_text("Training loss")
    assert "Test loss" in said.inner_text()


def test_no_icons_name_is_read_out(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local)
    reader.open()
    doubled = "() => document.querySelectorAll(\".stSlider input[aria-labelledby*=' ']\").length === 0"
    for slug in ("", "playground", "shapes"):
        if slug:
            reader.follow(slug)
        reader.page.wait_for_function(f"() => ({NAMED_ICONS})().length === 0")
        reader.page.wait_for_function(doubled)
