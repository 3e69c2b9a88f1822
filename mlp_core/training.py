"""Training: repeat forward, backward, update."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array, as_choice, as_count, as_number
from mlp_core.network import MLP
from mlp_core.optimizers import OPTIMIZERS


@dataclass(frozen=True)
class TrainingRun:
    """What a training left behind. losses[i] is the loss before update i; final_loss the one after the last."""

    net: MLP
    losses: Array
    final_loss: float


@dataclass(frozen=True)
class Frame:
    """The network after `iteration` updates: its loss and copies of its weights."""

    iteration: int
    loss: float
    weights: tuple[Array, ...]


def fit_frames(
    net: MLP,
    X: object,
    Y: object,
    *,
    loss: str = "half_sse",
    optimizer: str = "sgd",
    learning_rate: float = 0.1,
    iterations: int = 1000,
    every: int = 10,
) -> Iterator[Frame]:
    """The training of fit as a generator of frames: the start, every `every` updates, and the end."""
    as_choice("optimizer", optimizer, OPTIMIZERS)
    rate = as_number("learning_rate", learning_rate, above=0)
    count = as_count("iterations", iterations)
    step = as_count("every", every)
    for iteration in range(count + 1):
        value, gradients = net.gradients(X, Y, loss)
        if iteration % step == 0 or iteration == count:
            yield Frame(iteration, value, tuple(w.copy() for w in net.weights))
        if iteration < count:
            net.weights = [w - rate * g for w, g in zip(net.weights, gradients, strict=True)]


def fit(
    net: MLP,
    X: object,
    Y: object,
    *,
    loss: str = "half_sse",
    optimizer: str = "sgd",
    learning_rate: float = 0.1,
    iterations: int = 1000,
) -> TrainingRun:
    """Train net in place on X (N, M), Y (N, P) and return the run."""
    frames = list(
        fit_frames(
            net, X, Y, loss=loss, optimizer=optimizer, learning_rate=learning_rate, iterations=iterations, every=1
        )
    )
    losses = np.array([frame.loss for frame in frames])
    return TrainingRun(net, losses[:-1], float(losses[-1]))
