"""What is printed above the blanks of a problem: its network in sentences, and the matrices that are given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mlp_core.checks import Array
from studies.problems.markup import element, matrix
from studies.problems.tasks import DECIMALS, MOST_DECIMALS, Problem
from studies.problems.words import FUNCTIONS, LABELS, LOSS_RULES, number, of_operation, raised

# Which of X, the weights and the targets a topic needs; "later" weights are those that an error goes back through.
_NEEDS = {
    "forward": ("X", "w", "Y"),
    "deltas": ("later", "Y"),
    "gradients": ("X",),
    "update": ("w",),
    "backpropagation": ("X", "w", "Y"),
    "gradient_check": ("X", "w", "Y"),
}
_TASK = {
    "forward": "Feed the data points forward, and compute the loss.",
    "deltas": "The forward pass is given. Compute the errors from the outputs back to the hidden layer.",
    "gradients": "The layers, the errors and the derivatives are given. Compute the gradients of all weights.",
    "update": "The weights and their gradients are given. Compute the weights after one update.",
    "backpropagation": "Compute one whole iteration: forwards, the loss, backwards, and the updated weights.",
}


def decimals(problem: Problem) -> int:
    """How many are printed: all where nothing is rounded."""
    return MOST_DECIMALS if problem.exact else DECIMALS


def sentences(problem: Problem) -> Iterator[str]:
    """The network and what is to be done, in sentences."""
    if problem.shape is not None:
        yield from _of_shape(problem)
        return
    choice = problem.choice
    bias = ", with biases in row 0 of each weight matrix" if choice.bias else ", without biases"
    yield f"A network with {'–'.join(map(str, choice.sizes))} neurons (inputs first){bias}."
    if choice.topic != "update":
        for index, name in enumerate(choice.activations):
            yield f"f{raised(index)} is {LABELS[name]}: {', '.join(FUNCTIONS[name])}."
        yield f"The loss is {LOSS_RULES[choice.loss][0]}."
    if choice.topic in ("update", "backpropagation"):
        yield f"The learning rate is {number(choice.learning_rate, 6)}."
    yield _check(problem) if problem.moved else _TASK[choice.topic]
    yield (
        "All numbers come out exactly; three decimals are enough."
        if problem.exact
        else "Round to three decimals where more come out; the last digit may differ by one or two."
    )


def _of_shape(problem: Problem) -> Iterator[str]:
    shape = problem.shape
    assert shape is not None
    bias = "with a bias for each neuron, in row 0 of the weights" if shape.bias else "without biases"
    yield f"A network with {'–'.join(map(str, shape.sizes))} neurons (inputs first), {bias}."
    yield f"It is fed with {shape.points} data points at once, one a row. Give the shapes, rows × columns."


def _check(problem: Problem) -> str:
    moved = problem.moved
    assert moved is not None
    l, i, j = moved.place  # noqa: E741 (l is the book's letter for the layer)
    row = i if problem.choice.bias else i + 1
    epsilon = number(moved.epsilon)
    places = " Give the two losses with four decimals." if not problem.exact else ""
    return (
        f"Check one entry of the gradient: w is the entry of w{raised(l)} in row {row}, column {j + 1}. Move it by "
        f"ε = {epsilon} up and down, with all other weights as they are, and compare.{places}"
    )


@dataclass(frozen=True)
class Given:
    """A matrix that is given. kind, index: as in studies.backwards.iteration, or "weights" and "targets"."""

    kind: str
    index: int
    name: str
    values: Array
    first_row: int = 1


def matrices(problem: Problem) -> Iterator[Given]:
    """Every matrix that is given."""
    iteration = problem.iteration
    if iteration is None:
        return
    needs, forward = _NEEDS[problem.choice.topic], iteration.forward
    if "X" in needs:
        yield Given("data", 0, "X", forward.layers[0])
    first_row = 0 if forward.bias else 1
    for l, weights in enumerate(forward.weights):  # noqa: E741 (l is the book's letter for the layer)
        if "w" in needs or ("later" in needs and l):
            yield Given("weights", l, f"w{raised(l)}", weights, first_row)
    if "Y" in needs:
        yield Given("targets", 0, "Y", iteration.targets)
    for operation in problem.given:
        name, _, _ = of_operation(iteration, operation)
        first = first_row if operation.kind == "gradient" else 1
        yield Given(operation.kind, operation.index, name, operation.result, first)


def statement(problem: Problem) -> list[Element]:
    """The whole as markup."""
    parts = [element("p", " ".join(sentences(problem)))]
    printed = decimals(problem)
    given = [matrix(m.name, m.values, decimals=printed, first_row=m.first_row) for m in matrices(problem)]
    if given:
        parts.append(element("div", *given, class_="row"))
    if problem.moved is not None:
        parts.append(element("p", loss_now(problem)))
    return parts


def loss_now(problem: Problem) -> str:
    """The loss that a gradient check compares with."""
    assert problem.iteration is not None
    loss = number(problem.iteration.backward.loss, decimals(problem) + 1)
    return f"With the weights as they are the loss is L(w) = {loss}."
