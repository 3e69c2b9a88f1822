"""Problems for paper: their keys are right, their numbers can be worked by hand, their slips are the book's."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from studies.mistakes import MISTAKES
from studies.mistakes.meanings import MEANINGS
from studies.problems import TOPICS, Choice, Problem, problem, problems
from studies.problems.choice import ACTIVATIONS, VARIED, varied
from studies.problems.statement import sentences
from studies.problems.words import FUNCTIONS, LABELS, number
from tests.studies.problems.independent import FUNCTIONS as INDEPENDENT
from tests.studies.problems.independent import Array, exact_forward, loss_of, onward, solve

WORKED = [topic for topic in TOPICS if topic not in ("shapes", "gradient_check")]


def solved(drawn: Problem) -> dict[tuple[str, int], Array]:
    assert drawn.iteration is not None
    forward, choice = drawn.iteration.forward, drawn.choice
    weights = [np.array(w) for w in forward.weights]
    return solve(
        np.array(forward.layers[0]), weights, drawn.iteration.targets, choice.activations, choice.bias, choice.loss,
        choice.learning_rate,
    )  # fmt: skip


def agrees(drawn: Problem) -> None:
    right = solved(drawn)
    for task in drawn.tasks:
        assert task.operation is not None
        assert_allclose(task.values, right[task.operation.kind, task.operation.index], atol=2e-8, err_msg=task.name)


@pytest.mark.long
def test_thirty_variants_are_solved_by_another_program() -> None:
    for drawn in problems(Choice(), 30, 7):
        agrees(drawn)


@pytest.mark.parametrize("kind", range(len(VARIED)))
def test_every_kind_is_solved_by_another_program(kind: int) -> None:
    agrees(problem(varied("backpropagation", kind), 3, kind + 1))


@pytest.mark.parametrize("topic", WORKED)
def test_every_topic_is_solved_by_another_program(topic: str) -> None:
    agrees(problem(varied(topic, 4), 3, 1))


@pytest.mark.parametrize("kind", range(len(VARIED)))
def test_gradient_checks_are_solved_by_another_program(kind: int) -> None:
    drawn = problem(varied("gradient_check", kind), 5, 1)
    assert drawn.iteration is not None
    assert drawn.moved is not None
    l, i, j = drawn.moved.place  # noqa: E741
    forward, losses = drawn.iteration.forward, []
    for by in (0.1, -0.1):
        weights = [np.array(w) for w in forward.weights]
        weights[l][i, j] += by
        outputs = onward(np.array(forward.layers[0]), weights, drawn.choice.activations, drawn.choice.bias)[-1]
        losses.append(loss_of(outputs, drawn.iteration.targets, drawn.choice.loss))
    up, down, measured, entry = (task.values.item() for task in drawn.tasks)
    assert_allclose([up, down, measured], [*losses, (losses[0] - losses[1]) / 0.2], atol=1e-12)
    assert_allclose(entry, solved(drawn)["gradient", l][i, j], atol=2e-8)
    if not {"sigmoid", "tanh"} & set(drawn.choice.activations):
        assert_allclose(measured, entry, atol=1e-9, err_msg="without curves the slope is measured exactly")


@pytest.mark.long
def test_exact_problems_come_out_in_few_decimals() -> None:
    choice = Choice(activations=("relu", "linear"))
    for drawn in problems(choice, 10, 1):
        assert drawn.exact
        assert drawn.iteration is not None
        forward = drawn.iteration.forward
        chain = exact_forward(
            np.array(forward.layers[0]), [np.array(w) for w in forward.weights], choice.activations, choice.bias
        )
        found = [task.values for task in drawn.tasks[:4]]
        for exact, values in zip(chain, found, strict=True):
            for row, numbers in zip(exact, values, strict=True):
                for entry, value in zip(row, numbers, strict=True):
                    assert entry.denominator in {1, 2, 4, 5, 10, 20, 25, 50, 100}
                    assert Fraction(number(float(value), 5).replace("−", "-")) == entry


@pytest.mark.long
def test_answers_worked_with_three_decimals_from_step_to_step_are_within_the_tolerance() -> None:
    """A pupil rounds after every step and goes on with the rounded numbers."""
    for kind in range(len(VARIED)):
        choice = varied("backpropagation", kind)
        for drawn in problems(choice, 4, 11):
            for task, value in zip(drawn.tasks, rounded_on_the_way(drawn), strict=True):
                off = abs(value - task.values)
                allowed = [[task.allowance((i, j)) for j in range(off.shape[1])] for i in range(off.shape[0])]
                small = abs(task.values) < 2 * task.slack  # there the wrong sign must not pass
                assert (small | (off <= np.array(allowed) + 1e-9)).all(), f"{task.name} of kind {kind}"


def rounded_on_the_way(drawn: Problem) -> list[Array]:
    """Each task's matrix, computed from the rounded matrices before it."""
    assert drawn.iteration is not None
    forward, targets, choice = drawn.iteration.forward, drawn.iteration.targets, drawn.choice
    last, bias = drawn.iteration.lmax, choice.bias
    weights = [np.array(w) for w in forward.weights]
    have: dict[tuple[str, int], Array] = {("layer", 0): np.array(forward.layers[0])}
    # Where nothing is rounded in the key, the pupil does not round either.
    digits = 5 if drawn.exact else 3

    def ones(layer: Array) -> Array:
        return np.hstack([np.ones((len(layer), 1)), layer]) if bias else layer

    results = []
    for task in drawn.tasks:
        assert task.operation is not None
        kind, l = task.operation.kind, task.operation.index  # noqa: E741
        match kind:
            case "sums":
                value = ones(have["layer", l]) @ weights[l]
            case "layer":
                value = np.vectorize(INDEPENDENT[choice.activations[l - 1]], otypes=[float])(have["sums", l - 1])
            case "loss":
                value = np.array([[loss_of(have["layer", last], targets, choice.loss)]])
            case "delta" if l == last:
                factor = 1 if choice.loss == "half_sse" else 2 / targets.size
                value = factor * (have["layer", last] - targets)
            case "delta":
                value = have["scaled", l] @ weights[l][int(bias) :].T
            case "slope":
                value, name = have["layer", l + 1], choice.activations[l]
                sums = have["sums", l]
                value = {
                    "linear": np.ones_like(sums),
                    "relu": (sums > 0) * 1.0,
                    "leaky_relu": np.where(sums > 0, 1.0, 0.01),
                    "sigmoid": value * (1 - value),
                    "tanh": 1 - value**2,
                }[name]
            case "scaled":
                value = have["delta", l + 1] * have["slope", l]
            case "gradient":
                value = ones(have["layer", l]).T @ have["scaled", l]
            case _:
                value = weights[l] - choice.learning_rate * have["gradient", l]
        have[kind, l] = np.round(value, digits)
        results.append(have[kind, l])
    return results


