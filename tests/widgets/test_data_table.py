"""A chart's data as a table: what it takes from a specification, and that each of the book's charts has one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from lessons.catalogue import contents
from tests.conftest import open_page
from widgets.drawing.data_table import MOST_COLUMNS, MOST_ROWS, Table, spread

WITH_CHARTS = [
    "feeding_forward",
    "measuring_error",
    "gradient_check",
    "backprop_in_code",
    "xor",
    "frameworks",
    "assignments",
]


def spec(*layers: Sequence[Mapping[str, object]]) -> dict[str, object]:
    return {"layer": [{"data": {"values": rows}} for rows in layers]}


def cells(drawn: str, row: int) -> list[str]:
    rows = re.findall(r"<tr>(.*?)</tr>", drawn)
    return re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", rows[row])


def test_rows_are_taken_from_every_layer_that_has_the_fields_and_each_once() -> None:
    points = [{"x": 1, "y": 0.5, "label": "a"}, {"x": 2, "y": -0.25, "label": "b"}]
    drawn = Table("Points", {"label": "point", "x": "place", "y": "height"}).draw(
        spec([{"x": 1}], points, points, [{"x": 3, "y": 1e-7, "label": "c"}])
    )
    assert [cells(drawn, i) for i in range(4)] == [
        ["point", "place", "height"],
        ["a", "1", "0.5"],
        ["b", "2", "−0.25"],
        ["c", "3", "1.00·10⁻⁷"],
    ]
    text = drawn
    assert text.count('scope="col"') == 3
    assert text.count('scope="row"') == 3
    assert "<caption>Points</caption>" in text


def test_curves_stand_side_by_side() -> None:
    rows: list[dict[str, Any]] = [{"i": i, "loss": i / 4, "run": run} for run in ("ours", "theirs") for i in (1, 2)]
    rows.append({"i": 3, "loss": 9.0, "run": "ours"})
    drawn = Table("Losses", {"i": "iteration", "loss": "loss"}, series=("run",)).draw(spec(rows))
    assert cells(drawn, 0) == ["iteration", "ours", "theirs"]
    assert cells(drawn, 2) == ["2", "0.5", "0.5"]
    assert cells(drawn, 3) == ["3", "9", "–"]


def test_of_a_long_curve_the_ends_and_an_even_choice_are_shown_and_the_caption_says_so() -> None:
    drawn = Table("Long", {"i": "i", "y": "y"}).draw(spec([{"i": i, "y": i * i} for i in range(1000)]))
    assert f"Long ({MOST_ROWS} of 1000 rows, evenly spread)" in drawn
    assert cells(drawn, 1)[0] == "0"
    assert cells(drawn, MOST_ROWS)[0] == "999"
    gaps = {b - a for a, b in zip(spread(1000, 24), spread(1000, 24)[1:], strict=False)}
    assert max(gaps) - min(gaps) <= 1


def test_a_wide_table_is_thinned_too() -> None:
    rows = [{"b": b, "loss": a * b, "a": a} for a in range(33) for b in range(33)]
    drawn = Table("Grid", {"b": "b", "loss": "loss"}, series=("a",)).draw(spec(rows))
    assert len(cells(drawn, 0)) == 1 + MOST_COLUMNS
    assert cells(drawn, MOST_ROWS) == ["32", *(str(32 * a) for a in spread(33, MOST_COLUMNS))]


def test_names_from_the_data_are_text_only() -> None:
    drawn = Table("<i>", {"<b>": "<b>"}).draw(spec([{"<b>": "<script>alert(1)</script>"}]))
    assert "<script>" not in drawn
    assert "<caption><i>" not in drawn


@pytest.mark.parametrize("slug", WITH_CHARTS)
def test_every_chart_of_a_lesson_has_words_and_a_table(slug: str) -> None:
    app = open_page(slug)
    charts = app.get("vega_lite_chart")
    assert charts
    assert all(json.loads(chart.proto.spec)["description"] for chart in charts)
    tables = [element for element in app.get("html") if "<caption>" in element.proto.body]
    assert len(tables) == len(charts)
    for table in tables:
        assert len(re.findall(r"<tr>", table.proto.body)) > 2, table.proto.body


def test_the_list_of_lessons_with_charts_names_lessons() -> None:
    assert {lesson.slug for lesson in contents().lessons} >= set(WITH_CHARTS)
