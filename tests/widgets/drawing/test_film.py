"""A film holds what its dials show, stands complete at first, and refuses what does not fit."""

from __future__ import annotations

import base64
import json
import re

import htpy as h
import numpy as np
import pytest

from widgets.drawing.film import Dial, Film, build
from widgets.drawing.plot import Scale, curve


def a_film() -> Film:
    film = Film(Dial("Iteration", ("0", "1", "2"), start=1, plays=True), Dial("Rate", ("a", "b"), choice=True))
    film.channel("loss", [["0.9", "0.8"], ["0.7", "0.6"], ["0.5", "0.4"]], over=(0, 1))
    film.channel("x", [10, 20], over=(1,))
    return film


def data_of(figure: h.Element) -> dict:  # type: ignore[type-arg]
    hit = re.search(r"<script[^>]*data-film[^>]*>(.*?)</script>", str(figure), re.DOTALL)
    assert hit
    return json.loads(hit[1])


def test_a_film_stands_complete_at_its_start() -> None:
    film = a_film()
    assert "0.7" in str(film.text("loss"))
    assert film.bind(x1="x", data_a="x") == {"x1": "10", "data-a": "10", "data-bind": "x1=x data-a=x"}


def test_channels_are_rows_over_their_dials() -> None:
    data = data_of(build(a_film(), h.p["text"], label="A film"))
    assert data["sizes"] == [3, 2]
    assert data["channels"]["loss"] == {"over": [0, 1], "values": ["0.9", "0.8", "0.7", "0.6", "0.5", "0.4"]}
    assert data["channels"]["x"] == {"over": [1], "values": [10, 20]}


def test_pictures_run_from_low_to_high() -> None:
    film = a_film()
    film.picture("map", np.array([[[0.0, 1.0]], [[0.5, 2.0]], [[-1.0, 0.25]]]), (0,), low=0.0, high=1.0)
    picture = data_of(build(film, film.canvas("map"), label="A film"))["pictures"]["map"]
    assert list(base64.b64decode(picture["bytes"])) == [0, 255, 128, 255, 0, 64]
    assert 'width="2"' in str(film.canvas("map"))
    assert 'height="1"' in str(film.canvas("map"))


def test_numbers_stand_there_as_the_book_prints_them() -> None:
    film = a_film()
    values = np.array([[0.123456, -2.0], [1.23456e-9, 3.5], [np.nan, np.inf]])
    film.numbers("weights", values, (0,), 4)
    assert str(film.number("weights", 1)) == '<span data-number="weights:1:4">3.5</span>'
    assert "1.23·10⁻⁹" in str(film.number("weights", 0))
    sent = data_of(build(film, h.p["text"], label="A film"))["numbers"]["weights"]
    assert sent == {"over": [0], "each": 2, "values": [0.1235, -2.0, 1.23e-9, 3.5, "NaN", "Infinity"]}
    with pytest.raises(ValueError, match=r"again: expected shape \(3,\)"):
        film.numbers("again", values[:2], (0,))


def test_an_album_is_several_pictures_that_change_together() -> None:
    film = a_film()
    levels = np.arange(3 * 2 * 4).reshape(3, 2, 2, 2)
    film.album("neurons", levels, (0,))
    sent = data_of(build(film, film.canvas("neurons", 1), label="A film"))["pictures"]["neurons"]
    assert sent["each"] == 2
    assert list(base64.b64decode(sent["bytes"])) == list(range(24))
    assert 'data-index="1"' in str(film.canvas("neurons", 1))


def test_what_does_not_fit_the_dials_is_refused() -> None:
    with pytest.raises(ValueError, match=r"loss: expected shape \(3,\) for the dials \(0,\), got \(2,\)"):
        a_film().channel("loss", ["1", "2"], over=(0,))


def test_text_cannot_end_the_data() -> None:
    film = a_film()
    film.channel("word", ["</script><b>", "b"], over=(1,))
    assert data_of(build(film, film.text("word"), label="A film"))["channels"]["word"]["values"][0] == "</script><b>"


def test_every_dial_has_a_control_with_its_start() -> None:
    controls = str(a_film().controls())
    assert controls.count('type="range"') == 1
    assert 'value="1"' in controls
    assert controls.count('role="radio"') == 2
    assert controls.count('aria-checked="true"') == 1
    assert "Play" in controls


def test_scales_and_ticks() -> None:
    linear, log = Scale(0, 10, 0, 100), Scale(0.001, 1000, 0, 600, log=True)
    assert [linear(0), linear(5), linear(99)] == [0, 50, 100]
    assert [log(0.001), log(1), log(1000)] == [0, 300, 600]
    for scale, values in ((linear, [-1.0, 2.5, 99.0]), (log, [1e-9, 0.02, 1.0, 5e3])):
        assert scale.places(np.array(values)).tolist() == [scale(value) for value in values]
    assert linear.ticks() == [0, 5, 10]
    assert log.ticks(3) == [0.001, 0.1, 10, 1000]
    assert curve(linear, linear, [0, 10], [5, 0]) == "0,50 100,0"


def test_a_channel_with_a_space_in_its_name_cannot_be_bound() -> None:
    """The script tells the bound attributes apart by spaces: such a channel was looked for by half of its name."""
    film = a_film()
    film.channel("the x", [10, 20], over=(1,))
    with pytest.raises(ValueError, match="no space in its name"):
        film.bind(x1="the x")
