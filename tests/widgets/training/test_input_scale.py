"""Inputs in the wrong unit: below the edge it goes down, above it up, and the words say which."""

from __future__ import annotations

from studies.training.steps import SCALINGS
from widgets.training.input_scale import SHARES, make_film, picture


def test_the_words_change_at_the_edge() -> None:
    left = make_film().values("left")
    for scaling in range(len(SCALINGS)):
        said = left[scaling * len(SHARES) : (scaling + 1) * len(SHARES)]
        assert all(("goes up" in text) == (share > 1) for share, text in zip(SHARES, said, strict=True))


def test_it_opens_just_below_the_edge_with_the_wrong_unit() -> None:
    film = make_film()
    assert [dial.labels[dial.start] for dial in film.dials] == ["0.99", "x₂ · 100"]
    assert film.now("condition") == "14400"
    assert "NaN" not in picture("A caption")
