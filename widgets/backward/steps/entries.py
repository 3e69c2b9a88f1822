"""What is said of an entry: the numbers it came from, written out, and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import htpy as h
import numpy as np
from numpy.typing import NDArray

from mlp_core import ACTIVATIONS, LOSSES
from studies.backwards.iteration import Iteration, Operation
from studies.forwards.shapes import explain_product
from widgets.backward.steps.kinks import kink_at, kink_words
from widgets.backward.steps.names import Names, names_of
from widgets.kit import theme

Array = NDArray[np.floating]
Say = tuple[tuple[str, ...], h.Node]

# A sum of at most so many products also shows each product worked out.
MOST_WORKED = 5


@dataclass(frozen=True)
class Entries:
    """The entries of one operation's matrices. row and column count from 1 in what is said, the bias as 0."""

    iteration: Iteration
    operation: Operation

    @property
    def names(self) -> Names:
        """How this network's matrices are called."""
        return names_of(self.iteration)

    def say(self, i: int, j: int) -> Say:
        """What entry [i, j] of the result lights and what is said of it: where it came from and where it goes."""
        operation, names = self.operation, self.names
        rows, columns = names.axes(operation.kind, operation.index)
        row, column = rows.first + i, columns.first + j
        lit, origin = _ORIGINS[operation.kind](self, i, j)
        onward_lit, onward = goes(self.iteration, operation.kind, operation.index, row, column)
        name = names.entry(operation.kind, operation.index, row, column)
        value = h.fragment[h.b[name, " = ", self._printed(i, j)], self._more_digits(i, j)]
        return (*lit, *onward_lit), h.fragment[value, ": ", origin, h.br, onward]

    def hint(self, i: int, j: int) -> h.Node:
        """What is said of an entry that the reader has to fill in: where it comes from, without numbers."""
        operation, names = self.operation, self.names
        rows, columns = names.axes(operation.kind, operation.index)
        name = names.entry(operation.kind, operation.index, rows.first + i, columns.first + j)
        return h.fragment[h.b[name, " = ?"], " Compute it with three decimals. ", _HINTS[operation.kind](self, i, j)]

    def _printed(self, i: int, j: int) -> str:
        return theme.number(float(self.operation.result[i, j]))

    def _more_digits(self, i: int, j: int) -> str:
        """The number to more digits than are drawn, where there are more."""
        precise = theme.precise(float(self.operation.result[i, j]))
        return "" if precise == self._printed(i, j) else f" ({precise})"


def goes(iteration: Iteration, kind: str, index: int, row: int, column: int) -> tuple[tuple[str, ...], str]:
    """Where an entry goes: the tags of the steps and parts that read it, and the same in words."""
    names = names_of(iteration)
    layer = names.matrix("layer", index)
    if kind in ("data", "layer") and index < names.last:
        raised = f"{index}"
        return (f"at-S{raised}", f"at-g{raised}", f"n{index}.{column}"), (
            f"It goes on to row {row} of {names.matrix('sums', index)}, and on the way back to row {column} of "
            f"{names.matrix('gradient', index)}."
        )
    if kind == "layer":
        return ("at-E", f"at-d{index}", f"n{index}.{column}"), f"It goes on to the loss and to the error δ of {layer}."
    if kind == "sums":
        onward = names.matrix("layer", index + 1)
        return (f"at-L{index + 1}", f"at-f{index}", f"n{index + 1}.{column}"), (
            f"It goes on to the same place of {onward}, and on the way back to {names.matrix('slope', index)}."
        )
    if kind == "loss":
        return (f"n{names.last}.{column}",), "All the entries of E are added: their sum is the loss."
    if kind == "delta" and index == 0:
        return (), ""
    if kind in ("delta", "slope"):
        before = index - 1 if kind == "delta" else index
        name = names.matrix("scaled", before)
        return (f"at-e{before}", f"n{before + 1}.{column}"), f"It goes on to the same place of {name}."
    if kind == "scaled":
        back = f", and to row {row} of {names.matrix('delta', index)}" if index else ""
        steps = (f"at-g{index}", f"at-d{index}") if index else ("at-g0",)
        return (*steps, f"n{index + 1}.{column}"), (
            f"It goes on to column {column} of {names.matrix('gradient', index)}{back}."
        )
    if kind == "gradient":
        return (f"at-u{index}", f"w{index}.{row}.{column}"), (
            f"It goes on to the update of this one weight, {names.matrix('weights', index)}."
        )
    return (f"w{index}.{row}.{column}",), "The next iteration starts with it."


