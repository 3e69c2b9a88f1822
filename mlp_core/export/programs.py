"""A training as a complete program: in NumPy, in PyTorch and in Keras, in sections that correspond to each other."""

from collections.abc import Callable, Iterable

import numpy as np

from mlp_core.biases import with_biases
from mlp_core.checks import Array
from mlp_core.datasets import xor
from mlp_core.export.in_keras import to_keras
from mlp_core.export.in_numpy import to_numpy
from mlp_core.export.in_pytorch import to_pytorch
from mlp_core.export.notebook import to_notebook
from mlp_core.export.training import SECTIONS, Program, Training, text
from mlp_core.network import MLP
from mlp_core.training import TrainingRun, fit

__all__ = [
    "PROGRAMS",
    "SECTIONS",
    "Program",
    "Training",
    "largest_difference",
    "losses_of",
    "text",
    "to_notebook",
    "to_pytorch_script",
    "to_script",
    "xor_training",
]

PROGRAMS: dict[str, Callable[[Training], Program]] = {"NumPy": to_numpy, "PyTorch": to_pytorch, "Keras": to_keras}
"""How a training is written for each library."""


def to_script(run: TrainingRun, iterations: int | None = None) -> str:
    """A run as one file that needs NumPy alone, makes the same training again and prints its final loss.

    It is the same to 12 digits in float64 (six or seven in float32) where training does not multiply rounding errors:
    the script adds in another order than fit does. Weights nudged by 2⁻⁵² of themselves show what that does to a run.

    The data, the initial weights and every setting of the run are written into it. iterations: how many updates it
    makes, if not those of the run. Errors: ValueError for anything but a TrainingRun, or for an optimizer whose code
    nobody has said.
    """
    training = Training.of(run, iterations)
    net = training.net
    sizes, names = "-".join(map(str, net.sizes)), ", ".join(net.activations)
    return (
        f'"""A {sizes} network ({names}) trained by {training.rule.name}, NumPy only."""\n\n{text(to_numpy(training))}'
    )


def to_pytorch_script(run: TrainingRun) -> str:
    """A run as one file that makes the same training with PyTorch, in float64, and prints its final loss."""
    return f'"""The same training in PyTorch."""\n\n{text(to_pytorch(Training.of(run)))}'


def xor_training(seed: int = 1) -> Training:
    """The example of the lesson on frameworks: XOR with 20 relu neurons, sigmoid, binary cross-entropy and Adam."""
    data = xor()
    net = MLP((2, 20, 1), ("relu", "sigmoid"), rng=seed)
    return Training(net, data.X, data.Y, "bce", "adam", learning_rate=0.01, iterations=1000, seed=seed)


def losses_of(training: Training) -> Array:
    """Our own run: the loss before each update, (iterations,)."""
    rates, shuffling = training.learning_rate, training.shuffling
    if not isinstance(shuffling, int):
        raise TypeError("only a training whose shuffling is a seed can be run again")
    run = fit(
        training.net.copy(),
        training.X,
        training.Y,
        loss=training.loss,
        optimizer=with_biases(training.optimizer, training.bias_rule, training.net.shapes),
        learning_rate=rates.__getitem__ if isinstance(rates, tuple) else rates,
        iterations=training.iterations,
        batch_size=training.batch_size,
        rng=shuffling,
        l1=training.l1,
        l2=training.l2,
    )
    return run.losses


def largest_difference(first: Iterable[float], second: Iterable[float]) -> float:
    """The largest |a − b| of two loss curves of the same length."""
    return float(np.abs(np.asarray(list(first)) - np.asarray(list(second))).max())
