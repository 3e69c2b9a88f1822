"""The setting of M. Nielsen's *Neural Networks and Deep Learning*, chapter 1, in this book's conventions.

His cost of one image is ½ ‖ỹ − y‖², the cost of a batch is the mean over its m images, and an update is
w ← w − η · mean. The book's half_sse is the sum over the batch, m times his, and so are its gradients. The same update
therefore takes the learning rate η / m: with his η = 3.0 and m = 10 it is 0.3.
"""

from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array
from mlp_core.datasets.dataset import Dataset
from mlp_core.network import MLP
from studies.digits.epochs import EpochTraining

SIZES = (784, 30, 10)
HIS_RATE = 3.0
BATCH_SIZE = 10
EPOCHS = 30
LOSS = "half_sse"
TRAINING_IMAGES = 50_000
"""He keeps the last 10,000 of MNIST's 60,000 training images for validation."""


def rate_for_sums(rate_for_means: float, batch_size: int) -> float:
    """The learning rate for a loss summed over the batch whose steps are those of rate_for_means with the mean."""
    return rate_for_means / batch_size


RATE = rate_for_sums(HIS_RATE, BATCH_SIZE)


def standard_normal(net: MLP, rng: int | np.random.Generator) -> MLP:
    """The network with all weights and biases drawn from N(0, 1), as he starts; net is changed and returned."""
    draw = np.random.default_rng(rng)
    net.weights = [draw.standard_normal(shape) for shape in net.shapes]
    return net


def network(seed: int, sizes: tuple[int, ...] = SIZES) -> MLP:
    """Sigmoids in all layers, before the first update."""
    return standard_normal(MLP(sizes, "sigmoid", dtype="float32"), seed)


def training(seed: int, train: Dataset, test: Dataset, *, epochs: int = EPOCHS) -> EpochTraining:
    """His training on the first TRAINING_IMAGES of train, before its first update."""
    first = Dataset(
        train.name, train.X[:TRAINING_IMAGES], train.Y[:TRAINING_IMAGES], train.input_names, train.output_names
    )
    return EpochTraining(
        network(seed),
        first,
        test,
        loss=LOSS,
        learning_rate=RATE,
        batch_size=BATCH_SIZE,
        epochs=epochs,
        rng=seed,
    )


@dataclass(frozen=True)
class Recorded:
    """How a run went: the accuracy on the test images before the first update and after each epoch, (epochs + 1,)."""

    accuracy: Array

    @property
    def best(self) -> float:
        """The best of all epochs, which is the number that he quotes."""
        return float(self.accuracy[1:].max())


def recorded(seed: int, train: Dataset, test: Dataset, *, epochs: int = EPOCHS) -> Recorded:
    """The whole run."""
    run = training(seed, train, test, epochs=epochs)
    while run.advance(60.0):
        pass
    return Recorded(np.array([record.test.accuracy for record in run.history]))
