"""The ways into the book: read from the cover's text, and refused with the author's line if it is no way."""

from __future__ import annotations

import pytest

from lessons.catalogue import contents, read_blocks, widget_markers
from widgets.cover.ways import Way, parse_ways


def test_a_line_is_a_way() -> None:
    assert parse_ways("- [Play](playground): Change it.\n") == (Way("Play", "playground", "Change it."),)


@pytest.mark.parametrize("body", ["", "Play", "- [Play]: x", "- [Play](a b): x", "- [Play](playground):"])
def test_what_is_no_way_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="way"):
        parse_ways(body)


def test_the_covers_ways_lead_to_pages_of_the_book() -> None:
    marker = next(marker for marker in widget_markers(read_blocks(contents().cover)) if marker.name == "ways")
    assert all(contents().lesson(way.slug) for way in parse_ways(marker.caption))
