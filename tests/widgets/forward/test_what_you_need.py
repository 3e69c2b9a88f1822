"""The figures of *What you need*, and the numbers of its text."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import CONTENT
from studies.forwards.need import ROUNDS, TwoPaths, decays
from widgets.forward import straight_axes, two_paths

TEXT = re.sub(r"\s+", " ", (CONTENT / "what_you_need.md").read_text(encoding="utf-8"))


def words(node: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", str(node)))


def test_the_figure_opens_on_the_numbers_of_the_text() -> None:
    start = two_paths.START
    assert (start.first, start.second, start.rate) == (6, -4, 2)
    assert r"the path through $u$ has $2 \cdot 3 = 6$, the path through $v$ has $(-1) \cdot 4 = -4$" in TEXT
    assert start.moved(0.1).y - start.y == pytest.approx(0.2)
    said = words(two_paths.build(start))
    for line in ("through u 2 · 3 = 6", "through v (−1) · 4 = −4", "together 6 + (−4) = 2", "measured 0.2 / 0.1 = 2"):
        assert line in said


@pytest.mark.parametrize("rates", [(2, -1, 3, 6), (0, 0, 0, 0), (0.3, 0.1, -7, 9), (-9, -9, 9, 9)])
def test_what_is_measured_is_the_sum_of_the_paths(rates: tuple[float, float, float, float]) -> None:
    paths = TwoPaths(*rates)
    assert (paths.moved(0.1).y - paths.y) / 0.1 == pytest.approx(paths.rate)
    assert replace(paths, x=5).rate == paths.rate
    assert "−0 " not in words(two_paths.build(paths))


def test_a_control_changes_the_picture() -> None:
    def page() -> None:
        from widgets.forward.two_paths import widget

        widget(key="paths", caption="")

    shown = AppTest.from_function(page).run()
    assert [field.value for field in shown.number_input] == [2, 3, -1, 4]
    shown.number_input(key="paths-d").set_value(6.0).run()
    assert not shown.exception


def test_the_two_curves_are_straight_where_the_text_says_so() -> None:
    halved, inverse = decays().values()
    for across, upwards in ((halved[0], np.log(halved[1])), (np.log(inverse[0]), np.log(inverse[1]))):
        assert np.allclose(np.diff(upwards) / np.diff(across), (upwards[-1] - upwards[0]) / (across[-1] - across[0]))
    assert halved[0][-1] == inverse[0][-1] == ROUNDS
    assert halved[1][-1] < 1e-6 * 1.01 < inverse[1][-1]


@pytest.mark.parametrize("kinds", straight_axes.AXES.values())
def test_every_kind_of_axes_is_a_valid_chart(kinds: tuple[straight_axes.Kind, straight_axes.Kind]) -> None:
    spec = straight_axes.build(*kinds).to_dict()
    encoding = spec["layer"][0]["encoding"]
    assert (encoding["x"]["scale"]["type"], encoding["y"]["scale"]["type"]) == kinds


def test_the_rates_of_the_text() -> None:
    assert pytest.approx(9.0601) == 3.01**2
    assert pytest.approx(6.0001) == (3.0001**2 - 9) / 0.0001
    assert pytest.approx(0.3, abs=0.005) == 3.01**2 * 2.02 - 18
