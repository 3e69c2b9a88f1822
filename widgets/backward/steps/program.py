"""`update_weights`, the whole method for any depth, as the lesson prints it; a test runs these very lines."""

from __future__ import annotations

from studies.backwards.iteration import Kind, Operation
from widgets.backward.steps.numpy_lines import update_line

# Which line of the program does an operation, counted from 0.
LINES: dict[Kind, int] = {
    "data": 1,
    "sums": 3,
    "layer": 4,
    "slope": 5,
    "delta": 6,
    "scaled": 8,
    "gradient": 9,
    "update": 11,
}
BACK = 10  # the line that carries the error one layer back


def program(
    *, bias: bool = False, softmax: bool = False, loss: str = "half_sse", biases: str = "learned"
) -> tuple[str, ...]:
    """The lines of the function, for a network with or without a bias, a softmax at the end, and a loss.

    biases: how they are trained, see studies.biases.
    """
    read = "with_ones({})" if bias else "{}"
    error = "layers[-1] - Y" if loss == "half_sse" else "loss.derivative(layers[-1], Y)"
    return (
        f"def update_weights(weights, X, Y, activations, learning_rate{', loss' if loss != 'half_sse' else ''}):",
        "    layers, slopes = [X], []",
        "    for w, f in zip(weights, activations):",
        f"        S = {read.format('layers[-1]')} @ w",
        "        layers.append(f.apply(S))",
        "        slopes.append(f.derivative(S, layers[-1]))",
        f"    delta = {error}",
        "    for l in reversed(range(len(weights))):",
        f"        scaled = {'through_derivative(delta, slopes[l])' if softmax else 'delta * slopes[l]'}",
        f"        gradient = {read.format('layers[l]')}.T @ scaled",
        f"        delta = scaled @ weights[l]{'[1:]' if bias else ''}.T",
        f"        {update_line('weights[l]', 'learning_rate', 'gradient', biases)}",
    )


def line_of(operation: Operation, last: int) -> int:
    """The line of the program that does an operation; last is the index of the output layer."""
    if operation.kind == "delta" and operation.index < last:
        return BACK
    return LINES[operation.kind]


def in_program_order(operations: tuple[Operation, ...]) -> list[Operation]:
    """An iteration's operations in the order in which the program does them.

    It takes each slope on the way forward, where the weighted sum is at hand, and updates each weight matrix as soon as
    the error has gone through it. The loss itself is never needed.
    """
    by_name = {(operation.kind, operation.index): operation for operation in operations}
    last = max(index for kind, index in by_name if kind == "delta")
    order: list[tuple[Kind, int]] = [("data", 0)]
    for l in range(last):  # noqa: E741 (l is the book's letter for the layer)
        order += [("sums", l), ("layer", l + 1), ("slope", l)]
    order.append(("delta", last))
    for l in range(last - 1, -1, -1):  # noqa: E741
        order += [("scaled", l), ("gradient", l)]
        if l:
            order.append(("delta", l))
        order.append(("update", l))
    return [by_name[name] for name in order]
