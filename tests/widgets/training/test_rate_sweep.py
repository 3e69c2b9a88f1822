"""64 learning rates: what is said of each, and that nothing on the page is not a number."""

from __future__ import annotations

import re

import numpy as np
import pytest

from widgets.kit.reader import ReaderNetwork
from widgets.training.rate_sweep import ITERATIONS, RATES, describe, make_film, picture, sweeps

BOOK = ReaderNetwork()


def test_it_opens_with_the_best_of_64() -> None:
    book, _ = sweeps(BOOK)
    film = make_film(BOOK)
    assert len(RATES) == 64
    assert book.final[book.best] == np.nanmin(book.final)
    assert film.now("say").startswith("good.")
    assert str(ITERATIONS) in film.now("say")


def test_tanh_shows_small_good_and_divergent_and_relu_dies() -> None:
    book, mine = sweeps(BOOK)
    assert list(dict.fromkeys(book.verdicts)) == ["too small", "good", "divergent"]
    assert list(dict.fromkeys(mine.verdicts)) == ["too small", "good", "too large"]
    # Dead relus answer 0 to all four points: half the sum of the two squared targets is 1.
    assert mine.final[-1] == 1.0
    last = describe(book, 63)
    assert last.startswith("divergent.")
    assert f"after {book.diverged_at[63]} iterations" in last


@pytest.mark.parametrize(
    "own",
    [
        BOOK,
        ReaderNetwork(sizes=(3, 1), activations=("linear",)),
        ReaderNetwork(sizes=(3, 12, 12, 12, 12, 1), activations=("linear",) * 5, bias=True),
        ReaderNetwork(
            data="seven_segment",
            points=10,
            sizes=(7, 4, 10),
            activations=("tanh", "softmax"),
            loss="softmax_cross_entropy",
            optimizer="adam",
        ),
    ],
)
def test_no_picture_has_anything_that_is_not_a_number(own: ReaderNetwork) -> None:
    page = picture(own, "A caption")
    for word in ("NaN", "nan", "Infinity", "inf,"):
        assert word not in page
    assert page.count('class="hl-column') == 2 * len(RATES)


def test_no_mark_of_the_chosen_rate_is_higher_than_its_column() -> None:
    """In a chart in which lower is better, the best rate must not look like the highest loss."""
    page = picture(ReaderNetwork(), "A caption")
    assert page.count('class="hl-rate-mark"') == 2 * len(RATES)
    marks = [float(y) for y in re.findall(r'hl-rate-mark" d="M[\d.]+ ([\d.]+)l', page)]
    assert min(marks) > 242, "below the foot of the columns"
    divergent = page.count("hl-divergent")
    assert page.count('class="hl-rate-bar"') == 2 * len(RATES) - divergent
