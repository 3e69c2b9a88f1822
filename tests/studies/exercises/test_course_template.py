"""The course's template: both versions run with NumPy alone and do what the models of the museum do."""

from typing import Any

import numpy as np
import pytest

from mlp_core.datasets import seven_segment
from studies.exercises.assignments import SIZES, Entry
from studies.exercises.course_template import can_be_template, template
from studies.mistakes.classroom import NO_BUGS, Bugs, classroom_fit, classroom_layers
from studies.mistakes.course import course_generator

ITERATIONS = 60  # enough for each mistake to show, too few for rounding to grow


def run(entry: Entry, *, repaired: bool) -> dict[str, Any]:
    text = template(entry, repaired=repaired).replace("maxiter=1000", f"maxiter={ITERATIONS}")
    variables: dict[str, Any] = {"print": lambda *_: None}
    exec(text, variables)
    return variables


@pytest.mark.parametrize("repaired", [False, True])
@pytest.mark.parametrize(
    "activations", [("tanh", "sigmoid", "sigmoid"), ("relu", "tanh", "sigmoid"), ("softplus", "leaky_relu", "sigmoid")]
)
def test_the_program_does_what_the_classroom_version_does(activations: tuple[str, ...], repaired: bool) -> None:
    entry, data = Entry(activations, 0.01, 3), seven_segment()
    found = run(entry, repaired=repaired)["loss_hist"]
    model = classroom_fit(
        classroom_layers(data.X, SIZES),
        data.Y,
        activations,
        learning_rate=entry.learning_rate,
        iterations=ITERATIONS,
        rng=course_generator(entry.seed),
        bugs=NO_BUGS if repaired else Bugs(),
    )
    assert len(found) == ITERATIONS
    np.testing.assert_allclose(found, model.losses * 2 / data.Y.size, rtol=1e-9)


def test_the_list_of_layers_grows_in_the_original_alone() -> None:
    entry = Entry(("tanh", "tanh", "sigmoid"), 0.1, 1)
    assert run(entry, repaired=False)["layers"][0].shape == (10, 8)
    assert run(entry, repaired=True)["layers"][0].shape == (10, 7)


@pytest.mark.parametrize("name", ["sigmoid", "relu", "tanh"])
def test_the_activations_have_the_courses_interface(name: str) -> None:
    function = run(Entry(("sigmoid", "sigmoid", "sigmoid"), 0.1, 1), repaired=True)[name]
    x, step = np.array([-1.3, 0.4, 2.0]), 1e-6
    np.testing.assert_allclose(
        function(x, deriv=True), (function(x + step) - function(x - step)) / (2 * step), atol=1e-8
    )


def test_what_the_template_cannot_have_is_said() -> None:
    softmax = Entry(("tanh", "tanh", "softmax"), 0.1, 1)
    assert not can_be_template(softmax)
    with pytest.raises(ValueError, match="entry by entry"):
        template(softmax, repaired=True)
