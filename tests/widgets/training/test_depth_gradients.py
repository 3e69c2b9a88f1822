"""Gradients layer by layer: what the untouched picture shows."""

from __future__ import annotations

import numpy as np
import pytest

from widgets.training.depth_gradients import ITERATIONS, gradients, make_film, picture


def test_it_opens_with_a_gradient_that_shrinks_by_thousands() -> None:
    found = gradients("sigmoid", "uniform", 8, 0.3)
    assert found.norms.shape == (5, len(ITERATIONS), 8)
    assert np.median(found.norms[:, 0, -1] / found.norms[:, 0, 0]) > 1000
    film = make_film(found)
    assert film.now("last") == "0.291"
    assert film.dials[0].start == 0


@pytest.mark.parametrize(
    ("activation", "start", "layers", "rate"), [("relu", "he", 12, 1.0), ("tanh", "xavier", 2, 0.03)]
)
def test_no_picture_has_anything_that_is_not_a_number(activation: str, start: str, layers: int, rate: float) -> None:
    page = picture(activation, start, layers, rate, "A caption")
    assert not any(word in page for word in ("NaN", "nan", "Infinity", "inf,"))
