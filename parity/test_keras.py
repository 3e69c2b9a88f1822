"""mlp_core against Keras on its PyTorch backend, on XOR."""

import numpy as np

from mlp_core import MLP, OPTIMIZERS, datasets, fit
from parity.keras_twin import EPOCHS, EPSILON, LEARNING_RATE, train
from parity.torch_twin import largest_difference


def test_xor_with_adam_and_binary_cross_entropy() -> None:
    """Every loss on the way and the weights at the end, from the same initial weights."""
    data = datasets.xor()
    net = MLP((2, 20, 1), ("relu", "sigmoid"), rng=1)
    losses, weights = train(net, data.X, data.Y)
    adam = OPTIMIZERS["adam"].with_settings(epsilon=EPSILON)
    run = fit(net, data.X, data.Y, loss="bce", optimizer=adam, learning_rate=LEARNING_RATE, iterations=EPOCHS)
    assert np.abs(run.losses - losses).max() < 1e-10
    assert largest_difference(net.weights, weights) < 1e-10
