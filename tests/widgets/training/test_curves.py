"""The figures of *Why hidden layers at all*: what they open with, and that every setting is drawn with numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from widgets.training import bump_sum, curve_fit, sigmoid_bump
from widgets.training.curve_plane import HIGH, LOW, Y


@pytest.mark.parametrize("hidden", curve_fit.HIDDEN)
def test_as_many_turns_are_drawn_as_are_counted(hidden: str) -> None:
    found = curve_fit.recorded(hidden)
    film = curve_fit.make_film(found)
    for index, fit in enumerate(found):
        shown = [film.values(f"turn-{place}-shown")[index] for place in range(12)]
        assert shown.count("visible") >= len(fit.turns_within())
        assert shown.count("visible") <= fit.width


def test_the_fit_opens_with_four_kinks_and_a_smaller_error_than_a_line() -> None:
    film = curve_fit.make_film(curve_fit.recorded("relu"))
    assert (film.now("neurons"), film.now("turns"), film.now("weights")) == ("4", "4", "13")
    assert float(film.now("error")) < 0.1


@pytest.mark.long
def test_one_start_is_trained_anew() -> None:
    first, second = (curve_fit.make_film(curve_fit.fits("relu", seed)).values("error") for seed in (0, 1))
    assert len(first) == len(second) == 12
    assert first != second


def test_the_bump_is_high_in_its_middle_when_it_is_steep_and_low_when_it_is_not() -> None:
    film = sigmoid_bump.make_film()
    assert film.now("middle") == "0.999"
    assert (film.now("bias-on"), film.now("bias-off")) == ("10", "−5")
    assert float(film.values("middle")[2]) < 0.5, "k = 1, height 1"


def test_more_bumps_have_a_smaller_error() -> None:
    film = bump_sum.make_film()
    errors = [float(text) for text in film.values("error")[2::4]]
    assert film.now("neurons") == "16"
    assert errors[-1] < errors[5] < errors[3]


@pytest.mark.parametrize(
    "picture",
    [
        partial(curve_fit.picture, "relu", None),
        partial(curve_fit.picture, "sigmoid", 7),
        bump_sum.picture,
        sigmoid_bump.picture,
    ],
    ids=["best", "one", "bumps", "bump"],
)
def test_nothing_is_not_a_number(picture: Callable[[str], str]) -> None:
    page = picture("c")
    assert not any(word in page for word in ("NaN", "nan", "Infinity"))
    assert LOW < Y.low < Y.high < HIGH, "a curve that leaves the picture is cut off outside of it"
