"""The reader's network outside the page: as a file that another reader can load, and as Python for mlp_core."""

from __future__ import annotations

import json

from widgets.kit.network import ReaderNetwork
from widgets.kit.network_address import Read, read_query
from widgets.kit.own_numbers import as_rows
from widgets.kit.written_matrix import Rows, shortest

FORMAT = "hidden-layers-network"
MOST_CHARACTERS = 100_000


def as_file(network: ReaderNetwork) -> str:
    """The network as JSON: the parts of its address, each number to the last bit."""
    return json.dumps({"format": FORMAT, "version": 1, "settings": network.query()}, indent=1) + "\n"


def from_file(content: bytes) -> Read:
    """The network in such a file. Raises ValueError for any other file."""
    if len(content) > MOST_CHARACTERS:
        raise ValueError(f"it is {len(content):,} characters long, and a network takes {MOST_CHARACTERS:,} at most")
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise ValueError("it is no JSON, as a file saved here is") from None
    settings = said.get("settings") if isinstance(said, dict) and said.get("format") == FORMAT else None
    if not isinstance(settings, dict):
        raise ValueError(f"it does not say that it is a {FORMAT}")
    return read_query({str(name): str(text) for name, text in settings.items()})


def as_python(network: ReaderNetwork) -> str:
    """Python that makes the network, its data and its training with mlp_core."""
    data, net = network.dataset(), network.network()
    lines = [
        "import numpy as np",
        "from mlp_core import MLP, fit",
        "",
        f"X = {_array(as_rows(data.X.tolist()))}",
        f"Y = {_array(as_rows(data.Y.tolist()))}",
        f"net = MLP({net.sizes}, {net.activations}, bias={net.bias})",
        "net.weights = [" + ", ".join(_array(as_rows(w.tolist())) for w in net.weights) + "]",
        f'loss, gradients = net.gradients(X, Y, "{network.loss}")',
        "print(loss)",
        "",
    ]
    if network.bias_rule == "learned":
        return "\n".join([*lines, _fit(network), "print(run.final_loss)", ""])
    if network.optimizer != "sgd":
        return "\n".join(lines)
    rule = {
        "fixed": ("g[0] = 0", "the biases are given and not learned"),
        "shared": ("g[0] = g[0].sum()", "one bias for the whole layer"),
    }[network.bias_rule]
    return "\n".join(
        [
            *lines,
            f"for _ in range({network.iterations}):",
            f'    _, gradients = net.gradients(X, Y, "{network.loss}")',
            "    for g in gradients:",
            f"        {rule[0]}  # {rule[1]}",
            f"    net.weights = [w - {network.learning_rate!r} * g for w, g in zip(net.weights, gradients)]",
            f'print(net.score(X, Y, "{network.loss}").loss)',
            "",
        ]
    )


def _fit(network: ReaderNetwork) -> str:
    return (
        f'run = fit(net, X, Y, loss="{network.loss}", optimizer="{network.optimizer}", '
        f"learning_rate={network.learning_rate!r}, iterations={network.iterations})"
    )


def _array(rows: Rows) -> str:
    return "np.array([" + ", ".join("[" + ", ".join(_float(value) for value in row) + "]" for row in rows) + "])"


def _float(value: float) -> str:
    text = shortest(value)
    return text if set(text) & set(".en") else f"{text}.0"
