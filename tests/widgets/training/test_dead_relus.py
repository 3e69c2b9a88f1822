"""Dead relus: the marks that are drawn are those that are counted."""

from __future__ import annotations

from widgets.training.dead_relus import NETWORKS, RATES, STARTS, UPDATES, WIDTH, dead, make_film, picture


def test_marks_and_counts_agree() -> None:
    film, found = make_film(), dead()
    assert found.shape == (len(STARTS), len(RATES), len(UPDATES), NETWORKS, WIDTH)
    crosses, rings = film.values("dead"), film.values("alive")
    for count, cross, ring in zip(film.values("count"), crosses, rings, strict=True):
        assert cross.count("l10 10") == count
        assert cross.count("l10 10") + ring.count("a5 5 0 1 0 10 0") == NETWORKS * WIDTH


def test_it_opens_after_training_and_does_not_tell_how_many_are_born_dead() -> None:
    film, found = make_film(), dead()
    assert film.dials[0].labels[film.dials[0].start] == "300"
    after, before = (int(found[0, RATES.index(3.0), moment].sum()) for moment in (-1, 0))
    assert film.now("count") == str(after)
    assert after > before
    assert "✕ dead" in picture("A caption")
