"""A training as a complete program: in NumPy, in PyTorch and in Keras, in sections that correspond to each other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mlp_core.checks import Array, as_choice, as_count, as_number, fail
from mlp_core.network import MLP

SECTIONS = ("imports", "data", "network", "start", "loss", "optimizer", "loop", "forward", "backward", "update", "end")
"""The sections of every program, in order. Their texts, joined by line ends, are the program."""


@dataclass(frozen=True)
class Training:
    """What a program has to do.

    net: the network with its initial weights. seed: the one that these weights were drawn with as 2·rand − 1, so that
    the program can draw them again; None writes them out as numbers. optimizer: "sgd", "momentum" or "adam".
    """

    net: MLP
    X: Array
    Y: Array
    loss: str = "bce"
    optimizer: str = "adam"
    learning_rate: float = 0.01
    iterations: int = 1000
    seed: int | None = None

    def __post_init__(self) -> None:
        as_choice("optimizer", self.optimizer, _RULES)
        as_number("learning_rate", self.learning_rate, above=0)
        as_count("iterations", self.iterations)
        self.net.checked_targets(self.Y, self.net.checked_inputs(self.X), self.loss)
        if self.seed is not None:
            drawn = MLP(self.net.sizes, self.net.activations, bias=self.net.bias, rng=self.seed).weights
            if not all(np.array_equal(a, b) for a, b in zip(drawn, self.net.weights, strict=True)):
                raise fail("seed", "the seed that the network's weights were drawn with, or None", str(self.seed))


Program = dict[str, str]
"""Section -> its lines, without the last line end."""


def text(program: Program) -> str:
    """The whole program as one text."""
    return "\n".join(program[section] for section in SECTIONS if program[section]) + "\n"


def largest_difference(first: Iterable[float], second: Iterable[float]) -> float:
    """The largest |a − b| of two loss curves of the same length."""
    return float(np.abs(np.asarray(list(first)) - np.asarray(list(second))).max())


# --- what the three have in common ------------------------------------------------------------------------------------


def _matrix(values: Array) -> str:
    rows = ",\n    ".join("[" + ", ".join(repr(float(value)) for value in row) + "]" for row in values)
    return f"[\n    {rows},\n]"


def _weights(training: Training) -> str:
    """Lines that set `weights`, one matrix for each step; row 0 holds the biases."""
    net = training.net
    ending = "  # row 0 of each: the biases" if net.bias else ""
    if training.seed is not None:
        draws = ",\n    ".join(f"2 * rng.random({shape}) - 1" for shape in net.shapes)
        return f"rng = np.random.default_rng({training.seed})\nweights = [{ending}\n    {draws},\n]"
    written = ",\n".join(f"    np.array({_matrix(w)})".replace("\n", "\n    ") for w in net.weights)
    return f"weights = [{ending}\n{written},\n]"


# --- NumPy ----------------------------------------------------------------------------------------------------------

_FUNCTIONS = {
    "linear": "s",
    "sigmoid": "1 / (1 + np.exp(-s))",
    "tanh": "np.tanh(s)",
    "relu": "np.maximum(s, 0)",
    "softmax": "np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)",
}
_SLOPES = {"linear": "np.ones_like(a)", "sigmoid": "a * (1 - a)", "tanh": "1 - a**2", "relu": "(a > 0) * 1.0"}
_VALUES = {
    "half_sse": "((outputs - Y) ** 2).sum() / 2",
    "mse": "((outputs - Y) ** 2).mean()",
    "bce": "-(Y * np.log(outputs) + (1 - Y) * np.log(1 - outputs)).mean()",
    "softmax_cross_entropy": "-(Y * np.log(outputs)).sum() / len(Y)",
}
_DERIVATIVES = {
    "half_sse": "outputs - Y",
    "mse": "2 * (outputs - Y) / Y.size",
    "bce": "(outputs - Y) / (outputs * (1 - outputs)) / Y.size",
    "softmax_cross_entropy": "-Y / outputs / len(Y)",
}
# update rule -> (lines before the loop, lines for one weight matrix)
_RULES = {
    "sgd": ("", "weights[l] -= learning_rate * gradients[l]"),
    "momentum": (
        "velocity = [np.zeros_like(w) for w in weights]",
        "velocity[l] = 0.9 * velocity[l] + gradients[l]\nweights[l] -= learning_rate * velocity[l]",
    ),
    "adam": (
        "mean = [np.zeros_like(w) for w in weights]\nsquare = [np.zeros_like(w) for w in weights]",
        "mean[l] = 0.9 * mean[l] + 0.1 * gradients[l]\n"
        "square[l] = 0.999 * square[l] + 0.001 * gradients[l] ** 2\n"
        "m = mean[l] / (1 - 0.9 ** (i + 1))\n"
        "v = square[l] / (1 - 0.999 ** (i + 1))\n"
        "weights[l] -= learning_rate * m / (np.sqrt(v) + 1e-8)",
    ),
}


def to_numpy(training: Training) -> Program:
    """The program with nothing but NumPy, as this book writes it."""
    net = training.net
    before, update = _RULES[training.optimizer]
    ones = "np.hstack([np.ones((len(X), 1)), layers[l]])" if net.bias else "layers[l]"
    carried = "weights[l][1:].T" if net.bias else "weights[l].T"
    return {
        "imports": "import numpy as np\n",
        "data": f"X = np.array({_matrix(training.X)})\nY = np.array({_matrix(training.Y)})\n",
        "network": _numpy_functions(net.activations),
        "start": f"{_weights(training)}\n",
        "loss": f"def loss_of(outputs):\n    return {_VALUES[training.loss]}\n\n",
        "optimizer": "\n".join(filter(None, [f"learning_rate = {training.learning_rate!r}", before])),
        "loop": f"losses = []\nfor i in range({training.iterations}):",
        "forward": "    layers, inputs = [X], []\n"
        "    for l, w in enumerate(weights):\n"
        f"        inputs.append({ones})\n"
        "        layers.append(activations[l](inputs[l] @ w))\n"
        "    outputs = layers[-1]\n"
        "    losses.append(float(loss_of(outputs)))",
        "backward": f"    delta = {_DERIVATIVES[training.loss]}\n"
        "    gradients = [None] * len(weights)\n"
        "    for l in reversed(range(len(weights))):\n"
        f"        scaled = {_scaled(net.activations)}\n"
        "        gradients[l] = inputs[l].T @ scaled\n"
        f"        delta = scaled @ {carried}",
        "update": f"    for l in range(len(weights)):\n{_indented(update, 8)}",
        "end": 'print("last loss:", losses[-1])',
    }


def _numpy_functions(names: tuple[str, ...]) -> str:
    different = list(dict.fromkeys(names))
    lines = []
    for name in different:
        lines.append(f"def {name}(s):\n    return {_FUNCTIONS[name]}\n\n")
        if name in _SLOPES:
            lines.append(f"def {name}_slope(a):  # in terms of a = {name}(s)\n    return {_SLOPES[name]}\n\n")
    slopes = [f"{name}_slope" for name in names if name in _SLOPES]
    lists = f"activations = [{', '.join(names)}]\nslopes = [{', '.join(slopes)}]\n"
    return "\n".join([*lines, lists])


def _scaled(names: tuple[str, ...]) -> str:
    """delta ∘ f′; for softmax, whose outputs depend on each other, delta · Jacobian."""
    plain = "delta * slopes[l](layers[l + 1])"
    if names[-1] != "softmax":
        return plain
    # For a row a: delta · (diag(a) − aᵀa) = a ∘ (delta − delta·a).
    last = "outputs * (delta - (delta * outputs).sum(axis=1, keepdims=True))"
    return last if len(names) == 1 else f"{last} if l == {len(names) - 1} else {plain}"


def _indented(lines: str, by: int) -> str:
    return "\n".join(" " * by + line for line in lines.split("\n"))


# --- PyTorch --------------------------------------------------------------------------------------------------------

_TORCH_LAYERS = {"sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()", "relu": "nn.ReLU()", "softmax": "nn.Softmax(dim=1)"}
_TORCH_LOSSES = {
    "half_sse": "def loss_function(outputs, targets):\n    return ((outputs - targets) ** 2).sum() / 2\n\n",
    "mse": "loss_function = nn.MSELoss()",
    "bce": "loss_function = nn.BCELoss()",
    "softmax_cross_entropy": "def loss_function(outputs, targets):\n"
    "    return -(targets * torch.log(outputs)).sum(dim=1).mean()\n\n",
}
_TORCH_RULES = {
    "sgd": "torch.optim.SGD(model.parameters(), lr={rate!r})",
    "momentum": "torch.optim.SGD(model.parameters(), lr={rate!r}, momentum=0.9)",
    "adam": "torch.optim.Adam(model.parameters(), lr={rate!r})",
}


def to_pytorch(training: Training) -> Program:
    """The program for PyTorch, in float64 like NumPy."""
    net = training.net
    bias = "" if net.bias else ", bias=False"
    layers = []
    for (fan_in, fan_out), name in zip(pairwise(net.sizes), net.activations, strict=True):
        layers.append(f"    nn.Linear({fan_in}, {fan_out}{bias}),")
        layers += [f"    {_TORCH_LAYERS[name]},"] if name in _TORCH_LAYERS else []
    copies = (
        "        layer.bias.copy_(torch.tensor(w[0]))\n        layer.weight.copy_(torch.tensor(w[1:].T))"
        if net.bias
        else "        layer.weight.copy_(torch.tensor(w.T))"
    )
    return {
        "imports": "import numpy as np\nimport torch\nfrom torch import nn\n\n"
        "torch.set_default_dtype(torch.float64)  # as precise as NumPy\n",
        "data": f"X = torch.tensor({_matrix(training.X)})\nY = torch.tensor({_matrix(training.Y)})\n",
        "network": "model = nn.Sequential(\n" + "\n".join(layers) + "\n)\n",
        "start": f"{_weights(training)}\n"
        "with torch.no_grad():\n"
        "    for layer, w in zip([part for part in model if isinstance(part, nn.Linear)], weights):\n"
        f"{copies}\n",
        "loss": _TORCH_LOSSES[training.loss],
        "optimizer": f"optimizer = {_TORCH_RULES[training.optimizer].format(rate=training.learning_rate)}\n",
        "loop": f"losses = []\nfor i in range({training.iterations}):",
        "forward": "    outputs = model(X)\n    loss = loss_function(outputs, Y)\n    losses.append(loss.item())",
        "backward": "    optimizer.zero_grad()\n    loss.backward()",
        "update": "    optimizer.step()",
        "end": 'print("last loss:", losses[-1])',
    }


# --- Keras ----------------------------------------------------------------------------------------------------------

_KERAS_LOSSES = {
    "half_sse": "def loss(targets, outputs):\n    return keras.ops.sum((outputs - targets) ** 2) / 2\n\n",
    "mse": 'loss = "mean_squared_error"',
    "bce": 'loss = "binary_crossentropy"',
    "softmax_cross_entropy": 'loss = "categorical_crossentropy"',
}
_KERAS_RULES: dict[str, Callable[[float], str]] = {
    "sgd": lambda rate: f"keras.optimizers.SGD(learning_rate={rate!r})",
    # Keras carries the learning rate inside the velocity; with a rate that never changes the steps are the same.
    "momentum": lambda rate: f"keras.optimizers.SGD(learning_rate={rate!r}, momentum=0.9)",
    "adam": lambda rate: f"keras.optimizers.Adam(learning_rate={rate!r}, epsilon=1e-8)",
}


def to_keras(training: Training) -> Program:
    """The program for Keras 3, on whichever of its backends is installed."""
    net = training.net
    bias = "" if net.bias else ", use_bias=False"
    layers = "\n".join(
        f'    keras.layers.Dense({width}, activation="{name}"{bias}),'
        for width, name in zip(net.sizes[1:], net.activations, strict=True)
    )
    parts = "[part for w in weights for part in (w[1:], w[0])]" if net.bias else "weights"
    return {
        "imports": "import os\n\n"
        'os.environ.setdefault("KERAS_BACKEND", "torch")  # or "tensorflow", or "jax"\n\n'
        "import keras\nimport numpy as np\n",
        "data": f"X = np.array({_matrix(training.X)})\nY = np.array({_matrix(training.Y)})\n",
        "network": f"model = keras.Sequential([\n    keras.Input(({net.sizes[0]},)),\n{layers}\n])\n",
        "start": f"{_weights(training)}\nmodel.set_weights({parts})\n",
        "loss": _KERAS_LOSSES[training.loss],
        "optimizer": f"optimizer = {_KERAS_RULES[training.optimizer](training.learning_rate)}\n"
        "model.compile(optimizer=optimizer, loss=loss)\n",
        "loop": "history = model.fit(\n"
        f"    X, Y, epochs={training.iterations}, batch_size=len(X), shuffle=False, verbose=0\n"
        ")\n"
        'losses = history.history["loss"]',
        "forward": "",
        "backward": "",
        "update": "",
        "end": 'print("last loss:", losses[-1])',
    }


PROGRAMS: dict[str, Callable[[Training], Program]] = {"NumPy": to_numpy, "PyTorch": to_pytorch, "Keras": to_keras}
"""How a training is written for each library."""


def xor_training(seed: int = 1) -> Training:
    """The example of the lesson on frameworks: XOR with 20 relu neurons, sigmoid, binary cross-entropy and Adam."""
    from mlp_core.datasets import xor

    data = xor()
    net = MLP((2, 20, 1), ("relu", "sigmoid"), rng=seed)
    return Training(net, data.X, data.Y, "bce", "adam", learning_rate=0.01, iterations=1000, seed=seed)


def losses_of(training: Training) -> Array:
    """Our own run: the loss before each update, (iterations,)."""
    from mlp_core.training import fit

    run = fit(
        training.net.copy(),
        training.X,
        training.Y,
        loss=training.loss,
        optimizer=training.optimizer,
        learning_rate=training.learning_rate,
        iterations=training.iterations,
    )
    return run.losses
