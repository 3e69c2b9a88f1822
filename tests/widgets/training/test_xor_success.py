"""The share of starts that solve XOR, as numbers and as a chart."""

from __future__ import annotations

from studies.training.chances import wilson
from widgets.drawing import charts
from widgets.training.xor_success import STARTS, WIDTHS, build, fractions


def test_the_story_that_the_lesson_tells() -> None:
    tanh, relu = (dict(zip(WIDTHS, fractions(name), strict=True)) for name in ("tanh", "relu"))
    assert tanh[1].successes == relu[1].successes == 0
    assert 0.6 < tanh[2].share < 0.75
    assert tanh[2].high < tanh[3].low
    assert tanh[8].share > 0.97
    for width in (2, 3, 4, 6):
        assert relu[width].high < tanh[width].low
    assert all(fraction.trials == STARTS == 200 for fraction in tanh.values())


def test_the_chart_has_the_counts_and_the_limits() -> None:
    found = [wilson(0, 200), wilson(137, 200)]
    spec = charts.inline(build((1, 2), found))
    rows = spec["layer"][0]["data"]["values"]
    assert [row["count"] for row in rows] == ["0/200", "137/200"]
    assert rows[1]["low"] == found[1].low
    assert rows[1]["high"] == found[1].high
    assert all("values" in layer["data"] for layer in spec["layer"])
