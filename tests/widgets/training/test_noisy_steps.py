"""Noisy steps: the path of single points does not settle at a constant rate, and does at a falling one."""

from __future__ import annotations

from widgets.training.noisy_steps import make_film, picture


def test_it_opens_with_the_noisy_path() -> None:
    film = make_film()
    assert [dial.labels[dial.start] for dial in film.dials[1:]] == ["one", "constant", "1"]
    late = film.values("late")
    # batch, schedule, rate: all four constant … one falling
    constant, falling = (float(late[(2 * 2 + schedule) * 3 + 2]) for schedule in (0, 1))
    assert falling < constant / 5
    assert film.now("rate") == "1"


def test_nothing_is_no_number() -> None:
    page = picture("A caption")
    assert not any(word in page for word in ("NaN", ">nan", "Infinity", "inf,"))
