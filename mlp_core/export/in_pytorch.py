"""A training as a program for PyTorch: the same data, weights and mini-batches, with PyTorch's derivatives."""

from mlp_core.export.training import (
    Program,
    Training,
    array,
    batch,
    dealing,
    imports,
    layers,
    rates,
    weights,
    within_domain,
)

_IMPORTS = """import numpy as np
import torch
from torch import nn

torch.set_default_dtype(torch.float64)  # as precise as NumPy"""


_BIASES = {
    "learned": "",
    "shared": """
    for layer in linear:  # one bias for the whole layer: its derivatives add up
        layer.bias.grad[:] = layer.bias.grad.sum()""",
    "fixed": """
    for layer in linear:  # the biases are given and stay
        layer.bias.grad.zero_()""",
}


def to_pytorch(training: Training) -> Program:
    """The program, in float64 like NumPy, so that it has the losses of fit to as many digits."""
    first = f"model.parameters(), lr={training.rates[0] if training.rates else 0.0!r}"
    made = training.optimizer_code.torch.write(first, training.rule.settings)
    changing = isinstance(training.learning_rate, tuple)
    set_rate = ['    optimizer.param_groups[0]["lr"] = float(learning_rates[i])'] if changing else []
    penalty = " + penalty()" if training.l1 or training.l2 else ""
    rows = training.rows
    body = {
        "data": f"X = {_tensor(training.X)}\nY = {_tensor(training.Y)}\n",
        "network": _network(training),
        "start": _start(training),
        "loss": _loss(training),
        "optimizer": "\n".join(
            [f"optimizer = {made}", *([rates(training)] if changing else []), *dealing(training), ""]
        ),
        "loop": "\n".join(["losses = []", f"for i in range({training.iterations}):", *set_rate, *batch(training)]),
        "forward": f"    outputs = model(X{rows})\n"
        f"    loss = loss_function(outputs, Y{rows})\n"
        "    losses.append(loss.item())",
        "backward": f"    optimizer.zero_grad()\n    {f'(loss{penalty})' if penalty else 'loss'}.backward()"
        f"{_BIASES[training.bias_rule]}",
        "update": "    optimizer.step()\n",
        "end": 'with torch.no_grad():\n    print(f"final loss {loss_function(model(X), Y).item():.12g}")',
    }
    return {"imports": imports(_IMPORTS, body), **body}


def _tensor(values: object) -> str:
    return array(values, "torch.tensor({})", "torch.from_numpy({}).double()")  # type: ignore[arg-type]


def _network(training: Training) -> str:
    bias, lines = "" if training.net.bias else ", bias=False", []
    for fan_in, fan_out, activation, comment in layers(training, "PyTorch"):
        lines.append(f"    nn.Linear({fan_in}, {fan_out}{bias}),{f'  # {comment}' if comment else ''}")
        if activation:
            lines.append(f"    {activation},")
    return "\n".join(["model = nn.Sequential(", *lines, ")", ""])


def _start(training: Training) -> str:
    copies = (
        "        layer.bias.copy_(torch.tensor(w[0]))\n        layer.weight.copy_(torch.tensor(w[1:].T))"
        if training.net.bias
        else "        layer.weight.copy_(torch.tensor(w.T))"
    )
    return f"""{weights(training, "PyTorch")}
linear = [part for part in model if isinstance(part, nn.Linear)]
with torch.no_grad():
    for layer, w in zip(linear, weights):
{copies}
"""


def _loss(training: Training) -> str:
    rule, pair = training.measure, training.pair
    library = pair.library.get("PyTorch") if pair else rule.code.library.get("PyTorch")
    if library:
        lines = f"loss_function = {library}\n"
    elif pair:
        lines = f"{pair.helpers['PyTorch']}\n\n\ndef loss_function(s, Y):\n    return {pair.torch}\n\n"
    else:
        # Outputs are moved away from where their logarithms are infinite.
        clip = "{}.clamp(torch.finfo(torch.float64).tiny, 1 - 2**-53)"
        lines = f"def loss_function(outputs, Y):\n    return {within_domain(rule, rule.code.torch, clip)}\n\n"
    terms = []
    if training.l1:
        terms.append(f"{training.l1!r} * layer.weight.abs().sum()")
    if training.l2:
        terms.append(f"{0.5 * training.l2!r} * (layer.weight**2).sum()")
    if terms:
        lines += f"\ndef penalty():\n    return sum({' + '.join(terms)} for layer in linear)\n\n"
    return lines
