"""The size of weights: the plots and their numbers for each activation."""

from __future__ import annotations

import pytest

from widgets.training.weight_scale import ACTIVATIONS, LAYERS, facts, passages, picture


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_its_picture(activation: str) -> None:
    page = picture(activation, "A caption")
    assert page.count("<svg") == 3
    # Sigmoids have no law forwards: one dashed line less.
    assert page.partition("<script")[0].count("hl-derived") == (1 if activation == "sigmoid" else 2)
    assert not any(word in page for word in ("NaN", "nan", "Infinity"))


def test_the_numbers_are_those_of_the_passage() -> None:
    relu = dict(zip(("−1 … 1", "−0.1 … 0.1", "Xavier", "He"), passages("relu"), strict=True))
    assert relu["Xavier"].factor == 0.5
    said = facts("relu", relu["He"])
    assert said["derived: one layer multiplies the mean square by"] == "1"
    assert said["slopes of the first layer below 0.1"].endswith(" %")
    assert relu["He"].forwards.shape == (5, LAYERS + 1)
