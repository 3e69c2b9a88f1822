"""Each operation of an iteration as the line of NumPy that does it; a test runs the lines and compares the numbers."""

from __future__ import annotations

import re

from mlp_core import ACTIVATIONS, LOSSES
from studies.backwards.iteration import Operation
from widgets.kit import theme


def line(
    operation: Operation,
    activations: tuple[str, ...],
    loss: str,
    learning_rate: float,
    bias: bool,
    biases: str = "learned",
) -> str:
    """The line for one operation. The lists L, S, w, delta, slope, scaled and gradient are indexed as in the book."""
    kind, l = operation.kind, operation.index  # noqa: E741 (l is the book's letter for the layer)
    layer, output = f"L[{l}]", f"L[{len(activations)}]"
    read = f"with_ones({layer})" if bias else layer
    if kind == "layer":
        return f"L[{l}] = " + _with(ACTIVATIONS[activations[l - 1]].code.numpy, s=f"S[{l - 1}]")
    if kind == "slope":
        return f"slope[{l}] = " + _with(ACTIVATIONS[activations[l]].code.slope, a=f"L[{l + 1}]")
    if kind == "delta" and l < len(activations):
        return f"delta[{l}] = scaled[{l}] @ w[{l}]{'[1:]' if bias else ''}.T"
    if kind == "scaled" and not ACTIVATIONS[activations[l]].elementwise:
        return f'scaled[{l}] = np.einsum("ni,nij->nj", delta[{l + 1}], slope[{l}])'
    return {
        "data": "L[0] = X",
        "sums": f"S[{l}] = {read} @ w[{l}]",
        "loss": "loss = " + _with(LOSSES[loss].code.numpy, outputs=output),
        "delta": f"delta[{l}] = " + _with(LOSSES[loss].code.derivative, outputs=output),
        "scaled": f"scaled[{l}] = delta[{l + 1}] * slope[{l}]",
        "gradient": f"gradient[{l}] = {read}.T @ scaled[{l}]",
        "update": update_line(f"w[{l}]", _plain(learning_rate), f"gradient[{l}]", biases),
    }[kind]


def update_line(weights: str, rate: str, gradient: str, biases: str) -> str:
    """The update of one matrix; biases: see studies.biases."""
    if biases == "fixed":
        return f"{weights}[1:] = {weights}[1:] - {rate} * {gradient}[1:]"
    before = f"{gradient}[0] = {gradient}[0].sum(); " if biases == "shared" else ""
    return f"{before}{weights} = {weights} - {rate} * {gradient}"


def _with(expression: str, **names: str) -> str:
    """The expression with other names for its variables."""
    return re.sub(rf"\b({'|'.join(names)})\b", lambda found: names[found[0]], expression)


def _plain(value: float) -> str:
    """A number as Python reads it."""
    return theme.number(value, 6).replace(theme.MINUS, "-") if 1e-4 <= value < 1e5 else repr(value)
