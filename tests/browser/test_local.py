"""The book as `streamlit run app.py` serves it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from lessons.catalogue import contents
from tests.browser.conftest import Visit


def test_first_visit_of_all_may_be_to_a_lesson_and_its_network_is_kept(
    local: str, visit_at: Callable[..., Visit]
) -> None:
    reader = visit_at(local)
    reader.open("hidden_layers?sizes=3-5-1")
    sidebar = reader.page.locator("[data-testid=stSidebar]")
    sidebar.get_by_text("About this book").wait_for()
    sidebar.get_by_text("3 → 5 → 1 neurons").wait_for()
    assert reader.page.url.endswith("hidden_layers?sizes=3-5-1")
    assert reader.foreign == []


# Asked in the very task in which a step is taken. The stepper's foot and its map scroll sideways: the picture stands
# beside the words, and the names of the map's rows stay at its left and cover what is below them.
EXPLAINED = """figure => {
  figure.querySelector('[data-go="1"]').click();
  const box = selector => figure.querySelector(selector).getBoundingClientRect();
  const foot = figure.querySelector('.hl-walk-foot');
  const [view, words, names, chip] = ['.hl-walk-foot', '.hl-readout', '.hl-walk-row', '.hl-chip.hl-now'].map(box);
  return {
    scrolls: foot.scrollWidth > foot.clientWidth,
    words: words.left >= view.left - 1 && words.right <= view.right + 1,
    chip: chip.left >= names.right - 1 && chip.right <= view.right + 1,
  };
}"""

# What is in one view on a phone because of where it stands there.
TOGETHER = {
    "measuring_error": """() => {
      const words = document.querySelector('[class*="-beside"]');
      const fold = document.querySelector('[class*="-chart-data"]');
      return words && fold && words.getBoundingClientRect().bottom + 200 < fold.getBoundingClientRect().top;
    }""",
    "training": """() => {
      const buttons = [...document.querySelectorAll('.hl-film:has(.hl-race) .hl-player .hl-play-buttons > *')];
      const middles = buttons.map(button => button.getBoundingClientRect()).map(box => (box.top + box.bottom) / 2);
      return middles.length > 4 && Math.max(...middles) - Math.min(...middles) < 4;
    }""",
    "handwritten_digits": """() => {
      const sheet = document.querySelector('.hl-canvas-sheet'), clear = document.querySelector('[data-act="clear"]');
      return sheet && sheet.getBoundingClientRect().right <= clear.getBoundingClientRect().left;
    }""",
    "playground": """() => {
      const play = document.querySelector('.hl-playground [data-act="play"]');
      const slider = document.querySelector('.hl-playground [data-dial]');
      return slider && slider.getBoundingClientRect().bottom - play.getBoundingClientRect().top <= 820;
    }""",
}


# What is in one view in a small window with the contents beside the page.
SIDE_BY_SIDE = {
    "measuring_error": """() => {
      const words = document.querySelector('[class*="-beside"]');
      const picture = document.querySelector('[data-testid=stVegaLiteChart] :is(canvas, svg)');
      if (!words || !picture) return false;
      const [said, drawn] = [words, picture].map(part => part.getBoundingClientRect());
      return drawn.width > 300 && said.left >= drawn.right && said.top < drawn.bottom;
    }""",
    "training": """() => {
      const row = [...document.querySelectorAll('.hl-film:has(.hl-race) .hl-player .hl-play-buttons > *')];
      const middles = row.map(button => button.getBoundingClientRect()).map(box => (box.top + box.bottom) / 2);
      return middles.length > 4 && Math.max(...middles) - Math.min(...middles) < 4;
    }""",
    "playground": """() => {
      const [set, net, map] = ['.st-key-playground-panel', '.hl-net-frame', '.hl-map'].map(name =>
        document.querySelector(name)?.getBoundingClientRect());
      return net && map && map.left >= net.right && map.top < net.bottom && map.bottom - set.top <= 768;
    }""",
}


def test_what_belongs_together_is_side_by_side_in_a_small_window(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local, width=1024, height=768)
    reader.open(next(iter(SIDE_BY_SIDE)))
    for slug, together in SIDE_BY_SIDE.items():
        reader.follow(slug)
        for width in (1024, 768):
            reader.page.set_viewport_size({"width": width, "height": 768})
            reader.page.wait_for_function(together, timeout=30_000)


# How high the picture of the landscape is, in parts of its width, without the room for axes and legend.
LANDSCAPE = """() => {
  const drawn = document.querySelector('[data-testid=stVegaLiteChart] :is(canvas, svg)');
  const { width, height } = drawn?.getBoundingClientRect() ?? {};
  return width > 0 && Math.abs(width - height - 43) < 4;
}"""


@pytest.fixture
def phone(same_visit: Callable[..., Visit], local: str) -> Visit:
    """A reader with a phone; for a test marked with ON_A_PHONE."""
    return same_visit("phone", lambda visit: visit.open("measuring_error"), local, width=390, height=844)


ON_A_PHONE = pytest.mark.xdist_group("on a phone")


@ON_A_PHONE
def test_on_a_phone_a_setting_of_the_playground_is_in_view_of_what_it_changes(phone: Visit) -> None:
    reader = phone
    reader.follow("playground")
    panel = reader.page.locator(".st-key-playground-panel")
    fold = reader.page.locator(".st-key-playground-sheet summary")
    reader.page.locator(".hl-playground .hl-map").wait_for()
    expect(panel).to_be_hidden()
    reader.page.locator(".hl-playground [data-act=play]").scroll_into_view_if_needed()
    fold.click()
    expect(panel.get_by_text("Hidden activation")).to_be_in_viewport()
    net, sheet = (
        part.evaluate("part => part.getBoundingClientRect().toJSON()")
        for part in (reader.page.locator(".hl-playground .hl-play-buttons"), panel)
    )
    assert net["bottom"] < sheet["top"] - 150, "above the settings there is room for the stage"
    panel.get_by_role("radio", name="Spirals").or_(panel.get_by_text("Spirals", exact=True)).first.click()
    reader.page.wait_for_url("**p_data=spirals**")
    expect(panel, "it stays open while settings are changed").to_be_visible()
    fold.click()
    expect(panel).to_be_hidden()


@ON_A_PHONE
def test_on_a_phone_the_landscape_is_as_high_as_it_is_wide(phone: Visit) -> None:
    phone.follow("measuring_error")
    phone.page.wait_for_function(LANDSCAPE, timeout=30_000)


def test_every_page_is_drawn_and_fits_a_phone(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local, width=360, height=740)
    reader.open()
    for page in contents().pages:
        if page != contents().cover:
            reader.follow(page.slug)
        main = reader.page.locator("[data-testid=stMain]")
        assert main.locator("h1").first.inner_text() == page.title
        assert reader.page.locator("[data-testid=stException]").count() == 0, page.slug
        assert main.evaluate("main => main.scrollWidth") <= 360, f"{page.slug} sticks out sideways"
        if page.slug in TOGETHER:
            reader.page.wait_for_function(TOGETHER[page.slug], timeout=30_000)
        if page.slug == "backpropagation":
            stepper = main.locator(".hl-figure:has(.hl-walk-foot)")
            stepper.locator(".hl-steps:not([hidden])").wait_for()
            for _ in range(5):
                assert stepper.evaluate(EXPLAINED) == {"scrolls": True, "words": True, "chip": True}
    # Streamlit asks for its server below a page's own path first.
    assert [line for line in reader.complaints if "status of 404" not in line] == []
    assert reader.foreign == []
