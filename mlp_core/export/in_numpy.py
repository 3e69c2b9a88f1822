"""A training as a program with nothing but NumPy, as this book writes it."""

import re

from mlp_core.activations import ACTIVATIONS
from mlp_core.export.training import (
    Program,
    Training,
    array,
    batch,
    dealing,
    imports,
    indented,
    rates,
    weights,
    within_domain,
)

_BIASES = {
    "learned": "",
    "shared": "        gradients[l][0] = gradients[l][0].sum()  # one bias a layer: its derivatives add up\n",
    "fixed": "        gradients[l][0] = 0  # the biases are given and stay\n",
}
_CLIP = """def clip(p):  # keeps the logarithms finite
    return np.clip(p, np.finfo(p.dtype).tiny, 1 - np.finfo(p.dtype).epsneg)


"""


def to_numpy(training: Training) -> Program:
    """The program, which has the losses of fit to 12 digits where training does not multiply rounding errors."""
    code = training.optimizer_code
    states = [f"{name} = [np.zeros_like(w) for w in weights]" for name in code.state]
    update = code.numpy.format(**training.rule.settings)
    changing = ["    learning_rate = learning_rates[i]"] if isinstance(training.learning_rate, tuple) else []
    body = {
        "data": f"X = {array(training.X)}\nY = {array(training.Y)}\n",
        "network": _network(training),
        "start": f"{weights(training, 'NumPy')}\n",
        "loss": _loss(training),
        "optimizer": "\n".join([rates(training), f"iterations = {training.iterations}", *dealing(training), *states]),
        "loop": "\n".join(["losses = []", "for i in range(iterations):", *changing, *batch(training)]),
        "forward": f"    layers, inputs, sums = forward(X{training.rows})\n"
        f"    losses.append(float(loss(layers[-1], sums[-1], Y{training.rows})))",
        "backward": _backward(training),
        "update": f"    for l in range(len(weights)):\n{indented(update, 8)}\n",
        "end": 'layers, inputs, sums = forward(X)\nprint(f"final loss {loss(layers[-1], sums[-1], Y):.12g}")',
    }
    return {"imports": imports("import numpy as np", body), **body}


def _network(training: Training) -> str:
    """Every activation with its slope, and feeding forward."""
    names, hidden = training.net.activations, training.net.activations[:-1]
    with_slope = {name for name in names if ACTIVATIONS[name].elementwise and (name in hidden or not training.pair)}
    lines = []
    for name in dict.fromkeys(names):
        code = ACTIVATIONS[name].code
        lines.append(f"def {name}(s):\n{indented(code.body, 4)}\n\n")
        if name in with_slope:
            lines.append(f"def {name}_slope(a):  # in terms of a = {name}(s)\n    return {code.slope}\n\n")
    ones = "np.hstack([np.ones((len(X), 1), X.dtype), layers[-1]])" if training.net.bias else "layers[-1]"
    return (
        "\n".join(lines)
        + f"""
activations = [{", ".join(names)}]
slopes = [{", ".join(f"{name}_slope" for name in hidden)}]


def forward(X):
    layers, inputs, sums = [X], [], []
    for w, f in zip(weights, activations):
        inputs.append({ones})
        sums.append(inputs[-1] @ w)
        layers.append(f(sums[-1]))
    return layers, inputs, sums

"""
    )


def _loss(training: Training) -> str:
    """The loss, and its derivative at the last weighted sums."""
    rule, pair, name = training.measure, training.pair, training.net.activations[-1]
    if pair:
        helpers = f"{pair.helpers['NumPy']}\n\n\n" if "NumPy" in pair.helpers else ""
        return f"""{helpers}# From the weighted sums s, so that {name} and logarithm meet no 0.
def loss(outputs, s, Y):
    return {pair.numpy}


def error(outputs, s, Y):  # at the sums: {name} and this loss together need no slope
    return {pair.error}

"""
    value, delta = (within_domain(rule, part, "clip({})") for part in (rule.code.numpy, rule.code.derivative))
    carry = ACTIVATIONS[name].code.carry
    at_sums = re.sub(r"\ba\b", "outputs", carry) if carry else f"delta * {name}_slope(outputs)"
    return f"""{_CLIP if "clip(" in value else ""}def loss(outputs, s, Y):
    return {value}


def error(outputs, s, Y):  # at the sums s
    delta = {delta}
    return {at_sums}

"""


def _backward(training: Training) -> str:
    first = int(training.net.bias)
    penalties = "".join(
        f"        gradients[l][{first}:] += {amount!r} * {pull}[{first}:]\n"
        for amount, pull in ((training.l2, "weights[l]"), (training.l1, "np.sign(weights[l])"))
        if amount
    )
    return (
        f"    scaled = error(layers[-1], sums[-1], Y{training.rows})\n"
        "    gradients = [None] * len(weights)\n"
        "    for l in reversed(range(len(weights))):\n"
        "        gradients[l] = inputs[l].T @ scaled\n"
        f"{_BIASES[training.bias_rule]}{penalties}"
        "        if l > 0:\n"
        f"            delta = scaled @ weights[l]{'[1:]' if first else ''}.T\n"
        "            scaled = delta * slopes[l - 1](layers[l])"
    )
