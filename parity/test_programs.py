"""The programs that the book writes for PyTorch and Keras are executed, and give the losses of our own run."""

import itertools
from typing import Any

import pytest

from mlp_core import LOSSES, MLP, OPTIMIZERS, datasets
from mlp_core.export.programs import PROGRAMS, Training, largest_difference, losses_of, text, xor_training

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
