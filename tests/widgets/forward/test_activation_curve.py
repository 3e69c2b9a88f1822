"""The curves of the activations: values, slopes and the marks of the reader's own sums."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from mlp_core import ACTIVATIONS
from studies.forwards.curves import activation_curve, tangent
from widgets.drawing.charts import inline
from widgets.forward.activation_curve import KINDS, build, chosen_place, describe
from widgets.kit.reader import ReaderNetwork


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slope_is_the_curves_own(name: str) -> None:
    at, tiny = np.array([-2.3, -0.4, 0.7, 3.1]), 1e-6
    row = np.array([0.2, -1.0, 0.5])
    _, slopes = activation_curve(name, at, row, unit=1)
    higher, lower = (activation_curve(name, at + step, row, unit=1)[0] for step in (tiny, -tiny))
    np.testing.assert_allclose(slopes, (higher - lower) / (2 * tiny), atol=1e-8)


def test_softmax_curve_passes_through_the_rows_own_value() -> None:
    row = np.array([0.2, -1.0, 0.5])
    whole = ACTIVATIONS["softmax"].apply(row[None, :])[0]
    for unit, s in enumerate(row):
        assert activation_curve("softmax", [s], row, unit)[0][0] == pytest.approx(whole[unit])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("step", [0.0]), "name: expected one of"),
        (("relu", [[0.0]]), "at, sums: expected two lists"),
        (("relu", [0.0], [1.0], 1), "unit: expected a neuron from 0 to 0, got 1"),
    ],
)
def test_curve_refuses_by_name(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        activation_curve(*arguments)  # type: ignore[arg-type]


def test_tangent_has_the_slope_and_passes_through_the_place() -> None:
    (x0, y0), (x1, y1) = tangent(0.5, 2.0, -3.0)
    assert (y1 - y0) / (x1 - x0) == -3.0
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == (0.5, 2.0)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_chosen_place_is_that_of_the_forward_pass(name: str) -> None:
    trace = ReaderNetwork(data="random", points=3, sizes=(2, 3), activations=(name,), seed=4).forward()
    s, value, slope = chosen_place(trace, 0, 2, 1)
    assert s == trace.sums[0][2, 1]
    assert value == pytest.approx(trace.layers[1][2, 1])
    derivative = trace.derivatives[0]
    assert slope == pytest.approx(derivative[2, 1, 1] if name == "softmax" else derivative[2, 1])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_chart_marks_the_chosen_sum_on_both_curves(name: str) -> None:
    trace = ReaderNetwork(data="random", points=3, sizes=(2, 3), activations=(name,), seed=4).forward()
    chart = build(trace, 0, 1, 2)
    chart.to_dict()  # held against Altair's schema
    rule, curves, _, others, slope_mark, value_mark = inline(chart)["layer"]
    s, value, slope = chosen_place(trace, 0, 1, 2)
    assert rule["data"]["values"] == [{"s": s}]
    assert [(mark["data"]["values"][0]["s"], mark["data"]["values"][0]["y"]) for mark in (value_mark, slope_mark)] == [
        (s, value),
        (s, slope),
    ]
    assert len(others["data"]["values"]) == (0 if name == "softmax" else trace.sums[0].size)
    drawn = [row for row in curves["data"]["values"] if row["kind"] == KINDS[0]]
    assert all(before["s"] <= after["s"] for before, after in pairwise(drawn))
    assert drawn[0]["s"] <= s <= drawn[-1]["s"]
    nearest = min(drawn, key=lambda row: abs(row["s"] - s))
    assert nearest["y"] == pytest.approx(value, abs=0.06)


def test_relus_slope_is_not_joined_across_its_jump() -> None:
    rows = inline(build(ReaderNetwork().forward(), 0, 1, 0))["layer"][1]["data"]["values"]
    sides = {row["side"]: set() for row in rows if row["kind"] == KINDS[1]}  # type: dict[str, set[float]]
    for row in rows:
        if row["side"] in sides:
            sides[row["side"]].add(row["y"])
    assert sorted(map(sorted, sides.values())) == [[0.0], [1.0]]


def test_numbers_are_said() -> None:
    said = str(describe(ReaderNetwork().forward(), 0, 1, 0))
    assert "relu(−0.2) = <b>0</b>" in said
    assert "relu′(−0.2) = " in said
    assert "flat" in said
