"""The four comparisons reach the losses of a plain loop of the test's own, from the same initial weights."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core import MLP
from widgets.training.training_race import CONTENDERS, ITERATIONS, RATES, Contender, filled, make_film, picture, runs

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)
Y = np.array([[0], [0], [1], [1]], dtype=float)


def plain_losses(one: Contender, rate: float, iterations: int) -> list[float]:
    """Backpropagation as in the classroom, written out for at most one hidden layer."""
    weights = MLP(one.sizes, one.activations, bias=False, rng=0).weights
    losses = []
    for _ in range(iterations + 1):
        layers, slopes = [X], []
        for w, name in zip(weights, one.activations, strict=True):
            s = layers[-1] @ w
            if name == "relu":
                layers.append(np.where(s > 0, s, 0))
                slopes.append((s > 0) * 1.0)
            else:
                layers.append(1 / (1 + np.exp(-s)))
                slopes.append(layers[-1] * (1 - layers[-1]))
        delta = layers[-1] - Y
        losses.append(0.5 * float((delta**2).sum()))
        gradients: list[np.ndarray] = []  # type: ignore[type-arg]
        for index in reversed(range(len(weights))):
            gradients.insert(0, layers[index].T @ (delta * slopes[index]))
            delta = (delta * slopes[index]) @ weights[index].T
        weights = [w - rate * g for w, g in zip(weights, gradients, strict=True)]
    return losses


@pytest.mark.long
@pytest.mark.parametrize("index", range(len(CONTENDERS)), ids=[one.name for one in CONTENDERS])
@pytest.mark.parametrize("rate", [0.1, 1.0])
def test_losses_are_those_of_an_independent_loop(index: int, rate: float) -> None:
    losses = np.array(plain_losses(CONTENDERS[index], rate, ITERATIONS[-1]))
    # The 50 sigmoids zigzag at first, which makes small differences of rounding a little larger.
    assert_allclose(runs(rate, 0)[index].losses, losses[list(ITERATIONS)], rtol=1e-6)


@pytest.mark.long
@pytest.mark.parametrize("rate", RATES)
def test_every_number_of_every_rate_is_a_number(rate: float) -> None:
    for seed in (0, 7):
        film = make_film(rate, seed)
        for index, run in enumerate(runs(rate, seed)):
            assert np.isfinite(run.losses).all()
            assert len(film.values(f"loss-{index}")) == len(ITERATIONS)


def test_a_run_that_stopped_keeps_its_last_values() -> None:
    kept = filled(np.array([3.0, 2.0]))
    assert kept[0] == 3.0
    assert (kept[1:] == 2.0).all()
    assert len(kept) == len(ITERATIONS)


def test_the_picture_holds_all_four_and_shows_one() -> None:
    page = picture(1.0, 0, "A caption")
    assert all(one.name in page for one in CONTENDERS)
    assert page.count('data-when="1:') == len(CONTENDERS)
    assert page.count('hidden=""') >= 3


def test_nothing_of_the_future_shows_before_it_is_played() -> None:
    page = picture(1.0, 0, "A caption")
    film = make_film(1.0, 0)
    assert 'class="hl-veil hl-opaque"' in page
    assert film.dials[0].start == 0
    assert "tells how it goes on" in page
