"""mlp_core against PyTorch's autograd and optimizers: 1e-10 in float64."""

import itertools

import numpy as np
import pytest

from mlp_core import ACTIVATIONS, LOSSES, MLP, OPTIMIZERS, datasets, fit
from mlp_core.checks import Array
from parity.torch_twin import TorchTwin, largest_difference

TOLERANCE = 1e-10
HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.elementwise]
ENDS = [(loss, last) for loss in LOSSES for last in LOSSES[loss].last_activations]


def problem(seed: int, loss: str) -> tuple[Array, Array]:
    """Random inputs, and targets that suit the loss."""
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(9, 3)), rng.random((9, 4))
    return X, Y / Y.sum(axis=1, keepdims=True) if loss == "softmax_cross_entropy" else Y


@pytest.mark.parametrize(("hidden", "end", "bias"), list(itertools.product(HIDDEN, ENDS, (True, False))))
def test_values_and_gradients(hidden: str, end: tuple[str, str], bias: bool) -> None:
    """The loss and every gradient, for each pair of loss and last activation, one to three weight matrices deep."""
    loss, last = end
    X, Y = problem(7, loss)
    for depth in (1, 2, 3):
        net = MLP((3, *(5,) * (depth - 1), 4), (*(hidden,) * (depth - 1), last), bias=bias, rng=depth)
        value, gradients = net.gradients(X, Y, loss)
        expected, theirs = TorchTwin(net).gradients(X, Y, loss)
        assert abs(value - expected) < TOLERANCE
        assert largest_difference(gradients, theirs) < TOLERANCE


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("loss", "last"), ENDS)
def test_60_steps_of_each_optimizer(optimizer: str, loss: str, last: str) -> None:
    """Every loss on the way and the weights at the end."""
    data = datasets.seven_segment()
    net = MLP((7, 12, 10), ("tanh", last), rng=3)
    twin = TorchTwin(net)
    run = fit(net, data.X, data.Y, loss=loss, optimizer=optimizer, learning_rate=0.01, iterations=60)
    expected = list(twin.steps(data.X, data.Y, loss, optimizer, 0.01, 60))
    assert np.abs(run.losses - expected).max() < TOLERANCE
    assert largest_difference(net.weights, [w.detach().numpy() for w in twin.weights]) < TOLERANCE
