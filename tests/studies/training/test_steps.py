"""Better steps: the valley is the network's own loss, walks are those of mlp_core's rules, and the edge is at 2/λ."""

from __future__ import annotations

import numpy as np
import pytest

from mlp_core import MLP, fit
from mlp_core.checks import Array
from mlp_core.optimizers import State
from studies.backwards.landscape import descend
from studies.forwards.worked import hand_worked
from studies.training.steps import (
    RMSPROP,
    RULES,
    SCALINGS,
    SCHEDULES,
    best_rate,
    books_bowl,
    scaled_neuron,
    steps_needed,
    walk,
)


def test_the_bowl_is_the_landscape_of_measuring_the_error() -> None:
    net, data, loss = hand_worked()
    path = descend(net, data.X, data.Y, (1, 0, 0), (1, 1, 0), learning_rate=0.7, steps=12, loss=loss)
    bowl = books_bowl()
    ours = walk(bowl, RULES["gradient descent"], 0.7, 12)
    assert ours == pytest.approx(path[:, :2])
    assert bowl.loss(ours) == pytest.approx(path[:, 2])


@pytest.mark.parametrize("name", list(RULES))
def test_a_walk_is_what_fit_does(name: str) -> None:
    valley = scaled_neuron("x₂ as it is")
    net = MLP((2, 1), "linear", bias=False)
    net.weights = [valley.start[:, None]]
    fit(net, valley.inputs, valley.targets[:, None], optimizer=RULES[name], learning_rate=0.003, iterations=25)
    assert walk(valley, RULES[name], 0.003, 25)[-1] == pytest.approx(net.weights[0][:, 0])


def test_rmsprop_takes_steps_of_one_length_where_the_slope_is_steady() -> None:
    g = np.array([3.0, 0.001])
    w: Array = np.zeros(2)
    state: State = (np.zeros(2),)
    for t in range(1, 200):
        before = w
        w, state = RMSPROP.update(w, g, state, t, 0.01, RMSPROP.settings)
    assert before - w == pytest.approx([0.01, 0.01], rel=1e-3)


def test_gradient_excess_and_lowest_point_agree() -> None:
    valley = books_bowl(3.0)
    assert valley.gradient(valley.lowest) == pytest.approx([0, 0], abs=1e-12)
    w, step = np.array([0.3, -0.8]), 1e-6
    measured = [(valley.loss(w + e) - valley.loss(w - e)) / (2 * step) for e in step * np.eye(2)]
    assert valley.gradient(w) == pytest.approx(measured, rel=1e-6)
    assert valley.excess(w) == pytest.approx(valley.loss(w) - valley.loss(valley.lowest))


def test_a_turned_valley_has_the_same_curvatures() -> None:
    assert books_bowl(30.0, turned=True).curvatures == pytest.approx(books_bowl(30.0).curvatures)


def test_batches_have_the_full_gradient_on_average() -> None:
    bowl = books_bowl()
    whole = walk(bowl, RULES["gradient descent"], 1e-6, 4)
    single = walk(bowl, RULES["gradient descent"], 1e-6, 4, batch_size=1)
    # One epoch of four tiny steps is four times the same gradient, taken apart.
    assert single[-1] - single[0] == pytest.approx(whole[-1] - whole[0], rel=1e-4)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_just_below_the_edge_is_down_and_just_above_is_up(scaling: str) -> None:
    valley = scaled_neuron(scaling)
    below, above = (valley.excess(walk(valley, RULES["gradient descent"], f * valley.edge, 400)) for f in (0.99, 1.01))
    assert (np.diff(below) <= 0).all()
    assert above[-1] > above[0]


def test_what_counts_as_needed() -> None:
    assert steps_needed(np.array([1.0, 0.5, 0.001, 0.5, 0.001, 0.001])) == 4
    assert steps_needed(np.array([1.0, np.nan, np.inf])) == 3
    found = best_rate(books_bowl(), RULES["gradient descent"], (0.01, 2.3, 100.0), 50)
    assert (found.rate, found.steps) == (2.3, 2)


def test_schedules_begin_at_the_first_rate() -> None:
    assert [SCHEDULES[name](0.4)(0) for name in SCHEDULES] == [0.4, 0.4]
    assert SCHEDULES["falling"](0.4)(10) == 0.2
