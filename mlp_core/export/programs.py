"""A training as a complete program: in NumPy, in PyTorch and in Keras, in sections that correspond to each other."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array, as_choice, as_count, as_number, fail
from mlp_core.code import OptimizerCode, PairCode
from mlp_core.datasets import xor
from mlp_core.export.pytorch_script import torch_expression
from mlp_core.export.script import HELPERS, pair_code, within_domain
from mlp_core.losses import LOSSES, Loss
from mlp_core.network import MLP
from mlp_core.optimizers import OPTIMIZERS, Optimizer
from mlp_core.training import fit

SECTIONS = ("imports", "data", "network", "start", "loss", "optimizer", "loop", "forward", "backward", "update", "end")
"""The sections of every program, in order. Their texts, joined by line ends, are the program."""


@dataclass(frozen=True)
class Training:
    """What a program has to do.

    net: the network with its initial weights. seed: the one that these weights were drawn with as 2·rand − 1, so that
    the program can draw them again; None writes them out as numbers. optimizer: a name from OPTIMIZERS.
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
        as_choice("optimizer", self.optimizer, OPTIMIZERS)
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


def to_numpy(training: Training) -> Program:
    """The program with nothing but NumPy, as this book writes it."""
    net, rule, optimizer = training.net, LOSSES[training.loss], OPTIMIZERS[training.optimizer]
    code = _written(optimizer)
    before = [f"{name} = [np.zeros_like(w) for w in weights]" for name in code.state]
    ones = "np.hstack([np.ones((len(X), 1)), layers[l]])" if net.bias else "layers[l]"
    pair = pair_code(rule, net)
    value = pair.numpy if pair else within_domain(rule, rule.code.numpy)
    arguments = "s" if pair else "outputs"
    return {
        "imports": "import numpy as np\n",
        "data": f"X = np.array({_matrix(training.X)})\nY = np.array({_matrix(training.Y)})\n",
        "network": _numpy_functions(net.activations, with_last_slope=pair is None),
        "start": f"{_weights(training)}\n",
        "loss": "".join(f"{HELPERS[name]}\n\n\n" for name in HELPERS if f"{name}(" in value)
        + (f"# From the weighted sums, so that {net.activations[-1]} and logarithm meet no 0.\n" if pair else "")
        + f"def loss_of({arguments}):\n    return {value}\n\n",
        "optimizer": "\n".join([f"learning_rate = {training.learning_rate!r}", *before]),
        "loop": f"losses = []\nfor i in range({training.iterations}):",
        "forward": "    layers, inputs = [X], []\n"
        "    for l, w in enumerate(weights):\n"
        f"        inputs.append({ones})\n"
        "        s = inputs[l] @ w\n"
        "        layers.append(activations[l](s))\n"
        "    outputs = layers[-1]\n"
        f"    losses.append(float(loss_of({arguments})))",
        "backward": _numpy_backward(net, pair, within_domain(rule, rule.code.derivative)),
        "update": f"    for l in range(len(weights)):\n{_indented(code.numpy.format(**optimizer.settings), 8)}",
        "end": 'print("last loss:", losses[-1])',
    }


def _written(optimizer: Optimizer) -> OptimizerCode:
    if optimizer.code is None:
        raise fail("optimizer", "an optimizer whose code is known", repr(optimizer.name))
    return optimizer.code


def _numpy_functions(names: tuple[str, ...], with_last_slope: bool) -> str:
    lines = []
    asked = [name for name in (names if with_last_slope else names[:-1]) if ACTIVATIONS[name].elementwise]
    for name in dict.fromkeys(names):
        code = ACTIVATIONS[name].code
        lines.append(f"def {name}(s):\n{_indented(code.body, 4)}\n\n")
        if name in asked:
            lines.append(f"def {name}_slope(a):  # in terms of a = {name}(s)\n    return {code.slope}\n\n")
    lists = f"activations = [{', '.join(names)}]\n"
    return "\n".join([*lines, lists + f"slopes = [{', '.join(f'{name}_slope' for name in asked)}]\n"])


def _numpy_backward(net: MLP, pair: PairCode | None, derivative: str) -> str:
    """The lines that carry the error back; `scaled` is ∂L/∂S of the layer at hand."""
    last, carry = net.lmax - 1, ACTIVATIONS[net.activations[-1]].code.carry
    plain = "delta * slopes[l](layers[l + 1])"
    if pair:
        own = pair.error
        start = f"    # {net.activations[-1]} and this loss together: the error at the last sums needs no slope.\n"
    else:
        own = re.sub(r"\ba\b", "outputs", carry)
        start = f"    delta = {derivative}\n"
    scaled = plain if not own else own if last == 0 else f"{own} if l == {last} else {plain}"
    carried = "weights[l][1:].T" if net.bias else "weights[l].T"
    return (
        start + "    gradients = [None] * len(weights)\n"
        "    for l in reversed(range(len(weights))):\n"
        f"        scaled = {scaled}\n"
        "        gradients[l] = inputs[l].T @ scaled\n"
        f"        delta = scaled @ {carried}"
    )


def _indented(lines: str, by: int) -> str:
    return "\n".join(" " * by + line for line in lines.split("\n"))


# --- PyTorch --------------------------------------------------------------------------------------------------------


