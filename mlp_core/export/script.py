"""A run as a script: one file that needs NumPy and nothing else, and prints the final loss of the run."""

import base64
import zlib
from typing import Any

import numpy as np

from mlp_core.checks import Array, as_count, fail
from mlp_core.training import TrainingRun

MOST_NUMBERS = 2000
"""Larger arrays are not written out as numbers but compressed, so that the script stays a script."""

_ACTIVATIONS = {
    "linear": ("s", "np.ones_like(s)"),
    "sigmoid": ("sigmoid(s)", "a * (1 - a)"),
    "tanh": ("np.tanh(s)", "1 - a * a"),
    "relu": ("np.maximum(s, 0)", "(s > 0) * 1.0"),
    "softmax": ("softmax(s)", ""),
}
_LOSSES = {
    "half_sse": ("0.5 * ((outputs - Y) ** 2).sum()", "outputs - Y"),
    "mse": ("((outputs - Y) ** 2).mean()", "2 * (outputs - Y) / Y.size"),
    "bce": (
        "-(Y * np.log(clip(outputs)) + (1 - Y) * np.log1p(-clip(outputs))).mean()",
        "(clip(outputs) - Y) / (clip(outputs) * (1 - clip(outputs))) / Y.size",
    ),
    "softmax_cross_entropy": ("-(Y * np.log(clip(outputs))).sum() / len(Y)", "-Y / clip(outputs) / len(Y)"),
}
# Where loss and last activation are a pair, the loss comes from the weighted sums and the error is simply ỹ − y.
_PAIRS = {
    ("bce", "sigmoid"): ("(np.logaddexp(0, s) - Y * s).mean()", "(outputs - Y) / Y.size"),
    ("softmax_cross_entropy", "softmax"): (
        "(Y * (np.log(np.exp(s - top(s)).sum(axis=1, keepdims=True)) - (s - top(s)))).sum() / len(Y)",
        "(outputs - Y) / len(Y)",
    ),
}
_HELPERS = {
    "sigmoid": "def sigmoid(s):  # exp(-|s|) cannot overflow, and keeps its digits far below 0\n"
    "    e = np.exp(-np.abs(s))\n    return np.where(s >= 0, 1, e) / (1 + e)",
    "top": "def top(s):\n    return s.max(axis=1, keepdims=True)",
    "softmax": "def softmax(s):\n    e = np.exp(s - top(s))\n    return e / e.sum(axis=1, keepdims=True)",
    "clip": "def clip(p):  # keeps the logarithms finite\n"
    "    return np.clip(p, np.finfo(p.dtype).tiny, 1 - np.finfo(p.dtype).epsneg)",
    "unpack": "def unpack(text, dtype, shape):  # large arrays travel compressed\n"
    "    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype).reshape(shape).copy()",
}
_UPDATES = {
    "sgd": "weights[l] = weights[l] - learning_rate * gradients[l]",
    "momentum": "velocity[l] = {momentum!r} * velocity[l] + gradients[l]\n"
    "weights[l] = weights[l] - learning_rate * velocity[l]",
    "adam": "mean[l] = {beta1!r} * mean[l] + (1 - {beta1!r}) * gradients[l]\n"
    "square[l] = {beta2!r} * square[l] + (1 - {beta2!r}) * gradients[l] ** 2\n"
    "step = mean[l] / (1 - {beta1!r} ** (i + 1)) / (np.sqrt(square[l] / (1 - {beta2!r} ** (i + 1))) + {epsilon!r})\n"
    "weights[l] = weights[l] - learning_rate * step",
}
_STATE = {"sgd": (), "momentum": ("velocity",), "adam": ("mean", "square")}


def to_script(run: TrainingRun, iterations: int | None = None) -> str:
    """Python source that makes the same training again and prints its final loss.

    It is the same to 12 digits in float64 (six or seven in float32) where training does not multiply rounding errors:
    the script adds in another order than fit does. `rounding.nearby_losses` shows what that can do to a run.

    The data, the initial weights and every setting of the run are written into it; it needs NumPy alone. iterations:
    how many updates it makes, if not those of the run. Errors: ValueError for anything but a TrainingRun, or for an
    optimizer that is none of the book's own.
    """
    if not isinstance(run, TrainingRun):
        raise fail("run", "the TrainingRun that fit returns", f"a {type(run).__name__}")
    if run.settings.optimizer.name not in _UPDATES:
        raise fail("run", f"an optimizer of {sorted(_UPDATES)}", repr(run.settings.optimizer.name))
    updates = run.iterations if iterations is None else as_count("iterations", iterations)
    parts = [_data(run), "", _settings(run, updates), "", "", _forward(run), "", "", _backward(run), "", "", _loop(run)]
    body = "\n".join(parts)
    helpers = dict.fromkeys(name for name in _HELPERS if f"{name}(" in body)
    if "softmax" in helpers:
        helpers["top"] = None
    head = [f'"""{_title(run)}"""', ""]
    head += ["import base64", "import zlib", ""] if "unpack" in helpers else []
    head += ["import numpy as np", ""]
    for name in sorted(helpers, key=list(_HELPERS).index):
        head += ["", _HELPERS[name], ""]
    return "\n".join([*head, "", body, ""]) if helpers else "\n".join([*head, body, ""])


def _title(run: TrainingRun) -> str:
    sizes = "-".join(map(str, run.net.sizes))
    return f"A {sizes} network ({', '.join(run.net.activations)}) trained by {run.settings.optimizer.name}, NumPy only."


def _data(run: TrainingRun) -> str:
    weights = ",\n".join("    " + _array(w).replace("\n", "\n    ") for w in run.initial_weights)
    bias = "  # row 0 of each holds the biases" if run.net.bias else ""
    return f"X = {_array(run.X)}\nY = {_array(run.Y)}\nweights = [{bias}\n{weights},\n]"


