"""Exercises and their graders: pure functions from what a reader's program defined to a report that names the slip.

Each grader takes the program's variables as a mapping and returns a Report. It calls the reader's functions, which may
do anything: whoever calls a grader limits time, output and memory (widgets/runner).
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from studies.exercises import autograd
from studies.exercises.backward import grade_backward
from studies.exercises.bug import grade_bug
from studies.exercises.derivation import SETS, LineReport, grade
from studies.exercises.digits import grade_digits
from studies.exercises.own_network.forward import grade_forward
from studies.exercises.own_network.loss import grade_loss
from studies.exercises.own_network.measured import grade_measured
from studies.exercises.own_network.training import grade_fit
from studies.exercises.own_network.update import grade_update
from studies.exercises.own_network.xor import grade_xor
from studies.exercises.report import Check, Report
from studies.exercises.slope import grade_tanh

EXERCISES: dict[str, Callable[[Mapping[str, Any]], Report]] = {
    "tanh": grade_tanh,
    "seven_segment": grade_digits,
    "backprop_line": grade_backward,
    "bug": grade_bug,
    "value_operations": autograd.grade_operations,
    "value_send": autograd.grade_send,
    "value_order": autograd.grade_order,
    "value_functions": autograd.grade_functions,
    "value_neuron": autograd.grade_neuron,
    "forward": grade_forward,
    "loss": grade_loss,
    "measured": grade_measured,
    "update_weights": grade_update,
    "fit": grade_fit,
    "xor": grade_xor,
}
"""Every grader by the name of its exercise."""

ON_NETWORK = {"value_neuron": autograd.grade_neuron}
"""Graders that are also given the reader's network, as a second argument (Given or None)."""

LINES: dict[str, Callable[[Mapping[str, Any]], LineReport]] = {
    f"{name}.{line.name}": partial(grade, lines, line.name) for name, lines in SETS.items() for line in lines.lines
}
"""The graders of single lines, by set and name."""

__all__ = ["EXERCISES", "LINES", "ON_NETWORK", "Check", "Report"]
