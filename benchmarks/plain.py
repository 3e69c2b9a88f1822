"""Plain textbook NumPy: what one writes at first, correct and clear, with a fresh array for every expression.

Weights W and bias vectors b apart, weighted sums computed again for f', everything allocating.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.workloads import Workload
from mlp_core.checks import Array


def sigmoid(s: Array) -> Array:
    """1 / (1 + e^−s)."""
    return 1 / (1 + np.exp(-s))


def softmax(s: Array) -> Array:
    """Row by row."""
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


FUNCTIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "sigmoid": (sigmoid, lambda s: sigmoid(s) * (1 - sigmoid(s))),
    "tanh": (np.tanh, lambda s: 1 - np.tanh(s) ** 2),
    "relu": (lambda s: np.maximum(s, 0), lambda s: (s > 0).astype(s.dtype)),
    "softmax": (softmax, np.ones_like),  # with cross-entropy, whose derivative at the sums is ỹ − y
}


class Plain:
    """A network as lists of W and b, trained by gradient descent."""

    def __init__(self, work: Workload, rate: float, dtype: str) -> None:
        net = work.net()
        self.W = [w[1:].astype(dtype) if work.bias else w.astype(dtype) for w in net.weights]
        self.b = [w[0].astype(dtype) for w in net.weights] if work.bias else None
        self.f = [FUNCTIONS[name] for name in work.activations]
        self.X, self.Y = work.X.astype(dtype), work.Y.astype(dtype)
        self.rate, self.batch_size, self.loss = rate, work.batch_size, work.loss

    def sums(self, l: int, layer: Array) -> Array:  # noqa: E741
        """S^(l)."""
        product: Array = layer @ self.W[l]
        return product + self.b[l] if self.b else product

    def step(self, X: Array, Y: Array) -> float:
        """Forward, loss, backward, update."""
        layers = [X]
        for l, (f, _) in enumerate(self.f):  # noqa: E741
            layers.append(f(self.sums(l, layers[-1])))
        if self.loss == "half_sse":
            loss = 0.5 * np.sum((layers[-1] - Y) ** 2)
            delta = layers[-1] - Y
        else:
            loss = -np.mean(np.sum(Y * np.log(layers[-1] + 1e-12), axis=1))
            delta = (layers[-1] - Y) / len(Y)
        for l in reversed(range(len(self.W))):  # noqa: E741
            scaled = delta * self.f[l][1](self.sums(l, layers[l]))
            gradient = layers[l].T @ scaled
            if l > 0:
                delta = scaled @ self.W[l].T
            self.W[l] = self.W[l] - self.rate * gradient
            if self.b:
                self.b[l] = self.b[l] - self.rate * scaled.sum(axis=0)
        return float(loss)

    def train(self, steps: int) -> list[float]:
        """Make so many steps, in shuffled batches if there are any."""
        if self.batch_size is None:
            return [self.step(self.X, self.Y) for _ in range(steps)]
        losses: list[float] = []
        rng = np.random.default_rng(0)
        while len(losses) < steps:
            order = rng.permutation(len(self.X))
            for start in range(0, len(order) - self.batch_size + 1, self.batch_size):
                rows = order[start : start + self.batch_size]
                losses.append(self.step(self.X[rows], self.Y[rows]))
                if len(losses) == steps:
                    break
        return losses
