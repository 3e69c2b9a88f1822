"""The neuron that the reader sets by hand: every setting's numbers, against arithmetic of the test's own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from widgets.backward.neuron_line import BIASES, START, TARGETS, WEIGHTS, make_film, picture

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))


def loss_of(targets: tuple[int, ...], w1: float, w2: float, bias: float) -> float:
    outputs = [1 / (1 + math.exp(-(bias + w1 * a + w2 * b))) for a, b in CORNERS]
    return 0.5 * sum((output - target) ** 2 for output, target in zip(outputs, targets, strict=True))


@pytest.mark.parametrize(("name", "targets"), TARGETS.items())
def test_loss_of_every_setting(name: str, targets: tuple[int, ...]) -> None:
    values = make_film().values("loss")
    ours = [loss_of(targets, a, b, c) for a in WEIGHTS for b in WEIGHTS for c in BIASES]
    theirs = values[list(TARGETS).index(name) * len(ours) :][: len(ours)]
    assert len(ours) == 2197
    for mine, shown in zip(ours, theirs, strict=True):
        mantissa, _, power = shown.partition("·10")
        exponent = int(power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) or 0)
        assert abs(float(mantissa) * 10**exponent - mine) <= 5.1e-5


def test_it_starts_with_three_points_right_and_as_good_as_it_gets() -> None:
    film = make_film()
    assert film.now("right") == "3 of 4"
    assert float(film.now("loss")) == pytest.approx(
        loss_of(TARGETS["XOR"], START["w1"], START["w2"], START["bias"]), abs=5e-5
    )
    assert film.now("least") == "0.5"


def test_no_sigmoid_neuron_gets_xor_below_a_half() -> None:
    # Independent of any search: by the lesson's argument the loss is ½ Σ f(u)² with four u that sum to 0.
    rng = np.random.default_rng(0)
    for spread in (0.1, 1.0, 3.0, 10.0, 40.0):
        u = rng.normal(scale=spread, size=(50_000, 4))
        u[:, 3] = -u[:, :3].sum(axis=1)
        losses = 0.5 * np.square(0.5 + 0.5 * np.tanh(u / 2)).sum(axis=1)
        assert losses.min() >= 0.5
    # The one-parameter family that the argument ends with: ½ at both ends, more in between.
    v = np.linspace(0, 30, 3001)
    family = 0.5 * (3 * (0.5 - 0.5 * np.tanh(v / 2)) ** 2 + (0.5 + 0.5 * np.tanh(1.5 * v)) ** 2)
    assert family[0] == 0.5
    assert family[1:].min() >= 0.5 - 1e-12
    assert family.max() > 0.54


def test_every_text_of_the_picture_is_there_without_a_script() -> None:
    page = picture("key", "A caption")
    for text in ("0.5033", "3 of 4", "A caption", "XOR", "key-band"):
        assert text in page
