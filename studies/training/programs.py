"""What the lesson on frameworks holds programs against: its example, and our own run of what a program does."""

from collections.abc import Iterable

import numpy as np

from mlp_core.checks import Array
from mlp_core.datasets import xor
from mlp_core.export.training import Training
from mlp_core.network import MLP
from mlp_core.training import fit
from studies.biases import with_biases


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
