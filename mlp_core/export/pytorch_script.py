"""A run as a PyTorch script: the same data, initial weights, mini-batches and penalties, with PyTorch's derivatives."""

import re

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import fail
from mlp_core.export.script import _array, _code, _generator, _has_batches, _rates, pair_code
from mlp_core.gradient_descent import rate_at
from mlp_core.losses import LOSSES, Loss
from mlp_core.training import TrainingRun


def to_pytorch_script(run: TrainingRun) -> str:
    """Python source that makes the same training with PyTorch, in float64, and prints its final loss.

    Like to_script, it holds the data, the initial weights and every setting. Errors: ValueError for anything but a
    TrainingRun, or for an optimizer whose code nobody has said.
    """
    if not isinstance(run, TrainingRun):
        raise fail("run", "the TrainingRun that fit returns", f"a {type(run).__name__}")
    _code(run)
    body = "\n".join([*_data(run), "", *_network(run), "", "", *_loss(run), "", "", *_loop(run), ""])
    unpack = ["import base64", "import zlib", ""] if "unpack(" in body else []
    head = [
        '"""The same training in PyTorch."""',
        "",
        *unpack,
        "import numpy as np",
        "import torch",
        "from torch import nn",
        "",
    ]
    if unpack:
        head += [
            "",
            "def unpack(text, dtype, shape):  # large arrays travel compressed",
            "    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype).reshape(shape).copy()",
            "",
        ]
    return "\n".join([*head, "torch.set_default_dtype(torch.float64)", body])


def _data(run: TrainingRun) -> list[str]:
    comment = "  # row 0 of each holds the biases" if run.net.bias else ""
    weights = [f"    {_array(w)},".replace("\n", "\n    ") for w in run.initial_weights]
    return [
        f"X = torch.from_numpy({_array(run.X)}).double()",
        f"Y = torch.from_numpy({_array(run.Y)}).double()",
        f"weights = [{comment}",
        *weights,
        "]",
    ]


def _network(run: TrainingRun) -> list[str]:
    """The network up to its last weighted sums, with the run's initial weights."""
    net = run.net
    lines = ["network = nn.Sequential("]
    for index, (fan_in, fan_out) in enumerate(zip(net.sizes[:-1], net.sizes[1:], strict=True)):
        lines.append(f"    nn.Linear({fan_in}, {fan_out}, bias={net.bias}),")
        layer = ACTIVATIONS[net.activations[index]].code.torch
        if index < net.lmax - 1 and layer:
            lines.append(f"    {layer},")
    lines += [
        ")",
        f"last = {ACTIVATIONS[net.activations[-1]].code.torch or 'nn.Identity()'}",
        "linear = [layer for layer in network if isinstance(layer, nn.Linear)]",
        "with torch.no_grad():  # PyTorch keeps a weight matrix transposed, and the biases apart",
        "    for layer, w in zip(linear, weights):",
        f"        layer.weight.copy_(torch.from_numpy(w[{int(net.bias)}:].T.copy()))",
    ]
    return lines + (["        layer.bias.copy_(torch.from_numpy(w[0].copy()))"] if net.bias else [])


def _loss(run: TrainingRun) -> list[str]:
    rule = LOSSES[run.settings.loss]
    lines = ["def loss(s, Y):  # s: the last weighted sums"]
    pair = pair_code(rule, run.net)
    if pair:
        # PyTorch has a form that takes the weighted sums, as this book's is.
        lines.append(f"    return {pair.library['PyTorch']}(s, Y)")
    else:
        lines += ["    outputs = last(s)", f"    return {torch_expression(rule)}"]
    terms = []
    if run.settings.l1:
        terms.append(f"{run.settings.l1!r} * layer.weight.abs().sum()")
    if run.settings.l2:
        terms.append(f"{0.5 * run.settings.l2!r} * (layer.weight**2).sum()")
    if terms:
        lines += ["", "", "def penalty():", f"    return sum({' + '.join(terms)} for layer in linear)"]
    return lines


def torch_expression(rule: Loss) -> str:
    """The loss in PyTorch, of outputs that were moved away from where their logarithms are infinite."""
    if rule.domain == (-np.inf, np.inf):
        return rule.code.torch
    return re.sub(r"\boutputs\b", "outputs.clamp(torch.finfo(outputs.dtype).tiny, 1 - 2**-53)", rule.code.torch)


def _loop(run: TrainingRun) -> list[str]:
    settings = run.settings
    first = f"network.parameters(), lr={rate_at(settings.learning_rate, 0)!r}"
    made = _code(run).torch.write(first, settings.optimizer.settings)
    lines, rows = [f"optimizer = {made}"], ""
    if callable(settings.learning_rate):
        lines += _rates(run)
    if _has_batches(run):
        lines += [f"batch_size = {settings.batch_size}", *_generator(run), "order, place = np.arange(len(X)), len(X)"]
    lines.append(f"for i in range({run.iterations}):")
    if _has_batches(run):
        rows = "[rows]"
        lines += [
            "    if place >= len(X):",
            "        rng.shuffle(order)",
            "        place = 0",
            "    rows = order[place : place + batch_size]",
            "    place += batch_size",
        ]
    if callable(settings.learning_rate):
        lines.append('    optimizer.param_groups[0]["lr"] = float(learning_rates[i])')
    penalty = " + penalty()" if settings.l1 or settings.l2 else ""
    return [
        *lines,
        "    optimizer.zero_grad()",
        f"    (loss(network(X{rows}), Y{rows}){penalty}).backward()",
        "    optimizer.step()",
        "",
        "with torch.no_grad():",
        '    print(f"final loss {loss(network(X), Y).item():.12g}")',
    ]
