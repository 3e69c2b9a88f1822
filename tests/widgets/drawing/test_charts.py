"""What all charts have in common: how a logarithmic axis is labelled, and how lines are named."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import altair as alt
import pytest

from tests.sources import READS_SOURCES, tree
from widgets.drawing import charts
from widgets.drawing.plot import Scale

WIDGETS = Path(charts.__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ((1, 3000), [1, 10, 100, 1000]),
        ((2e-5, 0.7), [1e-4, 1e-3, 0.01, 0.1]),
        ((0.016, 0.55), [0.01, 0.1, 1]),  # one power between them: those around them
        ((0.3, 0.6), [0.1, 0.2, 0.5, 1]),
        ((5.0, 5.0), [1, 2, 5, 10]),
        ((1e-9, 1e5), [1e-9, 1e-6, 1e-3, 1, 1e3]),  # fifteen powers: every third
    ],
)
def test_a_logarithmic_axis_has_few_lines_and_those_at_powers_of_ten(
    values: tuple[float, float], wanted: list[float]
) -> None:
    assert charts.powers_axis(values, most=6).to_dict()["values"] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ((1e-3, 10), ["0.001", "0.01", "0.1", "1", "10"]),
        ((1e-4, 10), ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹"]),
        ((1e-9, 1e5), ["10⁻⁹", "10⁻⁶", "10⁻³", "10⁰", "10³"]),
        ((1, 3000), ["1", "10", "100", "1000"]),
    ],
)
def test_labels_of_a_logarithmic_axis_are_all_of_one_kind(values: tuple[float, float], wanted: list[str]) -> None:
    axis = charts.powers_axis(values, most=6).to_dict()
    assert re.findall(r'"([^"]+)"', axis["labelExpr"]) == wanted
    assert len(axis["values"]) == len(wanted)
    drawn = Scale(*values, 0, 100, log=True).labelled_ticks(5)
    assert [label for _, label in drawn] == wanted


def test_a_charts_rows_are_copied_by_nobody() -> None:
    one, other = [{"a": 1.0, "b": 2.0}], [{"a": 3.0, "b": 4.0}]
    line = alt.Chart(charts.rows(one)).mark_line().encode(x=alt.X("a:Q"), y=alt.Y("b:Q"))
    points = alt.Chart(charts.rows(other)).mark_point().encode(x=alt.X("a:Q"), y=alt.Y("b:Q"))
    layers = charts.inline(alt.LayerChart(layer=[line, points]))["layer"]
    assert [set(layer["data"]) for layer in layers] == [{"values"}, {"values"}]
    assert all(layer["data"]["values"] is rows for layer, rows in zip(layers, (one, other), strict=True))


@READS_SOURCES
def test_no_chart_leaves_a_logarithmic_axis_to_vega() -> None:
    """It would label 1, 3, 20, 100, 300 and draw a line for each digit of each decade."""
    seen = 0
    for path in WIDGETS.rglob("*.py"):
        for call in ast.walk(tree(path)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("alt.X", "alt.Y"):
                given = {word.arg: ast.unparse(word.value) for word in call.keywords}
                if "type='log'" in given.get("scale", ""):
                    seen += 1
                    assert "axis" in given, f"{path.name}, line {call.lineno}"
    assert seen > 8
