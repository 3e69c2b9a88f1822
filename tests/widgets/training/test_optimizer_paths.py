"""Four optimizers: what the untouched picture shows, and that walks which leave it are drawn outside of it."""

from __future__ import annotations

import numpy as np

from studies.training.steps import RULES
from widgets.training import valley_map
from widgets.training.optimizer_paths import FACTORS, RATES, SEARCH, STRETCHES, best, make_film, picture, walks


def test_it_opens_in_the_bowl_where_plain_descent_is_first() -> None:
    film = make_film()
    needs = {name: int(film.now(f"walk{index}-needs")) for index, name in enumerate(RULES)}
    assert min(needs, key=needs.__getitem__) == "gradient descent"
    assert needs["gradient descent"] == 2, "the text says two steps"
    assert film.now("condition") == "1.4"
    in_valley = {name: found.steps for name, found in best()[-1].items()}
    assert max(in_valley, key=in_valley.__getitem__) == "gradient descent"


def test_all_walks_begin_at_the_books_weights() -> None:
    assert walks().shape == (len(STRETCHES), len(FACTORS), len(RULES), SEARCH + 1, 2)
    assert (walks()[..., 0, :] == [1.0, -0.5]).all()


def test_a_walk_that_diverges_is_drawn_outside_and_never_as_no_number() -> None:
    page = picture("A caption")
    assert not any(word in page for word in ("NaN", ">nan", "Infinity", "inf,"))
    xs, ys = valley_map.place(np.array([[np.inf, np.nan], [0.0, 0.0]]))
    assert xs[0] > valley_map.A.end
    assert ys[0] < valley_map.B.end
    assert (xs[1], ys[1]) == (valley_map.A(0), valley_map.B(0))


def test_no_multiple_of_the_best_rate_needs_clearly_fewer_steps() -> None:
    """The multiples lie between the rates that were tried, so that one of them may be ahead by a little."""
    film = make_film()
    assert len(RATES) == 41
    for index in range(len(RULES)):
        needs = [int(text.removeprefix("more than ")) for text in film.values(f"walk{index}-needs")]
        for row in np.array(needs).reshape(len(STRETCHES), len(FACTORS)):
            assert row[FACTORS.index(1.0)] <= 1.15 * row.min()
