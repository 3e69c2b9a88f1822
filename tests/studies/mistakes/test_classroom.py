"""The classroom version: without its bugs it is mlp_core; each bug by itself does what is said of it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlp_core import MLP, Dataset, datasets, fit
from studies.mistakes.classroom import NO_BUGS, Bugs, classroom_fit, classroom_layers

PROBLEMS = [
    (datasets.four_points(), (3, 4, 1), ("sigmoid", "sigmoid")),
    (datasets.xor(), (2, 20, 1), ("relu", "sigmoid")),
    (datasets.seven_segment(), (7, 30, 10), ("tanh", "sigmoid")),
    (datasets.seven_segment(), (7, 6, 5, 10), ("tanh", "relu", "sigmoid")),
]


@pytest.mark.parametrize(("data", "sizes", "names"), PROBLEMS)
def test_without_bugs_it_is_the_network_of_the_book(
    data: Dataset, sizes: tuple[int, ...], names: tuple[str, ...]
) -> None:
    run = classroom_fit(classroom_layers(data.X, sizes), data.Y, names, iterations=20, rng=1, bugs=NO_BUGS)
    net = MLP(sizes, names, rng=1)
    right = fit(net, data.X, data.Y, learning_rate=0.1, iterations=20)
    assert_allclose(run.losses, right.losses, rtol=1e-12)
    for a, b in zip(run.weights, net.weights, strict=True):
        assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("data", "sizes", "names"), PROBLEMS)
def test_stale_deltas_spoil_every_gradient_but_the_last_layers(
    data: Dataset, sizes: tuple[int, ...], names: tuple[str, ...]
) -> None:
    right = MLP(sizes, names, rng=1).gradients(data.X, data.Y)[1]

    def damage(rate: float) -> list[float]:
        run = classroom_fit(
            classroom_layers(data.X, sizes),
            data.Y,
            names,
            learning_rate=rate,
            iterations=1,
            rng=1,
            bugs=Bugs(stale_deltas=True, overwritten_bias=False, growing_layers=False),
        )
        pairs = zip(run.first_gradients, right, strict=True)
        return [float(np.linalg.norm(a - b) / np.linalg.norm(b)) for a, b in pairs]

    small, large = damage(0.1), damage(0.5)
    assert small[-1] < 1e-14
    assert 0.001 < small[0] < large[0]
    # The weights are wrong by learning rate · gradient, so with one hidden layer the error grows in proportion.
    if len(sizes) == 3:
        assert_allclose(large[0], 5 * small[0], rtol=1e-9)


def test_overwritten_bias_leaves_one_neuron_more_and_no_ones_after_the_inputs() -> None:
    data = datasets.four_points()
    layers = classroom_layers(data.X, (3, 4, 1))
    bugs = Bugs(stale_deltas=False, overwritten_bias=True, growing_layers=True)
    run = classroom_fit(layers, data.Y, ("sigmoid", "sigmoid"), iterations=1, bugs=bugs)
    assert [w.shape for w in run.weights] == [(4, 5), (5, 1)]
    assert_array_equal(layers[0][:, 0], 1)
    assert not (layers[1] == 1).any()


def test_growing_layers_add_a_column_at_every_call() -> None:
    data = datasets.xor()
    layers = classroom_layers(data.X, (2, 3, 1))
    for call in (1, 2, 3):
        run = classroom_fit(layers, data.Y, ("sigmoid", "sigmoid"), iterations=2)
        assert layers[0].shape == (4, 2 + call)
        assert run.weights[0].shape == (2 + call, 3 + call)
    kept = classroom_layers(data.X, (2, 3, 1))
    classroom_fit(kept, data.Y, ("sigmoid", "sigmoid"), iterations=2, bugs=NO_BUGS)
    assert kept[0].shape == (4, 2)


def test_the_outputs_returned_are_those_before_the_last_update() -> None:
    data = datasets.xor()
    run = classroom_fit(
        classroom_layers(data.X, (2, 3, 1)), data.Y, ("tanh", "sigmoid"), iterations=3, rng=1, bugs=NO_BUGS
    )
    net = MLP((2, 3, 1), ("tanh", "sigmoid"), rng=1)
    fit(net, data.X, data.Y, iterations=2)
    assert_allclose(run.outputs, net.predict(data.X), rtol=1e-12)
