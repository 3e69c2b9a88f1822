"""What screen readers are told of a figure: a choice's numbers at once, a film's not thirty times a second."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from widgets.training import (
    curve_fit,
    equal_weights,
    noisy_steps,
    optimizer_paths,
    weight_scale,
    xor_machine,
)

FILMS: dict[str, Callable[[], str]] = {
    "noisy_steps": lambda: noisy_steps.picture(""),
    "optimizer_paths": lambda: optimizer_paths.picture(""),
    "equal_weights": lambda: equal_weights.picture(""),
    "xor_machine": lambda: xor_machine.picture(xor_machine.Setting(), ""),
}
CHOICES: dict[str, Callable[[], str]] = {
    "weight_scale": lambda: weight_scale.picture("tanh", ""),
    "curve_fit": lambda: curve_fit.picture(curve_fit.HIDDEN[0], None, ""),
}


@pytest.mark.parametrize("name", FILMS)
def test_numbers_of_a_film_that_plays_are_not_spoken_one_after_the_other(name: str) -> None:
    drawn = FILMS[name]()
    assert 'data-act="play"' in drawn
    assert 'aria-live="polite"' not in drawn
    assert 'role="status"' not in drawn


@pytest.mark.parametrize("name", CHOICES)
def test_numbers_that_a_choice_gives_are_spoken(name: str) -> None:
    drawn = CHOICES[name]()
    assert 'data-act="play"' not in drawn
    assert 'aria-live="polite"' in drawn
