"""The programs that the book writes for PyTorch and Keras are executed, and give the losses of our own run."""

import itertools
from typing import Any

import numpy as np
import pytest

from mlp_core import ACTIVATIONS, LOSSES, MLP, OPTIMIZERS, datasets
from mlp_core.export.programs import PROGRAMS, Training, text
from mlp_core.export.training import BIAS_RULES
from parity.grid import ours_and_uncertainty, trainings
from studies.biases import tied
from studies.training.programs import largest_difference, losses_of, xor_training

# Keras computes in float32 on PyTorch, so it follows for some time to seven digits and then to fewer.
TOLERANCES = {"PyTorch": 1e-10, "Keras": 1e-4}


def run(program: str) -> list[float]:
    variables: dict[str, Any] = {}
    exec(compile(program, "<program>", "exec"), variables)
    return [float(loss) for loss in variables["losses"]]


@pytest.mark.parametrize("library", TOLERANCES)
def test_the_lessons_example(library: str) -> None:
    task = xor_training()
    assert largest_difference(run(text(PROGRAMS[library](task))), losses_of(task)) < TOLERANCES[library]


@pytest.mark.parametrize("library", TOLERANCES)
@pytest.mark.parametrize(
    ("loss", "optimizer", "bias"), list(itertools.product(LOSSES, OPTIMIZERS, (True, False))), ids=str
)
def test_exports(library: str, loss: str, optimizer: str, bias: bool) -> None:
    data = datasets.seven_segment()
    last = "softmax" if loss == "softmax_cross_entropy" else "sigmoid"
    net = MLP((7, 6, 5, 10), ("tanh", "relu", last), bias=bias, rng=4)
    task = Training(net, data.X, data.Y, loss, optimizer, learning_rate=0.01, iterations=20)
    assert largest_difference(run(text(PROGRAMS[library](task))), losses_of(task)) < TOLERANCES[library]


@pytest.mark.parametrize("library", TOLERANCES)
@pytest.mark.parametrize(("biases", "optimizer"), list(itertools.product(BIAS_RULES, OPTIMIZERS)), ids=str)
def test_exports_of_biases_that_are_shared_or_given(library: str, biases: str, optimizer: str) -> None:
    data = datasets.seven_segment()
    net = MLP((7, 6, 10), ("tanh", "softmax"), rng=4)
    net.weights = tied(net.weights, biases)
    task = Training(net, data.X, data.Y, "softmax_cross_entropy", optimizer, 0.01, 20, biases=biases)
    assert largest_difference(run(text(PROGRAMS[library](task))), losses_of(task)) < TOLERANCES[library]


@pytest.mark.parametrize("library", TOLERANCES)
@pytest.mark.parametrize("hidden", [name for name, f in ACTIVATIONS.items() if f.elementwise])
def test_exports_of_every_activation(library: str, hidden: str) -> None:
    data = datasets.seven_segment()
    task = Training(MLP((7, 6, 10), (hidden, "softmax"), rng=4), data.X, data.Y, "softmax_cross_entropy", iterations=20)
    assert largest_difference(run(text(PROGRAMS[library](task))), losses_of(task)) < TOLERANCES[library]


@pytest.mark.parametrize("library", TOLERANCES)
@pytest.mark.parametrize(("loss", "last"), [("softmax_cross_entropy", "sigmoid"), ("bce", "softmax")])
def test_exports_where_loss_and_activation_are_no_pair(library: str, loss: str, last: str) -> None:
    """Keras's own cross-entropies would divide rows by their sums, or keep outputs 1e-7 away from 0 and 1."""
    data = datasets.seven_segment()
    task = Training(MLP((7, 8, 10), ("tanh", last), rng=1), data.X, data.Y, loss, "sgd", 0.1, 100)
    assert largest_difference(run(text(PROGRAMS[library](task))), losses_of(task)) < TOLERANCES[library]


@pytest.mark.parametrize("library", TOLERANCES)
def test_exports_of_saturated_networks(library: str) -> None:
    """A learning rate of 10 sends the loss to 17 at once, where a plain logarithm is soon infinite."""
    data = datasets.xor()
    net = MLP((2, 8, 1), ("relu", "sigmoid"), rng=1)
    task = Training(net, data.X, data.Y, "bce", "sgd", learning_rate=10.0, iterations=300)
    assert run(text(PROGRAMS[library](task))) == pytest.approx(list(losses_of(task)), rel=1e-5)


@pytest.mark.parametrize("training", trainings(), ids=lambda task: f"{task.loss}-{task.net.activations[-1]}")
def test_the_grid_in_pytorch(training: Training) -> None:
    """Mini-batches, penalties, changing rates, saturated outputs: 12 digits, where rounding is not multiplied."""
    ours, uncertainty = ours_and_uncertainty(training)
    written = np.array(run(text(PROGRAMS["PyTorch"](training))))
    assert np.isfinite(written).all()
    assert (np.abs(written - ours) <= uncertainty).all(), np.abs(written - ours).max()


@pytest.mark.parametrize("training", trainings(24, True), ids=lambda task: f"{task.loss}-{task.net.activations[-1]}")
def test_the_grid_in_keras(training: Training) -> None:
    """In float32, which rounds 2²⁹ times as coarsely."""
    ours, uncertainty = ours_and_uncertainty(training)
    written = np.array(run(text(PROGRAMS["Keras"](training))))
    assert np.isfinite(written).all()
    assert (np.abs(written - ours) <= 2**29 * uncertainty).all(), np.abs(written - ours).max()
