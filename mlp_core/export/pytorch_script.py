"""A run as a PyTorch script: the same data, initial weights, mini-batches and penalties, with PyTorch's derivatives."""

from mlp_core.checks import fail
from mlp_core.export.script import _array, _generator, _has_batches
from mlp_core.training import TrainingRun

_LAYERS = {"sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()", "relu": "nn.ReLU()", "softmax": "nn.Softmax(dim=1)"}
_LOSSES = {
    "half_sse": "0.5 * ((last(s) - Y) ** 2).sum()",
    "mse": "nn.functional.mse_loss(last(s), Y)",
    "bce": "nn.functional.binary_cross_entropy(last(s), Y)",
    "softmax_cross_entropy": "-(Y * last(s).log()).sum() / len(Y)",
}
# Where loss and last activation are a pair, PyTorch has a form that takes the weighted sums, as this book's is.
_PAIRS = {
    ("bce", "sigmoid"): "nn.functional.binary_cross_entropy_with_logits(s, Y)",
    ("softmax_cross_entropy", "softmax"): "nn.functional.cross_entropy(s, Y)",
}
_OPTIMIZERS = {
    "sgd": "torch.optim.SGD(network.parameters(), lr={rate!r})",
    "momentum": "torch.optim.SGD(network.parameters(), lr={rate!r}, momentum={momentum!r})",
    "adam": "torch.optim.Adam(network.parameters(), lr={rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r})",
}


def to_pytorch_script(run: TrainingRun) -> str:
    """Python source that makes the same training with PyTorch, in float64, and prints its final loss.

    Like to_script, it holds the data, the initial weights and every setting. Errors: ValueError for anything but a
    TrainingRun, or for an optimizer that is none of the book's own.
    """
    if not isinstance(run, TrainingRun):
        raise fail("run", "the TrainingRun that fit returns", f"a {type(run).__name__}")
    if run.settings.optimizer.name not in _OPTIMIZERS:
        raise fail("run", f"an optimizer of {sorted(_OPTIMIZERS)}", repr(run.settings.optimizer.name))
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
        if index < net.lmax - 1 and net.activations[index] in _LAYERS:
            lines.append(f"    {_LAYERS[net.activations[index]]},")
    lines += [
        ")",
        f"last = {_LAYERS.get(net.activations[-1], 'nn.Identity()')}",
        "linear = [layer for layer in network if isinstance(layer, nn.Linear)]",
        "with torch.no_grad():  # PyTorch keeps a weight matrix transposed, and the biases apart",
        "    for layer, w in zip(linear, weights):",
        f"        layer.weight.copy_(torch.from_numpy(w[{int(net.bias)}:].T.copy()))",
    ]
    return lines + (["        layer.bias.copy_(torch.from_numpy(w[0].copy()))"] if net.bias else [])


def _loss(run: TrainingRun) -> list[str]:
    value = _PAIRS.get((run.settings.loss, run.net.activations[-1]), _LOSSES[run.settings.loss])
    lines = ["def loss(s, Y):  # s: the last weighted sums", f"    return {value}"]
    terms = []
    if run.settings.l1:
        terms.append(f"{run.settings.l1!r} * layer.weight.abs().sum()")
    if run.settings.l2:
        terms.append(f"{0.5 * run.settings.l2!r} * (layer.weight**2).sum()")
    if terms:
        lines += ["", "", "def penalty():", f"    return sum({' + '.join(terms)} for layer in linear)"]
    return lines


def _loop(run: TrainingRun) -> list[str]:
    settings = run.settings
    made = _OPTIMIZERS[settings.optimizer.name].format(rate=settings.learning_rate, **settings.optimizer.settings)
    lines, rows = [f"optimizer = {made}"], ""
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
