"""The program beside the numbers: each line of `update_weights` with the matrices that it reads and writes."""

from __future__ import annotations

import htpy as h

from mlp_core import ACTIVATIONS
from studies.backwards.iteration import Iteration, Operation, one_iteration
from widgets.backward.backprop_stepper import Walk, equation, first_entry
from widgets.backward.steps.names import names_of, title
from widgets.backward.steps.program import in_program_order, line_of, program
from widgets.drawing import figure
from widgets.kit import reader
from widgets.kit.remembered import remembered


def build(iteration: Iteration) -> h.Node:
    """The code with the line of the step lit, the step controls, and the matrices of the step."""
    names = names_of(iteration)
    operations = in_program_order(iteration.operations())
    start = next(step for step, operation in enumerate(operations) if operation.kind == "gradient")
    lines = program(
        bias=names.bias,
        softmax=not ACTIVATIONS[iteration.forward.activations[-1]].elementwise,
        loss=iteration.loss,
        biases=iteration.biases,
    )
    steps_of = [line_of(operation, names.last) for operation in operations]
    return h.fragment[
        h.ol(".hl-code.hl-program", aria_label="The function update_weights")[
            [
                h.li(figure.part(on=[step for step, at in enumerate(steps_of) if at == number]))[line]
                for number, line in enumerate(lines)
            ]
        ],
        figure.step_controls([_label(iteration, operation) for operation in operations], start=start),
        h.div[[_panel(iteration, step, operation, shown=step == start) for step, operation in enumerate(operations)]],
        figure.readout("Choose any number.", label="Where the chosen number comes from and where it goes"),
    ]


def _label(iteration: Iteration, operation: Operation) -> str:
    turn = operation.index - 1 if operation.kind == "layer" else operation.index
    if operation.kind == "data" or (operation.kind == "delta" and operation.index == iteration.lmax):
        return title(names_of(iteration), operation)
    return f"l = {turn}. {title(names_of(iteration), operation)}"


def _panel(iteration: Iteration, step: int, operation: Operation, *, shown: bool) -> h.Element:
    walk = Walk(iteration)
    attributes = figure.part(only=[step]) | {"data-first": first_entry(walk, operation)}
    return h.div(".hl-panel", attributes, hidden=not shown)[
        h.div(".hl-row.hl-walk-equation")[list(equation(walk, operation))]
    ]


@remembered
def _figure(own: reader.ReaderNetwork) -> h.Node:
    data = own.dataset()
    return build(one_iteration(own.network(), data.X, data.Y, own.loss, own.learning_rate, own.bias_rule))


def widget(*, key: str, caption: str) -> None:
    """The program at work on the reader's network."""
    figure.show(
        _figure(reader.current()),
        key=key,
        label="The function update_weights, line by line, beside the matrices of your network",
        caption_text=caption,
    )
