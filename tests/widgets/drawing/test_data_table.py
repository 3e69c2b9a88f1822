"""A chart's data as a table: what it takes from a specification, and that each of the book's charts has one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest

from lessons.catalogue import contents
from tests.conftest import open_page
from widgets.backward import neuron_training
from widgets.drawing.data_table import MOST_COLUMNS, MOST_ROWS, Table, early, entry, fold_curves, spread
from widgets.kit.reader import ReaderNetwork
from widgets.playground.recording import Recording
from widgets.playground.settings import Settings
from widgets.playground.stage import picture
from widgets.training import rate_sweep, training_race, xor_machine

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
    assert "<caption><span>Points</span></caption>" in text


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


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1.05e-4, 4, "1.05·10⁻⁴"),
        (-8.02e-4, 4, "−8.02·10⁻⁴"),
        (0.0012, 4, "0.0012"),
        (0.0, 4, "0"),
        (0.04, 3, "0.04"),
        (0.4, 1, "0.4"),
        (3.0, 0, "3"),
    ],
)
def test_no_number_of_a_table_keeps_but_one_of_its_digits(value: float, decimals: int, written: str) -> None:
    assert entry(value, decimals) == written


def test_a_wide_table_is_thinned_too() -> None:
    rows = [{"b": b, "loss": a * b, "a": a} for a in range(33) for b in range(33)]
    drawn = Table("Grid", {"b": "b", "loss": "loss"}, series=("a",)).draw(spec(rows))
    assert len(cells(drawn, 0)) == 1 + MOST_COLUMNS
    assert f"Grid ({MOST_ROWS} of 33 rows and {MOST_COLUMNS} of 33 columns, evenly spread)" in drawn
    assert cells(drawn, MOST_ROWS) == ["32", *(str(32 * a) for a in spread(33, MOST_COLUMNS))]


def test_names_from_the_data_are_text_only() -> None:
    drawn = Table("<i>", {"<b>": "<b>"}).draw(spec([{"<b>": "<script>alert(1)</script>"}]))
    assert "<script>" not in drawn
    assert "<i>" not in drawn


DRAWN_BY_HAND = {"gradient_check": 1}  # pictures in figures whose table is one of the page's own folds


@pytest.mark.long
@pytest.mark.parametrize("slug", WITH_CHARTS)
def test_every_chart_of_a_lesson_has_words_and_a_table(slug: str) -> None:
    app = open_page(slug)
    if slug == "assignments":  # one of its charts is not drawn before the reader has asked for it
        before = len(app.get("vega_lite_chart"))
        app = next(button for button in app.button if button.label == "Train the six networks").click().run()
        assert len(app.get("vega_lite_chart")) == before + 1
    charts = app.get("vega_lite_chart")
    assert charts
    assert all(json.loads(chart.proto.spec)["description"] for chart in charts)
    tables = [element for element in app.get("html") if "<caption>" in element.proto.body]
    assert len(tables) == len(charts) + DRAWN_BY_HAND.get(slug, 0)
    for table in tables:
        assert len(re.findall(r"<tr>", table.proto.body)) > 2, table.proto.body


def test_more_of_the_early_iterations_are_taken_and_both_ends() -> None:
    assert early(range(9), 24) == list(range(9))
    places = early(range(0, 50_000, 5))
    assert len(places) <= MOST_ROWS
    assert (places[0], places[-1]) == (0, 9_999)
    gaps = [b - a for a, b in pairwise(places)]
    assert gaps == sorted(gaps)


def test_a_curve_that_ends_early_has_no_numbers_from_there_on() -> None:
    drawn = str(fold_curves("Loss", [0, 1, 5], {"a": [0.5, 0.25, 1e-7], "b": [0.5, "too large for a number"]}))
    assert [cells(drawn, i) for i in range(4)] == [
        ["iteration", "a", "b"],
        ["0", "0.5", "0.5"],
        ["1", "0.25", "too large for a number"],
        ["5", "1.00·10⁻⁷", "–"],
    ]


def films() -> dict[str, str]:
    """Every film with a loss curve, as HTML."""
    recording = Recording(Settings())
    recording.extend(60)
    return {
        "neuron": neuron_training.picture("four_points", "key", "A caption"),
        "race": training_race.picture(10.0, 0, "A caption"),
        "xor": xor_machine.picture(xor_machine.Setting(), "A caption"),
        "rates": rate_sweep.picture(ReaderNetwork(), "A caption"),
        "playground": picture(recording, 60, 1, (0.0, 0.0)),
    }


def table_of(page: str) -> str:
    """The last table that is folded away in a figure."""
    return page.split('class="hl-fold-data"')[1].split("</details>")[0].split("<table>")[-1]


def test_every_film_with_a_loss_curve_has_its_whole_curve_as_a_table() -> None:
    for name, page in films().items():
        table = table_of(page)
        iterations = [float(text) for text in re.findall(r'<th scope="row">(\d+)</th>', table)]
        assert 12 <= len(iterations) <= MOST_ROWS, name
        assert iterations == sorted(set(iterations)), name
        assert iterations[0] == 0, name
        assert not re.search("nan|not a number", table), name


def test_the_table_of_the_xor_film_holds_the_losses_of_its_run() -> None:
    run = xor_machine.run_of(xor_machine.Setting())
    table = table_of(xor_machine.picture(xor_machine.Setting(), "A caption"))
    places = early(run.iterations)
    shown = [cells(table, 1 + row) for row in range(len(places))]
    assert shown == [[str(run.iterations[place]), entry(run.losses[place], 4)] for place in places]


def test_the_list_of_lessons_with_charts_names_lessons() -> None:
    assert {lesson.slug for lesson in contents().lessons} >= set(WITH_CHARTS)


def test_the_points_of_a_column_are_below_each_other() -> None:
    table = Table("Losses", {"step": "step", "loss": "loss"})
    page = table.of([{"step": 1, "loss": 0.3871}, {"step": 2, "loss": 0.5}, {"step": 3, "loss": 0.0}])
    assert "<td>0.3871</td>" in page
    assert '<td data-less="000">0.5</td>' in page
    assert '<td data-less=".0000">0</td>' in page
    tiny = table.of([{"step": 1, "loss": 2.5e-5}, {"step": 2, "loss": 0.25}])
    assert re.findall(r"<td>([^<]*)</td>", tiny) == ["2.50·10⁻⁵", "0.25"], "nothing stands under a power of ten"