def _settings(run: TrainingRun, updates: int) -> str:
    lines = [f"learning_rate = {run.settings.learning_rate!r}", f"iterations = {updates}"]
    if _has_batches(run):
        lines += [
            f"batch_size = {run.settings.batch_size}",
            *_generator(run),
            "order, place = np.arange(len(X)), len(X)",
        ]
    lines += [f"{name} = [np.zeros_like(w) for w in weights]" for name in _STATE[run.settings.optimizer.name]]
    return "\n".join(lines)


def _generator(run: TrainingRun) -> list[str]:
    comment = "  # shuffles the data points of every epoch"
    if run.seed is not None:
        return [f"rng = np.random.default_rng({run.seed}){comment}"]
    make = f"np.random.Generator(np.random.{run.rng_state['bit_generator']}())"
    return [f"rng = {make}{comment}", f"rng.bit_generator.state = {_literal(run.rng_state)}"]


def _forward(run: TrainingRun) -> str:
    names = run.net.activations
    functions = ",\n".join(f"    lambda s: {_ACTIVATIONS[name][0]}" for name in names)
    ones = "np.hstack([np.ones((len(layers[-1]), 1), X.dtype), layers[-1]])" if run.net.bias else "layers[-1]"
    value, _ = _loss(run)
    return f"""activations = [
{functions},
]


def forward(X):
    layers, inputs, sums = [X], [], []
    for w, f in zip(weights, activations):
        inputs.append({ones})
        sums.append(inputs[-1] @ w)
        layers.append(f(sums[-1]))
    return layers, inputs, sums


def loss(outputs, s, Y):
    return {value}"""


def _backward(run: TrainingRun) -> str:
    net, settings = run.net, run.settings
    paired = (settings.loss, net.activations[-1]) in _PAIRS
    slopes = ["1" if paired and l == net.lmax - 1 else _ACTIVATIONS[name][1] for l, name in enumerate(net.activations)]  # noqa: E741
    lines = [
        "def gradients_of(layers, inputs, sums, Y):",
        "    outputs, gradients = layers[-1], [None] * len(weights)",
        f"    delta = {_loss(run)[1]}",
        "    for l in reversed(range(len(weights))):",
        "        s, a = sums[l], layers[l + 1]",
    ]
    if net.activations[-1] == "softmax" and not paired:
        slopes[-1] = "1"
        lines += [
            "        if l == len(weights) - 1:  # the Jacobian of softmax",
            "            delta = a * (delta - (delta * a).sum(axis=1, keepdims=True))",
        ]
    different = list(dict.fromkeys(slopes))
    if len(different) == 1:
        lines.append(f"        scaled = delta * ({different[0]})")
    else:
        for i, slope in enumerate(different):
            where = [l for l, s in enumerate(slopes) if s == slope]  # noqa: E741
            place = f"l == {where[0]}" if len(where) == 1 else f"l in {tuple(where)}"
            test = "else:" if i == len(different) - 1 else f"{'if' if i == 0 else 'elif'} {place}:"
            lines += [f"        {test}", f"            scaled = delta * ({slope})"]
    lines.append("        gradients[l] = inputs[l].T @ scaled")
    first = 1 if net.bias else 0
    for amount, pull in ((settings.l2, "weights[l]"), (settings.l1, "np.sign(weights[l])")):
        if amount:
            lines.append(f"        gradients[l][{first}:] += {amount!r} * {pull}[{first}:]")
    lines.append(f"        delta = scaled @ weights[l]{'[1:]' if net.bias else ''}.T")
    lines.append("    return gradients")
    return "\n".join(lines)


def _loop(run: TrainingRun) -> str:
    lines = ["for i in range(iterations):"]
    rows = ""
    if _has_batches(run):
        rows = "[rows]"
        lines += [
            "    if place >= len(X):",
            "        rng.shuffle(order)",
            "        place = 0",
            "    rows = order[place : place + batch_size]",
            "    place += batch_size",
        ]
    update = _UPDATES[run.settings.optimizer.name].format(**run.settings.optimizer.settings)
    lines += [
        f"    gradients = gradients_of(*forward(X{rows}), Y{rows})",
        "    for l in range(len(weights)):",
        *(f"        {line}" for line in update.splitlines()),
        "",
        "layers, inputs, sums = forward(X)",
        'print(f"final loss {loss(layers[-1], sums[-1], Y):.12g}")',
    ]
    return "\n".join(lines)


def _loss(run: TrainingRun) -> tuple[str, str]:
    pair = (run.settings.loss, run.net.activations[-1])
    return _PAIRS.get(pair, _LOSSES[run.settings.loss])


def _has_batches(run: TrainingRun) -> bool:
    return run.settings.batch_size is not None and run.settings.batch_size < len(run.X)


def _array(array: Array) -> str:
    """Source text for an array, exact to the last bit."""
    if array.size > MOST_NUMBERS:
        packed = base64.b64encode(zlib.compress(np.ascontiguousarray(array).tobytes(), 9)).decode()
        return f'unpack("{packed}", "{array.dtype.newbyteorder("=").str}", {array.shape})'
    suffix = "" if array.dtype == np.float64 else f', dtype="{array.dtype}"'
    rows = ",\n".join(f"    {row}" for row in array.tolist())
    return f"np.array([\n{rows},\n]{suffix})"


def _literal(value: Any) -> str:
    """Source text for the state of a generator: nested dictionaries of numbers, names and arrays."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_literal(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, np.ndarray):
        return f'np.array({value.tolist()}, dtype="{value.dtype}")'
    return repr(value.item() if isinstance(value, np.generic) else value)
