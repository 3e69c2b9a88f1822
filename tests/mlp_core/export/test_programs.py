"""A training written as a NumPy program gives the losses of fit; the others are executed by parity/test_programs.py."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from mlp_core import LOSSES, MLP, OPTIMIZERS, datasets
from mlp_core.export.programs import PROGRAMS, SECTIONS, Training, largest_difference, losses_of, text, xor_training


def run(program: str) -> list[float]:
    variables: dict[str, Any] = {}
    exec(compile(program, "<program>", "exec"), variables)
    return list(variables["losses"])


def training(loss: str, optimizer: str, bias: bool, depth: int) -> Training:
    data = datasets.seven_segment()
    last = LOSSES[loss].last_activations[-1] if loss == "softmax_cross_entropy" else "sigmoid"
    sizes = (7, *(6, 5, 4)[: depth - 1], 10)
    net = MLP(sizes, (*("tanh", "relu", "sigmoid")[: depth - 1], last), bias=bias, rng=4)
    return Training(net, data.X, data.Y, loss, optimizer, learning_rate=0.05, iterations=30)


@pytest.mark.parametrize(
    ("loss", "optimizer", "bias", "depth"), list(itertools.product(LOSSES, OPTIMIZERS, (True, False), (1, 2, 4)))
)
def test_the_numpy_program_gives_the_losses_of_fit(
    loss: str, optimizer: str, bias: bool, depth: int, capsys: pytest.CaptureFixture[str]
) -> None:
    task = training(loss, optimizer, bias, depth)
    losses = run(text(PROGRAMS["NumPy"](task)))
    assert largest_difference(losses, losses_of(task)) < 1e-10
    assert capsys.readouterr().out == f"last loss: {losses[-1]}\n"


def test_the_lessons_example(capsys: pytest.CaptureFixture[str]) -> None:
    task = xor_training()
    assert largest_difference(run(text(PROGRAMS["NumPy"](task))), losses_of(task)) < 1e-10
    assert losses_of(task)[-1] < 0.01


@pytest.mark.parametrize("library", PROGRAMS)
def test_every_program_has_the_same_sections_and_is_python(library: str) -> None:
    for loss, optimizer, bias in itertools.product(LOSSES, OPTIMIZERS, (True, False)):
        program = PROGRAMS[library](training(loss, optimizer, bias, 2))
        assert tuple(program) == SECTIONS
        compile(text(program), "<program>", "exec")


def test_a_seed_that_did_not_draw_the_weights_is_refused() -> None:
    data = datasets.xor()
    with pytest.raises(ValueError, match="seed"):
        Training(MLP((2, 3, 1), "sigmoid", rng=1), data.X, data.Y, seed=2)


def test_the_weights_of_a_seed_are_drawn_again() -> None:
    task = xor_training(3)
    written = Training(task.net, task.X, task.Y, iterations=1)
    assert len(text(PROGRAMS["NumPy"](written))) > len(text(PROGRAMS["NumPy"](task)))
    assert np.array_equal(run(text(PROGRAMS["NumPy"](written)))[:1], losses_of(task)[:1])
