"""The cells in which a reader builds a network: where each is, what it defines, and how the book writes it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One cell. name: of its exercise. lesson, title: its place. defines: what later cells use. book: its solution."""

    name: str
    lesson: str
    title: str
    defines: tuple[str, ...]
    book: str


_FORWARD = """import numpy as np


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


def sigmoid_slope(s):
    return sigmoid(s) * (1 - sigmoid(s))


def relu(s):
    return np.maximum(s, 0)


def relu_slope(s):
    return (s > 0) * 1.0


def forward(X, weights, activations):
    layers = [X]
    for w, f in zip(weights, activations):
        layers.append(f(layers[-1] @ w))
    return layers"""

_LOSS = """import numpy as np


def half_sse(outputs, targets):
    return np.sum((outputs - targets) ** 2) / 2


def half_sse_slope(outputs, targets):
    return outputs - targets"""

_MEASURED = """import numpy as np


def measured_gradients(weights, X, Y, activations, step=1e-5):
    gradients = [np.zeros(w.shape) for w in weights]
    for w, gradient in zip(weights, gradients):
        for place in np.ndindex(w.shape):
            before = w[place]
            w[place] = before + step
            above = half_sse(forward(X, weights, activations)[-1], Y)
            w[place] = before - step
            below = half_sse(forward(X, weights, activations)[-1], Y)
            w[place] = before
            gradient[place] = (above - below) / (2 * step)
    return gradients"""

_UPDATE = """import numpy as np


def update_weights(weights, X, Y, activations, slopes, learning_rate):
    layers = forward(X, weights, activations)
    delta = half_sse_slope(layers[-1], Y)
    for l in reversed(range(len(weights))):
        scaled = delta * slopes[l](layers[l] @ weights[l])
        gradient = layers[l].T @ scaled
        delta = scaled @ weights[l].T
        weights[l] = weights[l] - learning_rate * gradient"""

_FIT = """import numpy as np


def fit(weights, X, Y, activations, slopes, learning_rate, iterations):
    losses = []
    for i in range(iterations):
        outputs = forward(X, weights, activations)[-1]
        losses.append(half_sse(outputs, Y))
        update_weights(weights, X, Y, activations, slopes, learning_rate)
    return losses"""

_XOR = """import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])  # the third input is always 1
Y = np.array([[0], [1], [1], [0]])

rng = np.random.default_rng(1)
weights = [2 * rng.random((3, 4)) - 1, 2 * rng.random((4, 1)) - 1]
activations = [sigmoid, sigmoid]
slopes = [sigmoid_slope, sigmoid_slope]

losses = fit(weights, X, Y, activations, slopes, 1.0, 1500)
outputs = forward(X, weights, activations)[-1]
print("last loss:", losses[-1])
print("outputs:", outputs.ravel().round(2))"""

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            "forward",
            "feeding_forward",
            "Feeding forward",
            ("sigmoid", "sigmoid_slope", "relu", "relu_slope", "forward"),
            _FORWARD,
        ),
        Step("loss", "measuring_error", "Measuring the error", ("half_sse", "half_sse_slope"), _LOSS),
        Step("measured", "gradient_check", "Is it right? The gradient check", ("measured_gradients",), _MEASURED),
        Step("update_weights", "backprop_in_code", "Backprop in code", ("update_weights",), _UPDATE),
        Step("fit", "training", "Training, watched", ("fit",), _FIT),
        Step("xor", "xor", "Solving XOR", (), _XOR),
    )
}
"""Every cell by the name of its exercise, in the order in which they build on one another."""


def earlier(name: str) -> tuple[Step, ...]:
    """The cells before this one, the first first."""
    steps = tuple(STEPS.values())
    return steps[: steps.index(STEPS[name])]
