"""Handwritten digits: the book's training and PyTorch's, from the same weights on the same batches, in float32."""

import numpy as np
import pytest
import torch

from mlp_core import MLP
from mlp_core.datasets import mnist
from mlp_core.gradient_descent import Batches
from mlp_core.metrics import accuracy
from studies.digits.epochs import EpochTraining

BATCH, EPOCHS, SEED = 64, 5, 1
RATES = {"sgd": 0.1, "momentum": 0.03, "adam": 0.001}


def torch_accuracy(net: MLP, optimizer: str) -> float:
    """The share of test images that PyTorch gets right, with layers, loss and optimizer of its own."""
    model = torch.nn.Sequential(torch.nn.Linear(784, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10))
    with torch.no_grad():
        for layer, w in zip((model[0], model[2]), net.weights, strict=True):
            layer.weight.copy_(torch.tensor(w[1:].T))
            layer.bias.copy_(torch.tensor(w[0]))
    rate = RATES[optimizer]
    rules = {
        "sgd": lambda: torch.optim.SGD(model.parameters(), lr=rate),
        "momentum": lambda: torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9),
        "adam": lambda: torch.optim.Adam(model.parameters(), lr=rate),
    }
    update, loss = rules[optimizer](), torch.nn.CrossEntropyLoss()
    train, test = mnist("train"), mnist("test")
    X, labels = torch.tensor(np.array(train.X)), torch.tensor(train.Y.argmax(axis=1))
    batches = Batches(len(X), BATCH, np.random.default_rng(SEED))
    for _ in range(EPOCHS * -(-len(X) // BATCH)):
        rows = torch.tensor(batches.next())
        update.zero_grad()
        loss(model(X[rows]), labels[rows]).backward()
        update.step()
    with torch.no_grad():
        outputs = torch.softmax(model(torch.tensor(np.array(test.X))), dim=1).numpy()
    return accuracy(outputs, test.Y)


@pytest.mark.parametrize("optimizer", RATES)
def test_accuracy_is_pytorchs(optimizer: str) -> None:
    """Give or take a fifth of a point, which is four of the 2,000 test images."""
    net = MLP((784, 100, 10), ("relu", "softmax"), rng=SEED, init="he", dtype="float32")
    rate = RATES[optimizer]
    training = EpochTraining(
        net, mnist("train"), mnist("test"), optimizer=optimizer, learning_rate=rate, epochs=EPOCHS, rng=SEED
    )
    while training.advance(60.0):
        pass
    ours, theirs = training.history[-1].test.accuracy, torch_accuracy(net, optimizer)
    print(f"{optimizer}: {100 * ours:.2f} % here, {100 * theirs:.2f} % in PyTorch")
    assert ours > 0.92
    assert abs(ours - theirs) <= 0.002
