"""The book as `streamlit run app.py` serves it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

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