def to_pytorch(training: Training) -> Program:
    """The program for PyTorch, in float64 like NumPy."""
    net, rule, optimizer = training.net, LOSSES[training.loss], OPTIMIZERS[training.optimizer]
    pair = pair_code(rule, net)
    bias = "" if net.bias else ", bias=False"
    layers = []
    for index, ((fan_in, fan_out), name) in enumerate(zip(pairwise(net.sizes), net.activations, strict=True)):
        layers.append(f"    nn.Linear({fan_in}, {fan_out}{bias}),")
        if pair and index == net.lmax - 1:
            layers[-1] += f"  # its {name} is in the loss"
        elif ACTIVATIONS[name].code.torch:
            layers.append(f"    {ACTIVATIONS[name].code.torch},")
    copies = (
        "        layer.bias.copy_(torch.tensor(w[0]))\n        layer.weight.copy_(torch.tensor(w[1:].T))"
        if net.bias
        else "        layer.weight.copy_(torch.tensor(w.T))"
    )
    first = f"model.parameters(), lr={training.learning_rate!r}"
    return {
        "imports": "import numpy as np\nimport torch\nfrom torch import nn\n\n"
        "torch.set_default_dtype(torch.float64)  # as precise as NumPy\n",
        "data": f"X = torch.tensor({_matrix(training.X)})\nY = torch.tensor({_matrix(training.Y)})\n",
        "network": "model = nn.Sequential(\n" + "\n".join(layers) + "\n)\n",
        "start": f"{_weights(training)}\n"
        "with torch.no_grad():\n"
        "    for layer, w in zip([part for part in model if isinstance(part, nn.Linear)], weights):\n"
        f"{copies}\n",
        "loss": _library_loss(rule, pair, "PyTorch")
        or f"def loss_function(outputs, Y):\n    return {torch_expression(rule)}\n\n",
        "optimizer": f"optimizer = {_written(optimizer).torch.write(first, optimizer.settings)}\n",
        "loop": f"losses = []\nfor i in range({training.iterations}):",
        "forward": "    outputs = model(X)\n    loss = loss_function(outputs, Y)\n    losses.append(loss.item())",
        "backward": "    optimizer.zero_grad()\n    loss.backward()",
        "update": "    optimizer.step()",
        "end": 'print("last loss:", losses[-1])',
    }


def _library_loss(rule: Loss, pair: PairCode | None, library: str) -> str:
    """The library's own loss, "" where it has none that is ours. A pair's takes the sums and is stable."""
    name = "loss_function" if library == "PyTorch" else "loss"
    if pair:
        return f"{name} = {pair.library[library]}"
    made = rule.code.library.get(library)
    return f"{name} = {made}" if made else ""


# --- Keras ----------------------------------------------------------------------------------------------------------


def to_keras(training: Training) -> Program:
    """The program for Keras 3, on whichever of its backends is installed. Keras computes in float32."""
    net, rule, optimizer = training.net, LOSSES[training.loss], OPTIMIZERS[training.optimizer]
    pair = pair_code(rule, net)
    bias = "" if net.bias else ", use_bias=False"
    layers = []
    for index, (width, name) in enumerate(zip(net.sizes[1:], net.activations, strict=True)):
        if pair and index == net.lmax - 1:
            layers.append(f"    keras.layers.Dense({width}{bias}),  # its {name} is in the loss")
        else:
            layers.append(f"    keras.layers.Dense({width}, activation={ACTIVATIONS[name].code.keras}{bias}),")
    parts = "[part for w in weights for part in (w[1:], w[0])]" if net.bias else "weights"
    first = f"learning_rate={training.learning_rate!r}"
    return {
        "imports": "import os\n\n"
        'os.environ.setdefault("KERAS_BACKEND", "torch")  # or "tensorflow", or "jax"\n\n'
        "import keras\nimport numpy as np\n",
        "data": f"X = np.array({_matrix(training.X)})\nY = np.array({_matrix(training.Y)})\n",
        "network": f"model = keras.Sequential([\n    keras.Input(({net.sizes[0]},)),\n" + "\n".join(layers) + "\n])\n",
        "start": f"{_weights(training)}\nmodel.set_weights({parts})\n",
        "loss": _library_loss(rule, pair, "Keras") or _keras_loss(rule),
        "optimizer": f"optimizer = {_written(optimizer).keras.write(first, optimizer.settings)}\n"
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


def _keras_loss(rule: Loss) -> str:
    """A loss written out. Keras's own cross-entropies change the outputs first, and so give other numbers."""
    if rule.domain == (-np.inf, np.inf):
        return f"def loss(Y, outputs):\n    return {rule.code.keras}\n\n"
    return (
        "# Keras's own cross-entropies keep outputs between 1e-7 and 1 - 1e-7, and that of classes first divides each\n"
        "# row by its sum. So here is the book's formula. Numbers closer to 0 or 1 have no logarithm in float32.\n"
        "def loss(Y, outputs):\n"
        "    outputs = keras.ops.clip(outputs, 1e-37, 1 - 6e-8)\n"
        f"    return {rule.code.keras}\n\n"
    )


PROGRAMS: dict[str, Callable[[Training], Program]] = {"NumPy": to_numpy, "PyTorch": to_pytorch, "Keras": to_keras}
"""How a training is written for each library."""


def xor_training(seed: int = 1) -> Training:
    """The example of the lesson on frameworks: XOR with 20 relu neurons, sigmoid, binary cross-entropy and Adam."""
    data = xor()
    net = MLP((2, 20, 1), ("relu", "sigmoid"), rng=seed)
    return Training(net, data.X, data.Y, "bce", "adam", learning_rate=0.01, iterations=1000, seed=seed)


def losses_of(training: Training) -> Array:
    """Our own run: the loss before each update, (iterations,)."""
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
