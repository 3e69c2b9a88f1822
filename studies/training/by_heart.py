"""A network that learns noisy points by heart: its loss on the points it sees and on others, update by update."""

from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array
from mlp_core.datasets.dataset import Dataset
from mlp_core.network import MLP
from mlp_core.training import fit_frames
from studies.training.films import spread_iterations

REACH, NOISE = 2.0, 0.3
COUNTS = (10, 20, 40, 80)
HIDDEN, UPDATES = 20, 3000
RATE = 0.01
LOSS = "mse"
VALIDATION, TEST = 20, 1000


def truth(x: Array) -> Array:
    """The curve under the noise. x of any shape."""
    return np.sin(2 * x)


@dataclass(frozen=True)
class Split:
    """Three sets of noisy points of the same curve, drawn apart from each other."""

    train: Dataset
    validation: Dataset
    test: Dataset


def split(count: int, seed: int) -> Split:
    """`count` points to train on, of at most 80, 20 to choose with and 1000 to judge with.

    The first points of a larger training set are those of a smaller one.
    """
    most = max(COUNTS)
    train = _drawn(most, seed, 0)
    first = Dataset(train.name, train.X[:count], train.Y[:count], train.input_names, train.output_names)
    return Split(first, _drawn(VALIDATION, seed, 1), _drawn(TEST, seed, 2))


def _drawn(count: int, seed: int, which: int) -> Dataset:
    rng = np.random.default_rng([seed, which])
    X = rng.uniform(-REACH, REACH, (count, 1))
    return Dataset("noisy wave", X, truth(X) + rng.normal(0, NOISE, X.shape), ("x",), ("y",))


def untrained(seed: int) -> MLP:
    """The network 1-20-1 before its first update."""
    return MLP((1, HIDDEN, 1), ("tanh", "linear"), rng=seed)


@dataclass(frozen=True)
class Course:
    """A training at chosen moments.

    iterations: after how many updates each moment was taken; train, validation, test: the mean squared error at each,
    (moments,); weights: those of each moment. A run that diverged ends at its last good moment.
    """

    split: Split
    iterations: tuple[int, ...]
    train: Array
    validation: Array
    test: Array
    weights: tuple[tuple[Array, ...], ...]

    @property
    def best(self) -> int:
        """The moment of the least validation loss: where early stopping stops."""
        return int(self.validation.argmin())

    def outputs(self, moment: int, x: Array) -> Array:
        """What the network of a moment answers for x (N,)."""
        net = untrained(0)
        net.weights = self.weights[moment]
        return net.predict(x[:, None])[:, 0]


MOMENTS = spread_iterations(UPDATES, dense=10, count=64)


def course(count: int, seed: int, *, l2: float = 0.0, rate: float = RATE, moments: tuple[int, ...] = MOMENTS) -> Course:
    """Train by Adam on `count` points and look at all three sets at these moments. seed: of points and start."""
    data, net = split(count, seed), untrained(seed)
    iterations, weights, losses = [], [], []
    for frame in fit_frames(
        net,
        data.train,
        every=moments,
        loss=LOSS,
        optimizer="adam",
        learning_rate=rate,
        iterations=moments[-1],
        l2=l2,
    ):
        iterations.append(frame.iteration)
        weights.append(frame.weights)
        losses.append([net.score(part, loss=LOSS).loss for part in (data.train, data.validation, data.test)])
    train, validation, test = np.array(losses).T
    return Course(data, tuple(iterations), train, validation, test, tuple(weights))


def decayed(w: float, l2: float, rate: float, updates: int) -> float:
    """What is left of a weight that the loss itself does not push, after so many updates of plain gradient descent."""
    return w * (1 - rate * l2) ** updates
