"""The styles of all rooms reach the page, each once."""

from __future__ import annotations

from widgets.kit.styles import SHEETS, WIDGETS, stylesheet


def test_every_sheet_beside_a_widget_is_on_the_page() -> None:
    there = {str(path.relative_to(WIDGETS).with_suffix("")) for path in WIDGETS.rglob("*.css")}
    assert there == set(SHEETS)
    assert len(SHEETS) == len(set(SHEETS))


def test_what_a_medium_takes_back_comes_last() -> None:
    text = stylesheet()
    order = [text.index((WIDGETS / f"{sheet}.css").read_text(encoding="utf-8")) for sheet in SHEETS]
    assert order == sorted(order)
    assert SHEETS[-2:] == ("kit/motion", "kit/print")
