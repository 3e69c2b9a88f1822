"""The NumPy program of any training, saturated ones too, has the losses of fit to 12 digits and raises no warning."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from mlp_core import INITIALIZERS, MLP
from mlp_core.checks import Array
from mlp_core.export.programs import PROGRAMS, Training, text
from parity.grid import COUNT, DIGITS, ENDS, ours_and_uncertainty, trainings


def losses_in(program: str) -> Array:
    """What the program calls losses; warnings are errors in these tests."""
    variables: dict[str, Any] = {}
    exec(compile(program, "<program>", "exec"), variables)
    return np.array(variables["losses"])


@cache
def ours(number: int) -> tuple[Array, Array]:
    """The losses of fit in that training, and how uncertain each is."""
    return ours_and_uncertainty(trainings()[number])


@pytest.mark.long
@pytest.mark.parametrize("number", range(COUNT))
def test_a_numpy_program_has_the_losses_of_fit(number: int) -> None:
    losses, uncertainty = ours(number)
    written = losses_in(text(PROGRAMS["NumPy"](trainings()[number])))
    assert np.isfinite(written).all()
    assert (np.abs(written - losses) <= uncertainty).all(), np.abs(written - losses).max()


@pytest.mark.long
def test_most_of_the_grid_is_certain_and_much_of_it_saturated() -> None:
    """Otherwise the comparison above would say little."""
    assert len(trainings()) == COUNT
    certain, saturated = 0, 0
    for number, training in enumerate(trainings()):
        losses, uncertainty = ours(number)
        certain += bool((uncertainty < 1e-9 * np.maximum(losses, 1)).all())
        saturated += float(np.abs(training.net.forward(training.X).sums[-1]).max()) > 100
    assert certain > 0.8 * len(trainings())
    assert saturated > 0.25 * len(trainings())
    assert {(training.loss, training.net.activations[-1]) for training in trainings()} == set(ENDS)
    assert DIGITS == 1e-12


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("init", INITIALIZERS)
def test_a_program_draws_the_very_weights_of_the_initialiser(init: str, bias: bool) -> None:
    net = MLP((3, 4, 2), "tanh", bias=bias, rng=7, init=init)
    training = Training(net, np.eye(3), np.ones((3, 2)), "mse", iterations=1, seed=7, init=init)
    variables: dict[str, Any] = {"np": np}
    exec(PROGRAMS["NumPy"](training)["start"], variables)
    assert all(np.array_equal(a, b) for a, b in zip(variables["weights"], net.weights, strict=True))
    for library in ("PyTorch", "Keras"):
        own = INITIALIZERS[init].library.get(library, "")
        assert own in text(PROGRAMS[library](training))
