"""A run as a script: one file that needs NumPy and nothing else, and prints the final loss of the run."""

import base64
import re
import zlib
from typing import Any

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array, as_count, fail
from mlp_core.code import OptimizerCode, PairCode
from mlp_core.gradient_descent import rate_at
from mlp_core.losses import LOSSES, Loss
from mlp_core.network import MLP
from mlp_core.optimizers import OPTIMIZERS
from mlp_core.training import TrainingRun

MOST_NUMBERS = 2000
"""Larger arrays are not written out as numbers but compressed, so that the script stays a script."""

HELPERS = {
    "top": "def top(s):\n    return s.max(axis=1, keepdims=True)",
    "clip": "def clip(p):  # keeps the logarithms finite\n"
    "    return np.clip(p, np.finfo(p.dtype).tiny, 1 - np.finfo(p.dtype).epsneg)",
    "unpack": "def unpack(text, dtype, shape):  # large arrays travel compressed\n"
    "    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype).reshape(shape).copy()",
}


def to_script(run: TrainingRun, iterations: int | None = None) -> str:
    """Python source that makes the same training again and prints its final loss.

    It is the same to 12 digits in float64 (six or seven in float32) where training does not multiply rounding errors:
    the script adds in another order than fit does. `rounding.nearby_losses` shows what that can do to a run.

    The data, the initial weights and every setting of the run are written into it; it needs NumPy alone. iterations:
    how many updates it makes, if not those of the run. Errors: ValueError for anything but a TrainingRun, or for an
    optimizer whose code nobody has said.
    """
    if not isinstance(run, TrainingRun):
        raise fail("run", "the TrainingRun that fit returns", f"a {type(run).__name__}")
    _code(run)
    updates = run.iterations if iterations is None else as_count("iterations", iterations)
    parts = [_data(run), "", _settings(run, updates), "", "", _forward(run), "", "", _backward(run), "", "", _loop(run)]
    body = "\n".join(parts)
    helpers = [text for name, text in HELPERS.items() if f"{name}(" in body]
    codes = {name: ACTIVATIONS[name].code for name in run.net.activations}
    helpers += [
        f"def {name}(s):\n    " + code.body.replace("\n", "\n    ") for name, code in codes.items() if code.stable
    ]
    head = [f'"""{_title(run)}"""', ""]
    head += ["import base64", "import zlib", ""] if "unpack(" in body else []
    head += ["import numpy as np", ""]
    for helper in helpers:
        head += ["", helper, ""]
    return "\n".join([*head, "", body, ""]) if helpers else "\n".join([*head, body, ""])


def _code(run: TrainingRun) -> OptimizerCode:
    """How programs write the run's optimizer. Errors: ValueError where nobody has said it."""
    rule = run.settings.optimizer
    if rule.code is None:
        known = sorted(name for name, optimizer in OPTIMIZERS.items() if optimizer.code)
        raise fail("run", f"an optimizer of {known}, whose code is known", repr(rule.name))
    return rule.code


def _title(run: TrainingRun) -> str:
    sizes = "-".join(map(str, run.net.sizes))
    return f"A {sizes} network ({', '.join(run.net.activations)}) trained by {run.settings.optimizer.name}, NumPy only."


def _data(run: TrainingRun) -> str:
    weights = ",\n".join("    " + _array(w).replace("\n", "\n    ") for w in run.initial_weights)
    bias = "  # row 0 of each holds the biases" if run.net.bias else ""
    return f"X = {_array(run.X)}\nY = {_array(run.Y)}\nweights = [{bias}\n{weights},\n]"


def _settings(run: TrainingRun, updates: int) -> str:
    lines = [*_rates(run), f"iterations = {updates}"]
    if _has_batches(run):
        lines += [
            f"batch_size = {run.settings.batch_size}",
            *_generator(run),
            "order, place = np.arange(len(X)), len(X)",
        ]
    lines += [f"{name} = [np.zeros_like(w) for w in weights]" for name in _code(run).state]
    return "\n".join(lines)


def _rates(run: TrainingRun) -> list[str]:
    """The learning rate, or those of all iterations where it changes."""
    rate = run.settings.learning_rate
    if not callable(rate):
        return [f"learning_rate = {rate!r}"]
    rates = [[rate_at(rate, i) for i in range(run.iterations)]]
    return [f"learning_rates = {_array(np.array(rates))}[0]  # one for each iteration"]


def _generator(run: TrainingRun) -> list[str]:
    comment = "  # shuffles the data points of every epoch"
    if run.seed is not None:
        return [f"rng = np.random.default_rng({run.seed}){comment}"]
    make = f"np.random.Generator(np.random.{run.rng_state['bit_generator']}())"
    return [f"rng = {make}{comment}", f"rng.bit_generator.state = {_literal(run.rng_state)}"]


def _forward(run: TrainingRun) -> str:
    names = run.net.activations
    codes = [(name, ACTIVATIONS[name].code) for name in names]
    functions = ",\n".join(f"    {name if code.stable else f'lambda s: {code.numpy}'}" for name, code in codes)
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
    rule = LOSSES[settings.loss]
    paired, carry = pair_code(rule, net) is not None, ACTIVATIONS[net.activations[-1]].code.carry
    slopes = [ACTIVATIONS[name].code.slope for name in net.activations]
    if paired or carry:
        slopes[-1] = "1"
    lines = [
        "def gradients_of(layers, inputs, sums, Y):",
        "    outputs, gradients = layers[-1], [None] * len(weights)",
        f"    delta = {_loss(run)[1]}",
        "    for l in reversed(range(len(weights))):",
        "        a = layers[l + 1]",
    ]
    if carry and not paired:
        lines += [
            f"        if l == len(weights) - 1:  # the Jacobian of {net.activations[-1]}",
            f"            delta = {carry}",
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
    update = _code(run).numpy.format(**run.settings.optimizer.settings)
    if callable(run.settings.learning_rate):
        lines.append("    learning_rate = learning_rates[i]")
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
    """The loss and the error at its end: ∂L/∂s where loss and last activation are a pair, else ∂L/∂ỹ."""
    rule = LOSSES[run.settings.loss]
    pair = pair_code(rule, run.net)
    if pair:
        return pair.numpy, pair.error
    return within_domain(rule, rule.code.numpy), within_domain(rule, rule.code.derivative)


def pair_code(rule: Loss, net: MLP) -> PairCode | None:
    """How programs write the loss together with the network's last activation, where the two are a pair."""
    pair = rule.pair_with(net.activations[-1], net.sizes[-1])
    return pair.code if pair else None


def within_domain(rule: Loss, expression: str) -> str:
    """The expression with clip(outputs) for outputs, where the loss takes logarithms of them."""
    return expression if rule.domain == (-np.inf, np.inf) else re.sub(r"\boutputs\b", "clip(outputs)", expression)


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
