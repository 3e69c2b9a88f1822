"""One mistake has one name, wherever it is made."""

from dataclasses import fields

import pytest

from mlp_core import MLP, datasets
from studies.backwards.iteration import one_iteration
from studies.mistakes import MISTAKES
from studies.mistakes.classroom import Bugs
from studies.mistakes.derivatives import FAULTS
from studies.mistakes.meanings import MEANINGS
from studies.mistakes.programs import BUGS
from studies.mistakes.slips import slips
from widgets.backward import bug_museum, gradient_check


def test_every_collection_speaks_the_one_vocabulary() -> None:
    assert set(BUGS) - {"none"} <= set(MISTAKES)
    assert {field.name for field in fields(Bugs)} <= set(MISTAKES)
    assert set(FAULTS) <= set(MISTAKES)
    assert set(FAULTS) | {""} == set(gradient_check.FAULTS)
    assert {bug for bug, _ in bug_museum.EXHIBITS} <= set(MISTAKES)


@pytest.mark.parametrize("last", ["tanh", "softmax"])
def test_every_slip_is_a_named_mistake_and_has_its_hint(last: str) -> None:
    data = datasets.seven_segment()
    iteration = one_iteration(MLP((7, 4, 4, 10), ("relu", "sigmoid", last), rng=1), data.X, data.Y, "mse")
    found = {name for operation in iteration.operations() for name in slips(iteration, operation)}
    assert found <= set(MISTAKES)
    assert found <= set(MEANINGS)
    assert set(MEANINGS) <= set(MISTAKES)
