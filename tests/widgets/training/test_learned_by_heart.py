"""The figure of learning by heart: it opens at an overfitted end, and knows where the validation loss was least."""

from __future__ import annotations

import pytest

from widgets.training.learned_by_heart import PENALTIES, make_film, picture, run_of


def test_it_opens_at_the_end_with_two_losses_that_have_parted() -> None:
    run = run_of(10, 2, 0.0)
    film = make_film(run)
    assert film.dials[0].start == len(run.iterations) - 1
    assert run.train[-1] < 0.01 < 0.5 < run.validation[-1]
    assert int(film.now("best")) == run.best
    assert run.validation[run.best] < 0.1


def test_the_test_set_is_folded_away() -> None:
    page = picture(10, 2, 0.0, "c")
    before, _, after = page.partition("Open the test set")
    assert 'data-text="test"' not in before
    assert 'data-text="test"' in after


@pytest.mark.long
@pytest.mark.parametrize("count", [10, 80])
@pytest.mark.parametrize("l2", [PENALTIES[0], PENALTIES[-1]])
def test_every_setting_is_drawn_with_numbers(count: int, l2: float) -> None:
    page = picture(count, 5, l2, "c")
    assert not any(word in page for word in ("NaN", "nan", "Infinity"))
    assert page.count("hl-seen-train") == count + 1, "and one in the key"
