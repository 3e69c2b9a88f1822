"""The cover's film: what it shows is a training of mlp_core's, and it ends with every point on its side."""

from __future__ import annotations

import numpy as np

from mlp_core import MLP, fit
from studies.training import cover


def test_the_training_is_fits() -> None:
    data, run = cover.data(), cover.run()
    net = MLP((2, 4, 1), ("tanh", "sigmoid"), rng=3)
    losses = fit(net, data.X, data.Y, learning_rate=cover.LEARNING_RATE, iterations=cover.LAST).losses
    assert run.stopped == ""
    assert run.iterations[-1] == cover.LAST
    assert run.losses[-1] == np.float64(run.moments[-1].backward.loss)
    assert np.allclose(run.losses[:10], losses[:10], rtol=1e-12)


def test_it_begins_wrong_and_ends_right() -> None:
    first, last = cover.run().moments[0], cover.run().moments[-1]
    assert cover.right(first) < 0.5
    assert cover.right(last) == 1.0


def test_an_error_is_measured_by_its_slope() -> None:
    """δ of the output neuron at a point is how fast the loss grows with its output there: ỹ − y for this loss."""
    moment = cover.run().moments[5]
    apart = moment.forward.outputs - cover.data().Y
    assert np.allclose(cover.errors(moment)[-1], np.sqrt((apart**2).mean(axis=0)))


def test_each_slow_iteration_goes_forwards_then_backwards_then_on() -> None:
    frames = cover.frames(50)
    phases = list(dict.fromkeys((frame.moment, frame.phase) for frame in frames))
    assert phases[:4] == [(0, "forwards"), (0, "backwards"), (1, "update"), (1, "forwards")]
    assert [frame.moment for frame in frames] == sorted(frame.moment for frame in frames)
    assert frames[-1].moment == 49


def test_the_plane_shows_what_the_network_answers() -> None:
    surfaces = cover.surfaces(-2.0, 2.0)
    last = cover.run().moments[-1].forward
    net = MLP((2, 4, 1), ("tanh", "sigmoid"), rng=3)
    net.weights[:] = [w.copy() for w in last.weights]
    assert np.isclose(surfaces[-1, 0, -1], net.forward([[2.0, -2.0]]).outputs[0, 0])  # x₁ rises along a row
