"""Training on larger data, epoch by epoch, in slices: so that a page can show it, pause it and stay answerable.

The updates are those of `fit`: slicing changes when they are made, never what they compute.
"""

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array, as_count, as_generator, fail
from mlp_core.datasets.dataset import Dataset
from mlp_core.fast.engine import Engine
from mlp_core.gradient_descent import Divergence, Settings
from mlp_core.losses import LOSSES
from mlp_core.metrics import accuracy
from mlp_core.network import MLP
from mlp_core.optimizers import Optimizer, as_optimizer

UNIT_SECONDS = 0.02
"""About how long the work goes on between two looks at the clock."""
TRAIN_SCORED = 1000
"""So many training points are scored after each epoch: enough to see a gap to the test data, and soon done."""
SCORED_AT_ONCE = 250
"""So many data points are fed forward in one piece when a network is scored."""


@dataclass(frozen=True)
class Score:
    """How well a network does on a data set: the mean loss of a data point, and the share that it gets right, 0 … 1."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class EpochRecord:
    """Where a training stood after so many epochs; seconds is the computing time spent on it until then."""

    epoch: int
    train: Score
    test: Score
    seconds: float


class EpochTraining:
    """A training whose every epoch is scored on both data sets, made in slices by calling `advance`.

    net            the network to train; it is copied, and `network()` gives the copy as it is now
    train, test    the data sets. Training data are scored by their first TRAIN_SCORED points.
    epochs         how many passes over the training data; each makes ceil(N / batch_size) updates
    loss, optimizer, learning_rate, batch_size, rng as in fit. Errors: ValueError naming the argument.

    history holds a record for epoch 0, before any update, and for each epoch after it. test_outputs are the outputs on
    the test data (N, P) of the last record. scored is how many training and how many test points a record counts.
    divergence says why a training had to stop early, or is None.
    """

    def __init__(
        self,
        net: MLP,
        train: Dataset,
        test: Dataset,
        *,
        loss: str = "softmax_cross_entropy",
        optimizer: str | Optimizer = "sgd",
        learning_rate: float = 0.1,
        batch_size: int = 64,
        epochs: int = 10,
        rng: int | np.random.Generator = 0,
    ) -> None:
        if not isinstance(net, MLP):
            raise fail("net", "an MLP", f"a {type(net).__name__}")
        self._net = net.copy()
        X = net.checked_inputs(train.X)
        Y = net.checked_targets(train.Y, X, loss)
        self._test_X = net.checked_inputs(test.X)
        self._test_Y = net.checked_targets(test.Y, self._test_X, loss)
        self._sample = X[:TRAIN_SCORED], Y[:TRAIN_SCORED]
        self.scored = len(self._sample[0]), len(self._test_X)
        self.epochs = as_count("epochs", epochs)
        self.batch_size = min(as_count("batch_size", batch_size), len(X))
        self.updates_per_epoch = math.ceil(len(X) / self.batch_size)
        settings = Settings(
            loss=loss,
            optimizer=as_optimizer(optimizer),
            learning_rate=learning_rate,
            iterations=self.epochs * self.updates_per_epoch,
            batch_size=self.batch_size,
        )
        self._engine = Engine(self._net, X, Y, settings, as_generator("rng", rng))
        self.history: list[EpochRecord] = []
        self.test_outputs: Array = np.zeros_like(self._test_Y)
        self.seconds = 0.0
        self.finished = False
        self._stride = 1
        self._work = self._all_work()

    @property
    def updates(self) -> int:
        """How many updates have been made."""
        return self._engine.done

    @property
    def progress(self) -> float:
        """The share of all updates that have been made, 0 … 1."""
        return self._engine.done / self._engine.settings.iterations

    @property
    def seconds_left(self) -> float | None:
        """The computing time that the rest should take at the speed so far; None before there is one."""
        return self.seconds * (1 - self.progress) / self.progress if self.progress else None

    @property
    def divergence(self) -> Divergence | None:
        """Why the training stopped early."""
        return self._engine.divergence

    def network(self) -> MLP:
        """The network as it is now: a copy."""
        twin = self._net.copy()
        twin.weights = list(self._engine.weights)
        return twin

    def advance(self, seconds: float) -> bool:
        """Work for about so long, at least one unit of work; False when there is nothing left to do."""
        start = time.perf_counter()
        before = self.seconds
        while not self.finished:
            if next(self._work, True):
                self.finished = True
            self.seconds = before + time.perf_counter() - start
            if self.seconds - before >= seconds:
                break
        return not self.finished

    def extend(self, epochs: int) -> None:
        """Go on for so many more epochs, as if the training had been that long from the start.

        ValueError after a divergence: there is nothing to go on from.
        """
        if self.divergence:
            raise fail("epochs", "a training to go on with", "one that diverged", str(self.divergence))
        self.epochs += as_count("epochs", epochs)
        self._engine.extend(epochs * self.updates_per_epoch)
        if self.finished:
            self.finished, self._work = False, self._all_work()

    def _all_work(self) -> Iterator[None]:
        """All updates and scores that are left, in their order; each step of this generator is a unit of work."""
        while self.divergence is None and len(self.history) <= self.epochs:
            end = len(self.history) * self.updates_per_epoch  # epoch 0 is before any update
            while self._engine.done < end and self._engine.divergence is None:
                self._update(end)
                yield
            yield from self._score(len(self.history))

    def _update(self, end: int) -> None:
        """Make the updates of one unit: as many as fit into UNIT_SECONDS, judging by the unit before."""
        begun, done = time.perf_counter(), self._engine.done
        until = min(end, done + self._stride)
        # All data points at once are too many for a browser's memory: an epoch's score looks at them part by part.
        self._engine.advance(until, look=False)
        each = (time.perf_counter() - begun) / max(1, self._engine.done - done)
        self._stride = max(1, min(2 * self._stride, int(UNIT_SECONDS / max(each, 1e-9))))

    def _score(self, epoch: int) -> Iterator[None]:
        train_outputs, train_loss = yield from self._fed_forward(*self._sample)
        test_outputs, test_loss = yield from self._fed_forward(self._test_X, self._test_Y)
        self.test_outputs = test_outputs
        train = Score(train_loss, accuracy(train_outputs, self._sample[1]))
        test = Score(test_loss, accuracy(test_outputs, self._test_Y))
        self.history.append(EpochRecord(epoch, train, test, self.seconds))

    def _fed_forward(self, X: Array, Y: Array) -> Generator[None, None, tuple[Array, float]]:
        """The outputs for X (N, M) and the mean loss of a data point, some data points at a time."""
        rule = LOSSES[self._engine.settings.loss]
        outputs, total = np.empty_like(Y), 0.0
        for start in range(0, len(X), SCORED_AT_ONCE):
            rows = slice(start, start + SCORED_AT_ONCE)
            outputs[rows], loss = self._engine.outputs_and_loss(X[rows], Y[rows])
            total += loss * rule.count(*Y[rows].shape)
            yield
        return outputs, total / rule.count(1, Y.shape[1]) / len(X)