def say_weight(iteration: Iteration, index: int, i: int, j: int) -> Say:
    """What is said of an entry of the weights that an iteration starts with."""
    names = names_of(iteration)
    row = i + (0 if names.bias else 1)
    value = theme.number(float(iteration.forward.weights[index][i, j]))
    back = f", carries the error back to {names.matrix('layer', index)}" if index and row else ""
    lit = (f"at-S{index}", f"at-u{index}", f"w{index}.{row}.{j + 1}", *((f"at-d{index}",) if back else ()))
    name = names.entry("weights", index, row, j + 1)
    return lit, h.fragment[
        h.b[name, " = ", value],
        ": a weight, as it is during this whole iteration.",
        h.br,
        f"It counts in column {j + 1} of {names.matrix('sums', index)}{back}, and is changed by the update.",
    ]


def say_target(iteration: Iteration, i: int, j: int) -> Say:
    """What is said of a target."""
    names = names_of(iteration)
    value = theme.number(float(iteration.targets[i, j]))
    return ("at-E", f"at-d{names.last}", f"n{names.last}.{j + 1}"), h.fragment[
        h.b[names.entry("targets", 0, i + 1, j + 1), " = ", value],
        f": what output {j + 1} should be for data point {i + 1}.",
        h.br,
        "It goes on to the loss and to the error at the outputs.",
    ]


def say_one(index: int, row: int) -> Say:
    """What is said of an entry of the column of ones."""
    return (f"at-S{index}", f"at-g{index}", f"n{index}.0"), (
        f"The column of ones, data point {row}: with it row 0 of w{theme.superscript(index)} holds the biases."
    )


def sum_of_products(left: Iterable[float], right: Iterable[float], products: Iterable[float], total: str) -> h.Node:
    """0.5·2 + 1·(−3) = 1 − 3 = −2, with at most MOST_WORKED products worked out."""
    pairs = list(zip(left, right, strict=True))
    written = " + ".join(f"{theme.factor(a)}·{theme.factor(b)}" for a, b in pairs)
    if not 1 < len(pairs) <= MOST_WORKED:
        return theme.unbroken(f"{written} = {total}")
    worked = ""
    for product in products:
        sign = f" {theme.MINUS} " if product < 0 else " + "
        worked += (sign if worked else sign.strip().replace("+", "")) + theme.number(abs(product))
    return theme.unbroken(f"{written} = {worked} = {total}")


def _product(entries: Entries, i: int, j: int) -> h.Node:
    operation = entries.operation
    assert operation.left is not None
    assert operation.right is not None
    left, right = operation.left[i], operation.right[:, j]
    products = explain_product(left[None, :], right[:, None])[0, 0]
    return sum_of_products(left.tolist(), right.tolist(), products.tolist(), entries._printed(i, j))


def _from_data(entries: Entries, i: int, j: int) -> Say:
    return (), f"input {j + 1} of data point {i + 1}."


def _from_sums(entries: Entries, i: int, j: int) -> Say:
    l, names = entries.operation.index, entries.names  # noqa: E741 (l is the book's letter for the layer)
    lit = (f"L{l}.r{i + 1}", f"w{l}.c{j + 1}", f"at-L{l}")
    where = f"row {i + 1} of {names.matrix('layer', l)} times column {j + 1} of {names.matrix('weights', l)}."
    return lit, h.fragment[where, h.br, _product(entries, i, j)]


