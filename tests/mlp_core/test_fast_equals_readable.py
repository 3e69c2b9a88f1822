"""The fast path gives the numbers of the readable one, whatever the sizes, activations, losses, optimizers, batches."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mlp_core import ACTIVATIONS, LOSSES, MLP, OPTIMIZERS, fit
from mlp_core.checks import Array
from mlp_core.gradient_descent import fit_readably
from tests.examples import examples

HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.elementwise]


@dataclass(frozen=True)
class Problem:
    net: MLP
    X: Array
    Y: Array
    loss: str


@st.composite
def problems(draw: st.DrawFn, dtype: str = "float64") -> Problem:
    sizes = draw(st.lists(st.integers(1, 9), min_size=2, max_size=5))
    loss = draw(st.sampled_from(sorted(LOSSES)))
    hidden = [draw(st.sampled_from(HIDDEN)) for _ in sizes[1:-1]]
    last = draw(st.sampled_from(LOSSES[loss].last_activations))
    seed = draw(st.integers(0, 2**16))
    net = MLP(sizes, (*hidden, last), bias=draw(st.booleans()), rng=seed, dtype=dtype)
    rng = np.random.default_rng(seed)
    points = draw(st.integers(1, 12))
    X, Y = rng.normal(size=(points, sizes[0])), rng.random((points, sizes[-1]))
    if loss == "softmax_cross_entropy":
        Y /= Y.sum(axis=1, keepdims=True)
    return Problem(net, X, Y, loss)


def conditioned(problem: Problem) -> float:
    """How exact ỹ − y over ỹ(1 − ỹ) can be at all, where no stable form of loss and last activation takes its place.

    1 − p of an output that was rounded to p has lost the digits in which p is near 1, whichever path computes it.
    """
    if problem.loss != "bce" or problem.net.activations[-1] != "softmax":
        return 0.0
    outputs = problem.net.predict(problem.X)
    nearest = max(float(np.minimum(outputs, 1 - outputs).min()), 1e-300)
    return min(1.0, float(100 * np.finfo(outputs.dtype).eps) / nearest)


def assert_same_training(problem: Problem, tolerance: float = 1e-12, **options: object) -> None:
    twin = problem.net.copy()
    tolerance = max(tolerance, conditioned(problem))
    expected = fit_readably(twin, problem.X, problem.Y, loss=problem.loss, **options)  # type: ignore[arg-type]
    run = fit(problem.net, problem.X, problem.Y, loss=problem.loss, **options)  # type: ignore[arg-type]
    assert run.diverged is None
    assert_allclose(run.losses, expected, rtol=tolerance, atol=tolerance)
    for fast, readable in zip(problem.net.weights, twin.weights, strict=True):
        assert_allclose(fast, readable, rtol=tolerance, atol=tolerance)


@pytest.mark.long
@given(problems())
@examples(300)
def test_one_step_of_sgd_is_the_readable_gradient(problem: Problem) -> None:
    assert_same_training(problem, iterations=1, learning_rate=1e-2)


@pytest.mark.long
@given(problems(), st.sampled_from(sorted(OPTIMIZERS)), st.integers(1, 13))
@examples(300)
def test_several_steps_in_batches(problem: Problem, optimizer: str, batch_size: int) -> None:
    assert_same_training(problem, iterations=6, optimizer=optimizer, learning_rate=1e-3, batch_size=batch_size, rng=3)


@given(problems(), st.sampled_from(sorted(OPTIMIZERS)))
def test_penalties_leave_biases_alone(problem: Problem, optimizer: str) -> None:
    assert_same_training(problem, iterations=3, optimizer=optimizer, learning_rate=1e-3, l1=0.03, l2=0.2)


@given(problems(dtype="float32"))
def test_float32_to_its_own_precision(problem: Problem) -> None:
    assert_same_training(problem, tolerance=2e-4, iterations=2, learning_rate=1e-3)
    assert all(w.dtype == np.float32 for w in problem.net.weights)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_long_runs_stay_together(optimizer: str) -> None:
    net = MLP((2, 20, 1), ("tanh", "sigmoid"), rng=1)
    X, Y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    assert_same_training(Problem(net, X, Y, "bce"), optimizer=optimizer, learning_rate=0.01, iterations=600)
