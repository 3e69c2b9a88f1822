"""Cell 6: XOR solved with the reader's own code."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mlp_core.checks import Array
from studies.exercises.own_network.case import array_list
from studies.exercises.report import Check, Refused, Report, as_numbers, call, find, find_function

_FEW = 500  # iterations
_EQUAL = 1e-3  # outputs that differ by less are equal
_SUMS = np.array([-1.3, -0.4, 0.6, 1.7])  # at none of them relu has its kink
_STEP = 1e-5
SOLVED = 1 / 8  # below it no single error can be as large as ½, as the lesson says
_CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
_OTHERS: dict[tuple[float, ...], str] = {
    (0, 0, 0, 1): "AND",
    (0, 1, 1, 1): "OR",
    (1, 0, 0, 1): "the opposite of XOR",
    (1, 1, 1, 0): "NAND",
    (1, 0, 0, 0): "NOR",
}


def grade_xor(program: Mapping[str, Any]) -> Report:
    """The program sets X, Y, weights, activations and losses: four points, trained until each is on its side."""
    checks = []
    for label, look in (
        ("X and Y: the four points of XOR", _say_of_data),
        ("the weights: matrices that fit", _say_of_weights),
        ("the activations and their slopes", _say_of_lists),
        ("the losses: a training that goes down", _say_of_losses),
        (f"the trained network: a loss below {SOLVED:g}", _say_of_end),
    ):
        try:
            say = look(program)
        except Refused as refused:
            say = str(refused)
        checks.append(Check(label, not say, say))
        if say:
            return Report(tuple(checks))
    return Report(tuple(checks), curve=tuple(float(loss) for loss in np.ravel(program["losses"])))


def look_at_setup(program: Mapping[str, Any]) -> str:
    """What is wrong with what a training was given that came to no end, "" if nothing is or it is not there yet."""
    looks = (
        (("X", "Y"), _say_of_data),
        (("X", "weights"), _say_of_weights),
        (("activations", "slopes"), _say_of_lists),
    )
    try:
        for names, look in looks:
            said = look(program) if all(name in program for name in names) else ""
            if said:
                return said
        if "losses" in program and not len(program["losses"]):
            return "losses is empty: fit has made no iteration. Its last argument says how many to make."
    except Refused as refused:
        return str(refused)
    return ""


def _say_of_data(program: Mapping[str, Any]) -> str:
    X, Y = (as_numbers(find(program, name, "variable"), name) for name in ("X", "Y"))
    if X.ndim != 2 or len(X) != 4 or X.shape[1] < 2:
        hint = " It is transposed: a row is a data point." if X.ndim == 2 and X.shape[1] == 4 else ""
        return f"X should have four rows, one for each data point; its shape is {X.shape}.{hint}"
    if Y.shape != (4, 1):
        return (
            f"Y should have shape (4, 1), a row with one target for each data point; yours has {Y.shape}. With another "
            "shape outputs − Y is no longer four numbers."
        )
    # Which two columns are the inputs is the reader's choice; a column of ones may stand beside them.
    inputs = [column for column in X.T if set(column) == {0.0, 1.0}]
    if len(inputs) != 2 or {tuple(point) for point in np.array(inputs).T} != set(_CORNERS):
        return "X should have the four points (0, 0), (0, 1), (1, 0) and (1, 1) in two of its columns, each once."
    if any(set(column) != {1.0} for column in X.T if set(column) != {0.0, 1.0}):
        return "Beside the two inputs X may have a column of ones and nothing else."
    targets = {(int(a), int(b)): float(y) for a, b, y in zip(*inputs, Y.ravel(), strict=True)}
    given: tuple[float, ...] = tuple(targets[corner] for corner in _CORNERS)
    if given == (0.0, 1.0, 1.0, 0.0):
        return ""
    if given in _OTHERS:
        return f"These are the targets of {_OTHERS[given]}. XOR is 1 where exactly one input is 1."
    if given == (-1.0, 1.0, 1.0, -1.0):
        return "You wrote −1 for 0. The targets here are 0 and 1."
    return "The targets are not those of XOR: 1 where exactly one input is 1, else 0."


def _say_of_weights(program: Mapping[str, Any]) -> str:
    X = as_numbers(program["X"], "X")
    value = find(program, "weights", "variable")
    if not isinstance(value, list | tuple) or not value:
        raise Refused("weights should be a list of matrices, w⁽⁰⁾ first.")
    weights = array_list(value, "weights", "weights", len(value))
    before = X.shape[1]
    for number, w in enumerate(weights):
        if w.ndim != 2 or len(w) != before:
            return (
                f"weights[{number}] has shape {w.shape}; it needs {before} rows, one for each column of "
                f"{'X' if number == 0 else 'the layer before'}."
            )
        before = w.shape[1]
    if before != 1:
        return f"The last matrix has {before} columns. The network has one output, so it needs 1."
    return ""


def _say_of_lists(program: Mapping[str, Any]) -> str:
    """What is wrong with the functions: too many or too few, none, or a slope that belongs to another function."""
    count = len(program["weights"]) if isinstance(program.get("weights"), list | tuple) else 0
    for name in ("activations", "slopes"):
        functions = find(program, name, "variable")
        if not isinstance(functions, list | tuple) or len(functions) != count:
            how = f" of {len(functions)}" if isinstance(functions, list | tuple) else ""
            return f"{name} should be a list of {count} functions, one for each weight matrix; yours is a list{how}."
        for l, function in enumerate(functions):  # noqa: E741 (l is the book's letter for the layer)
            if not callable(function):
                return (
                    f"{name}[{l}] is of the type {type(function).__name__}. It should be the function itself, its name "
                    "without quotes and without brackets: sigmoid."
                )
    for l, (f, slope) in enumerate(zip(program["activations"], program["slopes"], strict=True)):  # noqa: E741
        said = _say_of_slope(l, f, slope)
        if said:
            return said
    return ""


def _say_of_slope(l: int, f: Any, slope: Any) -> str:  # noqa: E741
    """What to say where slopes[l] is not the slope of activations[l]; both have passed their own cell, or are new."""
    try:
        with np.errstate(all="ignore"):
            above, below = (as_numbers(call(f, _SUMS + step), f"activations[{l}]") for step in (_STEP, -_STEP))
            value = as_numbers(call(slope, _SUMS.copy()), f"slopes[{l}]")
    except Refused as refused:
        return str(refused)
    measured = (above - below) / (2 * _STEP)
    if value.shape == measured.shape and np.allclose(value, measured, atol=1e-4):
        return ""
    what = (
        "the same function as"
        if value.shape == above.shape and np.allclose(value, above, atol=1e-4)
        else "not the slope of"
    )
    return f"slopes[{l}] is {what} activations[{l}]. Each activation has its own slope, in the same place of its list."


def _say_of_losses(program: Mapping[str, Any]) -> str:
    losses = as_numbers(find(program, "losses", "variable"), "losses")
    if losses.ndim != 1 or losses.size < 2:
        return "losses should be the list that fit gives back, with a number for each iteration."
    if not np.isfinite(losses).all():
        first = int(np.argmin(np.isfinite(losses)))
        return f"The training diverges: losses[{first}] is no number any more. Try a learning rate ten times smaller."
    if losses[-1] >= losses[0]:
        same = "stays as it is" if np.allclose(losses, losses[0]) else "is higher in the end than at the start"
        return f"The loss {same}. Are the weights trained by fit, with a learning rate above 0 that is not too large?"
    return ""


def _say_of_end(program: Mapping[str, Any]) -> str:
    X, Y = (as_numbers(program[name], name) for name in ("X", "Y"))
    weights = [as_numbers(w, "weights") for w in program["weights"]]
    layers = call(find_function(program, "forward"), X, weights, list(program["activations"]))
    outputs = as_numbers(layers[-1], "the last layer")
    if outputs.shape != Y.shape:
        return f"The outputs have shape {outputs.shape}, the targets {Y.shape}."
    loss = float(((outputs - Y) ** 2).sum() / 2)
    losses = as_numbers(program["losses"], "losses")
    if loss < SOLVED:
        if loss > 10 * losses[-1] + 1e-3:
            return f"The weights give a loss of {loss:.3g}, but losses ends at {losses[-1]:.3g}: it belongs to others."
        return ""
    if losses[-1] < SOLVED:
        return (
            f"losses ends at {losses[-1]:.3g}, but with these weights the loss is {loss:.3g}: are they drawn anew, or "
            "changed, after the training?"
        )
    return (
        f"{_why(outputs, Y, weights, losses, loss)} The loss is {loss:.3g} in the "
        f"end, and below {SOLVED:g} counts as solved."
    )


def _why(outputs: Array, Y: Array, weights: list[Array], losses: Array, loss: float) -> str:
    """What usually keeps a training on XOR at such a loss."""
    falling = losses.size > 10 and losses[-1] < 0.98 * losses[-max(2, losses.size // 10)]
    if len(weights) == 1:
        return "A network without a hidden layer cannot solve XOR: it stays at ½ or above."
    first = weights[0]
    if first.shape[1] > 1 and np.allclose(first, first[:, :1]):
        return "All hidden neurons have equal weights, so they stay equal for ever. Draw the weights at random."
    if first.shape[1] == 1:
        return "One hidden neuron is not enough. Give w⁽⁰⁾ more columns, and w⁽¹⁾ as many rows."
    if losses.size < _FEW:
        return (
            f"{losses.size} iterations are few: near ½ the loss often hardly falls for hundreds of them. Give it more."
        )
    if losses[0] - losses[-1] < 0.02 * losses[0] and (np.diff(losses) < 0).all():
        return "The loss falls in each iteration, but hardly: the steps are short. Try a larger learning rate."
    if falling:
        return "The loss is still falling. Give it more iterations, or a larger learning rate."
    if np.ptp(outputs) < 1e-3 and abs(loss - 0.5) < 0.01:
        return (
            "All outputs are ½: the best that a network with linear neurons can do, or where relus that died leave it."
        )
    if np.ptp(outputs) < _EQUAL * (1 + float(np.abs(outputs).max())):
        return "All outputs are equal: the sums are so far out that every slope is 0. Try a smaller learning rate."
    wrong = int((np.abs(outputs - Y) >= 0.25).sum())
    return (
        f"The training is stuck, with {wrong} of the four points wrong or undecided. Start from another seed, or with "
        "more hidden neurons."
    )
