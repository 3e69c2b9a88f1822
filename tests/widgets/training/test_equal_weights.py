"""The film of equal weights: what it opens with, and what it does not tell before it is asked."""

from __future__ import annotations

import pytest

from studies.training.starts import EQUAL_STARTS
from widgets.training.equal_weights import ITERATIONS, make_film, picture, runs


def test_it_opens_at_the_end_of_the_random_start() -> None:
    film = make_film()
    assert film.dials[1].labels[film.dials[1].start] == "random"
    assert film.dials[0].start == len(ITERATIONS) - 1
    assert float(film.now("loss")) < 0.01


def test_where_equal_weights_end_is_not_told_at_first() -> None:
    page = picture("A caption")
    shown = page.partition("<script")[0]
    assert "⅓" in shown
    assert shown.count('visibility="hidden"') == 2, "the line at ⅓ and its name wait for their start"
    assert "NaN" not in page


def test_equal_starts_end_near_a_third_and_zero_stays() -> None:
    ends = {start: run.losses[-1] for start, run in zip(EQUAL_STARTS, runs(), strict=True)}
    assert ends["all ½"] == pytest.approx(1 / 3, abs=0.01)
    assert ends["all 0"] == pytest.approx(0.5)
    assert ends["one weight 0.51"] < 0.01
