"""The styles of all rooms reach the page, each once."""

from __future__ import annotations

import re

from widgets.kit.styles import SHEETS, WIDGETS, stylesheet


def test_every_sheet_beside_a_widget_is_on_the_page() -> None:
    there = {str(path.relative_to(WIDGETS).with_suffix("")) for path in WIDGETS.rglob("*.css")}
    assert there == set(SHEETS)
    assert len(SHEETS) == len(set(SHEETS))


def test_what_a_medium_takes_back_comes_last() -> None:
    assert stylesheet().index("@media (prefers-reduced-motion") < stylesheet().rindex("@media print")
    assert SHEETS[-2:] == ("kit/motion", "kit/print")


def test_every_rule_of_the_sheets_is_there_without_their_comments() -> None:
    text = stylesheet()
    written = "".join((WIDGETS / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS)
    assert "/*" not in text
    bare = re.sub(r"/\*.*?\*/", "", written, flags=re.DOTALL)
    assert re.sub(r"[\s;]", "", text).endswith(re.sub(r"[\s;]", "", bare))
