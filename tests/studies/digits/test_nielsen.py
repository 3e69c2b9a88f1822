"""Nielsen's setting: his update, written as in his book, is the book's with a tenth of the learning rate."""

from __future__ import annotations

import numpy as np

from mlp_core import MLP, fit
from mlp_core.checks import Array
from mlp_core.datasets import mnist
from studies.digits import nielsen


def his_update(weights: list[Array], X: Array, Y: Array, rate: float) -> list[Array]:
    """His update_mini_batch: image by image the gradients of ½ ‖a − y‖² are added; rate / m of the sum is the step.

    Columns as in his program: weights (out, in) and biases (out, 1).
    """
    matrices, biases = [w[1:].T for w in weights], [w[0][:, None] for w in weights]
    sums = [(np.zeros_like(w), np.zeros_like(b)) for w, b in zip(matrices, biases, strict=True)]
    for x, y in zip(X, Y, strict=True):
        activations = [x[:, None]]
        for w, b in zip(matrices, biases, strict=True):
            activations.append(1 / (1 + np.exp(-(w @ activations[-1] + b))))
        delta = (activations[-1] - y[:, None]) * activations[-1] * (1 - activations[-1])
        for layer in (1, 0):
            sums[layer] = (sums[layer][0] + delta @ activations[layer].T, sums[layer][1] + delta)
            if layer:
                delta = (matrices[layer].T @ delta) * activations[layer] * (1 - activations[layer])
    step = rate / len(X)
    return [
        np.vstack([(b - step * db).T, (w - step * dw).T]) for w, b, (dw, db) in zip(matrices, biases, sums, strict=True)
    ]


def test_one_update_is_his() -> None:
    data = mnist("test")
    X, Y = data.X[:10].astype(float), data.Y[:10].astype(float)
    net = nielsen.standard_normal(MLP(nielsen.SIZES, "sigmoid"), 0)
    wanted = his_update(net.weights, X, Y, nielsen.HIS_RATE)
    before = [w.copy() for w in net.weights]
    fit(net, X, Y, loss=nielsen.LOSS, learning_rate=nielsen.RATE, iterations=1)
    for new, right, old in zip(net.weights, wanted, before, strict=True):
        assert np.allclose(new, right, rtol=1e-10, atol=1e-12)
        assert not np.allclose(new, old)
    assert nielsen.RATE == 0.3 == nielsen.rate_for_sums(3.0, 10)


def test_the_mean_squared_error_of_the_book_would_need_another_rate() -> None:
    # mse divides by N·P and has no ½: for the same step, η / m · (N·P / 2) with N = m.
    data = mnist("test")
    X, Y = data.X[:10].astype(float), data.Y[:10].astype(float)
    nets = [nielsen.standard_normal(MLP(nielsen.SIZES, "sigmoid"), 0) for _ in range(2)]
    fit(nets[0], X, Y, loss="half_sse", learning_rate=nielsen.RATE, iterations=1)
    fit(nets[1], X, Y, loss="mse", learning_rate=nielsen.HIS_RATE * 10 / 2, iterations=1)
    for one, other in zip(nets[0].weights, nets[1].weights, strict=True):
        assert np.allclose(one, other)


def test_the_start_is_standard_normal_biases_too_and_repeats() -> None:
    net = nielsen.network(4)
    first = net.weights[0]
    assert first.shape == (785, 30)
    assert abs(float(first.std()) - 1) < 0.02
    assert first[0].std() > 0.5, "the biases"
    assert (nielsen.network(4).weights[0] == first).all()
    assert (nielsen.network(5).weights[0] != first).any()


def test_a_training_takes_the_first_images_and_counts_its_updates() -> None:
    quick, test = mnist("train"), mnist("test")
    run = nielsen.training(0, quick, test, epochs=1)
    assert run.updates_per_epoch == len(quick.X[: nielsen.TRAINING_IMAGES]) // 10
    found = nielsen.recorded(0, quick, test, epochs=1)
    assert found.accuracy.shape == (2,)
    assert found.best == found.accuracy[1] > 0.6
