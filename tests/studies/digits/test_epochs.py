"""A training in slices makes the updates of fit, and scores every epoch."""

from __future__ import annotations

import numpy as np
import pytest

from mlp_core import MLP, fit
from mlp_core.datasets import mnist
from mlp_core.datasets.dataset import Dataset
from mlp_core.metrics import accuracy
from studies.digits.epochs import TRAIN_SCORED, EpochTraining


@pytest.fixture(scope="module", name="data")
def _data() -> tuple[Dataset, Dataset]:
    train, test = mnist("train"), mnist("test")
    return tuple(  # type: ignore[return-value]
        Dataset("mnist", part.X[:300].copy(), part.Y[:300].copy(), part.input_names, part.output_names)
        for part in (train, test)
    )


def network() -> MLP:
    return MLP((784, 12, 10), ("tanh", "softmax"), rng=3, init="xavier", dtype="float32")


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_slices_make_the_updates_of_fit(data: tuple[Dataset, Dataset], optimizer: str) -> None:
    train, test = data
    settings = {"optimizer": optimizer, "learning_rate": 0.02, "batch_size": 64}
    training = EpochTraining(network(), train, test, epochs=3, rng=5, **settings)  # type: ignore[arg-type]
    while training.advance(0.0):  # the smallest slices there are
        pass
    net = network()
    run = fit(net, train.X, train.Y, loss="softmax_cross_entropy", iterations=15, rng=5, **settings)  # type: ignore[arg-type]
    assert training.updates == run.iterations == 15
    for ours, theirs in zip(training.network().weights, net.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("done", [0.0, 10.0])
def test_more_epochs_are_those_of_a_longer_training(data: tuple[Dataset, Dataset], done: float) -> None:
    train, test = data
    settings = {"optimizer": "momentum", "learning_rate": 0.01, "batch_size": 64, "rng": 5}
    whole = EpochTraining(network(), train, test, epochs=3, **settings)  # type: ignore[arg-type]
    parts = EpochTraining(network(), train, test, epochs=1, **settings)  # type: ignore[arg-type]
    parts.advance(done)  # at its beginning, and at its end
    assert parts.finished == (done > 0)
    parts.extend(2)
    for training in (whole, parts):
        while training.advance(10.0):
            pass
    assert [record.test for record in parts.history] == [record.test for record in whole.history]
    for ours, theirs in zip(parts.network().weights, whole.network().weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert parts.progress == 1


def test_a_training_that_diverged_does_not_go_on(data: tuple[Dataset, Dataset]) -> None:
    training = EpochTraining(network(), *data, epochs=2, learning_rate=1e30)
    while training.advance(10.0):
        pass
    assert training.divergence
    with pytest.raises(ValueError, match="diverged"):
        training.extend(1)


def test_every_epoch_is_scored(data: tuple[Dataset, Dataset]) -> None:
    train, test = data
    training = EpochTraining(network(), train, test, optimizer="adam", learning_rate=0.01, epochs=4)
    before = [training.progress, training.seconds_left]
    assert before == [0, None]
    while training.advance(10.0):
        pass
    assert [record.epoch for record in training.history] == [0, 1, 2, 3, 4]
    assert [training.progress, training.seconds_left] == [1, 0]
    outputs = training.network().predict(test.X)
    np.testing.assert_allclose(training.test_outputs, outputs, atol=1e-5)
    last = training.history[-1]
    assert last.test.accuracy == accuracy(outputs, test.Y)
    sample = slice(TRAIN_SCORED)
    assert last.train.accuracy == accuracy(training.network().predict(train.X[sample]), train.Y[sample])
    net, rule = training.network(), "softmax_cross_entropy"
    assert last.test.loss == pytest.approx(net.gradients(test.X, test.Y, rule)[0], rel=1e-4)
    assert last.train.loss < training.history[0].train.loss
    seconds = [record.seconds for record in training.history]
    assert seconds == sorted(seconds)


def test_the_given_network_is_left_alone(data: tuple[Dataset, Dataset]) -> None:
    net = network()
    EpochTraining(net, *data, epochs=1).advance(10.0)
    for ours, fresh in zip(net.weights, network().weights, strict=True):
        np.testing.assert_array_equal(ours, fresh)


def test_half_sse_is_scored_for_a_data_point(data: tuple[Dataset, Dataset]) -> None:
    training = EpochTraining(network(), *data, loss="half_sse", learning_rate=1e-4, epochs=1)
    training.advance(100.0)
    total = training.network().gradients(data[1].X, data[1].Y, "half_sse")[0]
    assert training.history[-1].test.loss == pytest.approx(total / len(data[1].Y), rel=1e-4)


def test_a_training_that_diverges_ends_and_says_why(data: tuple[Dataset, Dataset]) -> None:
    net = MLP((784, 5, 10), ("linear", "linear"), rng=0, dtype="float32")
    training = EpochTraining(net, *data, loss="half_sse", learning_rate=10.0, epochs=50)
    while training.advance(10.0):
        pass
    assert training.divergence is not None
    assert "diverged at iteration" in str(training.divergence)
    assert np.isfinite(training.history[-1].test.loss)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"epochs": 0}, "epochs"),
        ({"learning_rate": -1}, "learning_rate"),
        ({"optimizer": "magic"}, "optimizer"),
        ({"batch_size": 2.5}, "batch_size"),
        ({"loss": "hinge"}, "loss"),
    ],
)
def test_wrong_settings_are_refused(data: tuple[Dataset, Dataset], changes: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        EpochTraining(network(), *data, **changes)  # type: ignore[arg-type]