def _from_layer(entries: Entries, i: int, j: int) -> Say:
    l = entries.operation.index - 1  # noqa: E741
    name = entries.iteration.forward.activations[l]
    sums = entries.iteration.forward.sums[l]
    if not ACTIVATIONS[name].elementwise:
        written = f"{name} of row {i + 1} of S{theme.superscript(l)}, its entry {j + 1}."
        return (f"S{l}.r{i + 1}", f"at-S{l}"), written
    written = f"{name}({theme.number(float(sums[i, j]))}) = {entries._printed(i, j)}"
    return (f"S{l}.{i + 1}.{j + 1}", f"at-S{l}"), f"the activation of the weighted sum: {written}"


def _with_output(entries: Entries, i: int, j: int, formula: str) -> h.Node:
    """What is done with one output and its target."""
    iteration = entries.iteration
    rows, columns = iteration.targets.shape
    output, target = float(iteration.forward.outputs[i, j]), float(iteration.targets[i, j])
    written = formula.format(o=theme.factor(output), t=theme.factor(target), n=str(rows), p=str(columns))
    return f"{theme.unbroken(written)} = {entries._printed(i, j)}"


def _from_loss(entries: Entries, i: int, j: int) -> Say:
    last = entries.names.last
    lit = (f"L{last}.{i + 1}.{j + 1}", f"Y0.{i + 1}.{j + 1}", f"at-L{last}")
    share = h.fragment[
        "the share of this output in the loss: ", _with_output(entries, i, j, LOSSES[entries.iteration.loss].words.term)
    ]
    return lit, share


def _from_delta(entries: Entries, i: int, j: int) -> Say:
    l, names = entries.operation.index, entries.names  # noqa: E741
    if l == names.last:
        lit = (f"L{l}.{i + 1}.{j + 1}", f"Y0.{i + 1}.{j + 1}", f"at-L{l}")
        how = "output minus target" if entries.iteration.loss == "half_sse" else "the derivative of the loss"
        return lit, h.fragment[f"{how}, ", _with_output(entries, i, j, LOSSES[entries.iteration.loss].words.slope)]
    lit = (f"e{l}.r{i + 1}", f"w{l}.r{j + 1}", f"at-e{l}")
    where = f"row {i + 1} of {names.matrix('scaled', l)} times row {j + 1} of {names.matrix('weights', l)}, which is "
    return lit, h.fragment[where, f"column {j + 1} of its transpose.", h.br, _product(entries, i, j)]


def _from_slope(entries: Entries, i: int, j: int) -> Say:
    l = entries.operation.index  # noqa: E741
    forward = entries.iteration.forward
    s, a, value = float(forward.sums[l][i, j]), float(forward.layers[l + 1][i, j]), entries._printed(i, j)
    kink = kink_at(forward, l, i, j)
    if kink:
        return (f"S{l}.{i + 1}.{j + 1}", f"at-S{l}"), f"the sum {kink_words(kink, forward)}."
    words = ACTIVATIONS[forward.activations[l]].slope_words(s)
    written = words.format(s=theme.number(s), a=theme.factor(a), value=value)
    return (f"S{l}.{i + 1}.{j + 1}", f"at-S{l}"), written


def _from_scaled(entries: Entries, i: int, j: int) -> Say:
    l, operation, names = entries.operation.index, entries.operation, entries.names  # noqa: E741
    assert operation.left is not None
    assert operation.right is not None
    lit = (f"d{l + 1}.{i + 1}.{j + 1}", f"f{l}.{i + 1}.{j + 1}", f"at-d{l + 1}", f"at-f{l}")
    if operation.right.ndim == 3:
        row, column = operation.left[i], operation.right[i][:, j]
        products = explain_product(row[None, :], column[:, None])[0, 0]
        where = f"row {i + 1} of {names.matrix('delta', l + 1)} times column {j + 1} of data point {i + 1}'s Jacobian."
        written = sum_of_products(row.tolist(), column.tolist(), products.tolist(), entries._printed(i, j))
        here = f"f{l}.p{i + 1}"  # this point's Jacobian, which comes into view, and its column
        return (f"d{l + 1}.r{i + 1}", here, f"{here}.c{j + 1}", *lit[2:]), h.fragment[where, h.br, written]
    delta, slope = float(operation.left[i, j]), float(operation.right[i, j])
    written = f"{theme.factor(delta)}·{theme.factor(slope)} = {entries._printed(i, j)}"
    return lit, f"entry times entry, {written}"


