"""The book as `streamlit run app.py` serves it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

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


def test_every_page_is_drawn_and_fits_a_phone(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local, width=360, height=740)
    for page in contents().pages:
        reader.open("" if page == contents().cover else page.slug)
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
