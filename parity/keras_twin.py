"""XOR in Keras on its PyTorch backend: the same initial weights, Adam, binary cross-entropy, float64."""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch
from keras.src.backend.common import dtypes

from mlp_core import MLP
from mlp_core.checks import Array

# Keras adds its epsilon to √v before the correction for the start, the book and PyTorch after it. With one as small as
# this on both sides, the difference is far below float64's last digit. Keras also clips probabilities by its epsilon.
EPSILON = 1e-16
LEARNING_RATE = 0.05
EPOCHS = 200

keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
keras.config.set_epsilon(EPSILON)
# Told to use float64, Keras's PyTorch backend still rounds its products to float32 (a rule made for GPUs). Without this
# line the two agree to seven digits, with it to fifteen.
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"


def train(net: MLP, X: Array, Y: Array) -> tuple[list[float], list[Array]]:
    """Train a Keras model from net's weights; the loss before each update, and the weights after the last.

    The weights come in the book's form, with the biases as row 0.
    """
    model = keras.Sequential([keras.Input((net.sizes[0],))])
    for width, name in zip(net.sizes[1:], net.activations, strict=True):
        model.add(keras.layers.Dense(width, activation=name))
    model.set_weights([part for w in net.weights for part in (w[1:], w[0])])
    adam = keras.optimizers.Adam(learning_rate=LEARNING_RATE, epsilon=EPSILON)
    model.compile(optimizer=adam, loss="binary_crossentropy")
    inputs, targets = np.array(X), np.array(Y)
    losses: list[float] = []
    # Keras keeps its own history in float32, so the loss is taken in float64 before each update.
    before = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: losses.append(_binary_cross_entropy(model(inputs), targets))
    )
    model.fit(inputs, targets, batch_size=len(X), epochs=EPOCHS, shuffle=False, verbose=0, callbacks=[before])
    flat = model.get_weights()
    weights = [np.vstack([bias, kernel]) for kernel, bias in zip(flat[::2], flat[1::2], strict=True)]
    return losses, weights


def _binary_cross_entropy(outputs: torch.Tensor, targets: Array) -> float:
    return float(torch.nn.functional.binary_cross_entropy(outputs.detach(), torch.tensor(targets)))