def _from_gradient(entries: Entries, i: int, j: int) -> Say:
    l, names = entries.operation.index, entries.names  # noqa: E741
    column = i + (0 if names.bias else 1)
    lit = (f"L{l}.c{column}", f"e{l}.c{j + 1}", f"at-L{l}", f"at-e{l}")
    source = "the ones" if column == 0 else f"column {column} of {names.matrix('layer', l)}"
    where = f"{source} times column {j + 1} of {names.matrix('scaled', l)}, one product for each data point."
    return lit, h.fragment[where, h.br, _product(entries, i, j)]


def _from_update(entries: Entries, i: int, j: int) -> Say:
    l, operation = entries.operation.index, entries.operation  # noqa: E741
    assert operation.left is not None
    assert operation.right is not None
    row = i + (0 if entries.names.bias else 1)
    lit = (f"w{l}.{row}.{j + 1}", f"g{l}.{row}.{j + 1}", f"at-g{l}")
    rate = theme.number(entries.iteration.learning_rate, 6)
    weight, gradient = float(operation.left[i, j]), float(operation.right[i, j])
    step = theme.unbroken(f"{theme.number(weight)} − {rate}·{theme.factor(gradient)}")
    written = f"{step} = {entries._printed(i, j)}"
    if row == 0 and entries.iteration.biases == "fixed":
        return lit, "this bias is given and not learned, so the update leaves it as it is."
    if row == 0 and entries.iteration.biases == "shared":
        return lit, f"the layer's one bias minus learning rate times the sum of row 0 of the gradient, {written}"
    return lit, f"the weight minus learning rate times gradient, {written}"


_ORIGINS: dict[str, Callable[[Entries, int, int], Say]] = {
    "data": _from_data,
    "sums": _from_sums,
    "layer": _from_layer,
    "loss": _from_loss,
    "delta": _from_delta,
    "slope": _from_slope,
    "scaled": _from_scaled,
    "gradient": _from_gradient,
    "update": _from_update,
}


def _hint_product(entries: Entries, i: int, j: int) -> str:
    kind, l, names = entries.operation.kind, entries.operation.index, entries.names  # noqa: E741
    if kind == "sums":
        return f"Row {i + 1} of {names.matrix('layer', l)} times column {j + 1} of {names.matrix('weights', l)}."
    if kind == "gradient":
        rows, _ = names.axes("gradient", l)
        if names.bias and i == 0:
            return f"The ones times column {j + 1} of {names.matrix('scaled', l)}."
        return (
            f"Column {rows.first + i} of {names.matrix('layer', l)}, which is a row of its transpose, times column "
            f"{j + 1} of {names.matrix('scaled', l)}."
        )
    if l == names.last:
        return "The derivative of the loss at this output; for half the sum of squares it is output minus target."
    return f"Row {i + 1} of {names.matrix('scaled', l)} times row {j + 1} of {names.matrix('weights', l)}."


def _same_place(words: str) -> Callable[[Entries, int, int], str]:
    return lambda entries, i, j: words


_HINTS: dict[str, Callable[[Entries, int, int], str]] = {
    "sums": _hint_product,
    "gradient": _hint_product,
    "delta": _hint_product,
    "layer": _same_place("The activation of the weighted sum in the same place."),
    "slope": _same_place("The derivative of the activation at the weighted sum in the same place."),
    "scaled": _same_place("The error times the derivative, both from the same place."),
    "update": _same_place("The weight minus learning rate times gradient."),
}