@pytest.mark.long
@pytest.mark.parametrize("topic", list(TOPICS))
def test_slips_are_named_told_apart_and_wrong(topic: str) -> None:
    seen: set[str] = set()
    for kind in range(len(VARIED)):
        for task in problem(varied(topic, kind), 2, 1).tasks:
            for place in task.places:
                right, near = float(task.values[place]), task.allowance(place)
                wrong = task.slips(place)
                seen |= wrong.keys()
                values = [right, *wrong.values()]
                apart = [abs(a - b) for n, a in enumerate(values) for b in values[:n]]
                assert all(gap > 2 * near for gap in apart)
    assert seen <= set(MISTAKES)
    assert seen <= set(MEANINGS)
    assert len(seen) >= 3


def test_the_slips_that_teachers_meet_are_among_those_of_a_whole_iteration() -> None:
    seen: set[str] = set()
    for kind in range(len(VARIED)):
        for task in problem(varied("backpropagation", kind), 7, 1).tasks:
            seen |= {slip for place in task.places for slip in task.slips(place)}
    assert seen >= {
        *("derivative_forgotten", "transpose_forgotten", "updated_weights", "wrong_sign", "mean_for_sum"),
        *("sum_for_mean", "wrong_layer", "bias_row_kept", "bias_forgotten", "half_forgotten", "uphill"),
    }


def test_the_shapes_are_those_of_numpy() -> None:
    for bias in (False, True):
        for drawn in problems(Choice("shapes", bias=bias), 5, 4):
            shape = drawn.shape
            assert shape is not None
            found: dict[str, tuple[int, ...]] = {}
            layer: Array = np.ones((shape.points, shape.sizes[0]))
            for l, width in enumerate(shape.sizes[1:]):  # noqa: E741
                entered = np.hstack([np.ones((len(layer), 1)), layer]) if bias else layer
                w = np.ones((entered.shape[1], width))
                layer = entered @ w
                found[f"w⁽{'⁰¹²³'[l]}⁾"] = found[f"∂L/∂w⁽{'⁰¹²³'[l]}⁾"] = w.shape
                found[f"S⁽{'⁰¹²³'[l]}⁾"] = found[f"δ⁽{'⁰¹²³'[l + 1]}⁾"] = layer.shape
            for task in drawn.tasks[:-1]:
                assert tuple(task.values[0]) == found[task.name], task.name
            weights = [shape for name, shape in found.items() if name.startswith("w")]
            assert drawn.tasks[-1].values.item() == sum(a * b for a, b in weights)


def test_a_seed_gives_the_same_variants_however_many_are_drawn() -> None:
    few, many = list(problems(Choice(), 2, 9)), list(problems(Choice(), 4, 9))
    for one, other in zip(few, many, strict=False):
        assert all(np.array_equal(a.values, b.values) for a, b in zip(one.tasks, other.tasks, strict=True))
    assert not np.array_equal(many[2].tasks[0].values, many[3].tasks[0].values)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"topic": "history"}, "topic: expected one of forward"),
        ({"sizes": (2,)}, "sizes: expected"),
        ({"sizes": (2, 9, 1)}, "sizes: expected"),
        ({"activations": ("relu",)}, "activations: expected one for each of the 2"),
        ({"activations": ("relu", "softmax")}, "activations: expected some of"),
        ({"loss": "bce"}, "loss: expected half_sse or mse"),
        ({"points": 0}, "points: expected"),
        ({"learning_rate": float("nan")}, "learning_rate: expected"),
    ],
)
def test_what_cannot_be_chosen_is_named(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Choice(**changes)


def test_every_activation_is_written_out_in_the_statement() -> None:
    assert set(ACTIVATIONS) == set(FUNCTIONS) == set(LABELS)
    for name in ACTIVATIONS:
        text = " ".join(sentences(problem(Choice("forward", activations=(name, "linear")), 1)))
        assert FUNCTIONS[name][0] in text
        assert FUNCTIONS[name][1] in text
