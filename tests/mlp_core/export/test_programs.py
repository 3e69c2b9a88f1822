"""A training written as a NumPy program gives the losses of fit; the others are executed by parity/test_programs.py."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlp_core import LOSSES, MLP, OPTIMIZERS, datasets
from mlp_core.export.programs import PROGRAMS, SECTIONS, Training, text
from mlp_core.export.training import BIAS_RULES
from studies.biases import tied
from studies.training.programs import largest_difference, losses_of, xor_training


def run(program: str) -> list[float]:
    variables: dict[str, Any] = {}
    exec(compile(program, "<program>", "exec"), variables)
    return list(variables["losses"])


def final_loss_of(task: Training) -> float:
    more = replace(task, iterations=task.iterations + 1)
    return float(losses_of(more)[-1])


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
    assert float(capsys.readouterr().out.removeprefix("final loss ")) == pytest.approx(final_loss_of(task), rel=1e-10)


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


SATURATED = {
    "bce, rate 10": ((2, 8, 1), ("relu", "sigmoid"), "bce", "sgd", 10.0, 1.0444),
    "bce, rate 50": ((2, 8, 1), ("relu", "sigmoid"), "bce", "sgd", 50.0, 4.4899),
    "classes, adam 1": ((7, 12, 10), ("linear", "softmax"), "softmax_cross_entropy", "adam", 1.0, 5.3e-7),
    "no pair": ((7, 8, 10), ("relu", "sigmoid"), "softmax_cross_entropy", "sgd", 5.0, None),
    "no pair, bce": ((7, 8, 10), ("relu", "softmax"), "bce", "sgd", 5.0, None),
}


@pytest.mark.parametrize("name", SATURATED)
def test_saturated_networks_have_the_losses_of_fit(name: str) -> None:
    sizes, activations, loss, optimizer, rate, last = SATURATED[name]
    data = datasets.xor() if sizes[0] == 2 else datasets.seven_segment()
    net = MLP(sizes, activations, rng=1)
    task = Training(net, data.X, data.Y, loss, optimizer, learning_rate=rate, iterations=300)
    ours, written = losses_of(task), run(text(PROGRAMS["NumPy"](task)))
    # Warnings are errors here. Where a wild run amplifies the last digit, its first updates are compared.
    close = slice(None) if last else slice(8)
    np.testing.assert_allclose(written[close], ours[close], rtol=1e-6)
    if last:
        assert written[-1] == pytest.approx(last, rel=0.01)


def test_pairs_are_the_libraries_own_and_keras_does_not_rescale() -> None:
    data = datasets.seven_segment()
    pair = Training(MLP((7, 10), "softmax"), data.X, data.Y, "softmax_cross_entropy")
    assert "nn.CrossEntropyLoss()" in text(PROGRAMS["PyTorch"](pair))
    assert "CategoricalCrossentropy(from_logits=True)" in text(PROGRAMS["Keras"](pair))
    assert "Softmax" not in text(PROGRAMS["PyTorch"](pair))
    other = text(PROGRAMS["Keras"](Training(MLP((7, 10), "sigmoid"), data.X, data.Y, "softmax_cross_entropy")))
    assert "categorical_crossentropy" not in other
    assert "divides" in other


@pytest.mark.parametrize("biases", BIAS_RULES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_biases_that_are_shared_or_given_are_trained_as_the_page_does(biases: str, optimizer: str) -> None:
    task = training("half_sse", optimizer, True, 3)
    net = task.net.copy()
    net.weights = tied(net.weights, biases)
    task = replace(task, net=net, biases=biases)
    assert largest_difference(run(text(PROGRAMS["NumPy"](task))), losses_of(task)) < 1e-10
    others = [losses_of(replace(task, biases=other))[-1] for other in BIAS_RULES if other not in (biases, "shared")]
    assert all(loss != losses_of(task)[-1] for loss in others)
    without = replace(task, net=MLP((7, 5, 10), "tanh", bias=False, rng=1), biases=biases)
    assert text(PROGRAMS["NumPy"](without)) == text(PROGRAMS["NumPy"](replace(without, biases="learned")))


@pytest.mark.parametrize(
    ("biases", "library", "written"),
    [
        ("shared", "PyTorch", "layer.bias.grad[:] = layer.bias.grad.sum()"),
        ("fixed", "PyTorch", "layer.bias.grad.zero_()"),
        ("shared", "Keras", 'self.add_weight(shape=(1,), name="bias")'),
        ("fixed", "Keras", 'self.add_weight(shape=(self.units,), trainable=False, name="bias")'),
    ],
)
def test_the_libraries_programs_have_the_same_rule(biases: str, library: str, written: str) -> None:
    task = training("half_sse", "sgd", True, 2)
    net = task.net.copy()
    net.weights = tied(net.weights, biases)
    program = text(PROGRAMS[library](replace(task, net=net, biases=biases)))
    compile(program, "<program>", "exec")
    assert written in program
    assert written not in text(PROGRAMS[library](task))


def test_shared_biases_have_to_begin_equal() -> None:
    task = training("half_sse", "sgd", True, 2)
    net = task.net.copy()
    net.weights = [np.arange(w.size, dtype=float).reshape(w.shape) for w in net.weights]
    with pytest.raises(ValueError, match="one bias in each layer"):
        replace(task, net=net, biases="shared")
