"""Each operation of an iteration as the line of NumPy that does it; a test runs the lines and compares the numbers."""

from __future__ import annotations

from studies.backwards.iteration import Operation
from widgets.kit import theme

_ACTIVATIONS = {
    "linear": "{S}",
    "sigmoid": "1 / (1 + np.exp(-{S}))",
    "tanh": "np.tanh({S})",
    "relu": "np.maximum({S}, 0)",
    "softmax": "np.exp({S}) / np.exp({S}).sum(axis=1, keepdims=True)",
}
_SLOPES = {
    "linear": "np.ones_like({S})",
    "sigmoid": "{L} * (1 - {L})",
    "tanh": "1 - {L}**2",
    "relu": "(S[{l}] > 0) * 1.0",
    "softmax": "np.stack([np.diag(a) - np.outer(a, a) for a in {L}])",
}
_LOSSES = {
    "half_sse": "0.5 * np.sum(({L} - Y)**2)",
    "mse": "np.mean(({L} - Y)**2)",
    "bce": "-np.mean(Y * np.log({L}) + (1 - Y) * np.log(1 - {L}))",
    "softmax_cross_entropy": "-np.sum(Y * np.log({L})) / len(Y)",
}
_ERRORS = {
    "half_sse": "{L} - Y",
    "mse": "2 * ({L} - Y) / Y.size",
    "bce": "({L} - Y) / ({L} * (1 - {L})) / Y.size",
    "softmax_cross_entropy": "-Y / {L} / len(Y)",
}


def line(operation: Operation, activations: tuple[str, ...], loss: str, learning_rate: float, bias: bool) -> str:
    """The line for one operation. The lists L, S, w, delta, slope, scaled and gradient are indexed as in the book."""
    kind, l = operation.kind, operation.index  # noqa: E741 (l is the book's letter for the layer)
    layer, output = f"L[{l}]", f"L[{len(activations)}]"
    read = f"with_ones({layer})" if bias else layer
    if kind == "layer":
        return f"L[{l}] = " + _ACTIVATIONS[activations[l - 1]].format(S=f"S[{l - 1}]")
    if kind == "slope":
        return f"slope[{l}] = " + _SLOPES[activations[l]].format(S=f"S[{l}]", L=f"L[{l + 1}]", l=l)
    if kind == "delta" and l < len(activations):
        return f"delta[{l}] = scaled[{l}] @ w[{l}]{'[1:]' if bias else ''}.T"
    if kind == "scaled" and activations[l] == "softmax":
        return f'scaled[{l}] = np.einsum("ni,nij->nj", delta[{l + 1}], slope[{l}])'
    return {
        "data": "L[0] = X",
        "sums": f"S[{l}] = {read} @ w[{l}]",
        "loss": "loss = " + _LOSSES[loss].format(L=output),
        "delta": f"delta[{l}] = " + _ERRORS[loss].format(L=output),
        "scaled": f"scaled[{l}] = delta[{l + 1}] * slope[{l}]",
        "gradient": f"gradient[{l}] = {read}.T @ scaled[{l}]",
        "update": f"w[{l}] = w[{l}] - {_plain(learning_rate)} * gradient[{l}]",
    }[kind]


def _plain(value: float) -> str:
    """A number as Python reads it."""
    return theme.number(value, 6).replace(theme.MINUS, "-") if 1e-4 <= value < 1e5 else repr(value)
