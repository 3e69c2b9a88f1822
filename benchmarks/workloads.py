"""The five workloads: what is trained, on what."""

from dataclasses import dataclass

import numpy as np

from mlp_core import MLP, datasets
from mlp_core.checks import Array


@dataclass(frozen=True)
class Workload:
    """A network, its data, and how it is trained. rates: one learning rate, or 64 for the sweep."""

    name: str
    title: str
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    X: Array
    Y: Array
    rates: tuple[float, ...]
    batch_size: int | None = None
    dtype: str = "float64"
    bias: bool = True
    init: str = "uniform"

    def net(self) -> MLP:
        """A fresh network; always the same."""
        return MLP(self.sizes, self.activations, self.bias, rng=1, init=self.init, dtype=self.dtype)

    @property
    def points(self) -> int:
        """How many data points one training step looks at."""
        return self.batch_size or len(self.X)


def w1() -> Workload:
    """Four points."""
    data = datasets.four_points()
    sigmoids = ("sigmoid", "sigmoid")
    return Workload("W1", "four points, 3-4-1 sigmoid", (3, 4, 1), sigmoids, "half_sse", data.X, data.Y, (0.1,))


def w2() -> Workload:
    """XOR."""
    data = datasets.xor()
    return Workload(
        "W2", "XOR, 2-20-1 relu/sigmoid", (2, 20, 1), ("relu", "sigmoid"), "half_sse", data.X, data.Y, (0.1,)
    )


def w3() -> Workload:
    """Seven segments."""
    data = datasets.seven_segment()
    return Workload(
        "W3",
        "seven segments, 7-100-10 tanh/sigmoid",
        (7, 100, 10),
        ("tanh", "sigmoid"),
        "half_sse",
        data.X,
        data.Y,
        (0.05,),
    )


def w4(points: int = 10_000) -> Workload:
    """MNIST in batches of 64; random images where the real ones are not at hand (their values do not matter here)."""
    rng = np.random.default_rng(0)
    X = rng.random((points, 784), dtype=np.float32)
    Y = np.eye(10, dtype=np.float32)[rng.integers(0, 10, points)]
    for array in (X, Y):
        array.setflags(write=False)  # as the data sets of the book are, so that no one needs a copy of his own
    return Workload(
        "W4",
        "784-100-10 relu/softmax, batch 64, float32, cross-entropy",
        (784, 100, 10),
        ("relu", "softmax"),
        "softmax_cross_entropy",
        X,
        Y,
        (0.01,),
        batch_size=64,
        dtype="float32",
        init="he",
    )


def w5() -> Workload:
    """XOR with 64 learning rates: one step of all 64 networks."""
    data = datasets.xor()
    rates = tuple(float(rate) for rate in np.linspace(0.01, 1.0, 64))
    return Workload("W5", "64 learning rates × W2", (2, 20, 1), ("relu", "sigmoid"), "half_sse", data.X, data.Y, rates)


WORKLOADS = {"W1": w1, "W2": w2, "W3": w3, "W4": w4, "W5": w5}
