"""One iteration, operation by operation, against an autograd of single numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mlp_core import ACTIVATIONS, LOSSES, MLP
from mlp_core.checks import Array
from studies.backwards.iteration import Iteration, one_iteration
from studies.forwards.worked import hand_worked
from studies.mistakes import MISTAKES
from studies.mistakes.slips import slack, slips
from tests.examples import examples
from tests.mlp_core.scalar_autograd import Grid, activate, backward, grid, loss, product

HIDDEN = tuple(name for name, f in ACTIVATIONS.items() if f.elementwise)
# Each loss with the last activations whose outputs it takes; a formula that divides by ỹ or 1 − ỹ with its pair alone.
LAST = {name: rule.last_activations for name, rule in LOSSES.items()} | {
    "bce": ("sigmoid",),
    "softmax_cross_entropy": ("softmax",),
}


@st.composite
def random_iterations(draw: st.DrawFn) -> Iteration:
    """Networks of 1 to 4 weight matrices, of every activation and loss, on a few random points."""
    matrices = draw(st.integers(1, 4))
    sizes = tuple(draw(st.integers(1, 4)) for _ in range(matrices + 1))
    rule = draw(st.sampled_from(sorted(LAST)))
    hidden = [draw(st.sampled_from(HIDDEN)) for _ in range(matrices - 1)]
    activations = (*hidden, draw(st.sampled_from(LAST[rule])))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    net = MLP(sizes, activations, bias=draw(st.booleans()), rng=rng)
    points = draw(st.integers(1, 4))
    Y = rng.random((points, sizes[-1]))
    if rule == "softmax_cross_entropy":
        Y /= Y.sum(axis=1, keepdims=True)
    return one_iteration(net, rng.normal(size=(points, sizes[0])), Y, rule, 0.3)


def independent(iteration: Iteration) -> dict[tuple[str, int], Array]:
    """Every matrix of the iteration, by the autograd."""
    forward = iteration.forward
    layers, sums = [grid(forward.layers[0].tolist())], []
    weights = [grid(w.tolist()) for w in forward.weights]
    for w, name in zip(weights, forward.activations, strict=True):
        read = [[*grid([[1.0]])[0], *row] for row in layers[-1]] if forward.bias else layers[-1]
        sums.append(product(read, w))
        layers.append(activate(sums[-1], name))
    result = loss(layers[-1], iteration.targets.tolist(), iteration.loss)
    backward(result)

    def numbers(values: Grid) -> Array:
        return np.array([[value.number for value in row] for row in values])

    def gradients(values: Grid) -> Array:
        return np.array([[value.gradient for value in row] for row in values])

    found = {("data", 0): numbers(layers[0]), ("value", 0): np.array([[result.number]])}
    for l in range(iteration.lmax):  # noqa: E741
        found |= {
            ("sums", l): numbers(sums[l]),
            ("layer", l + 1): numbers(layers[l + 1]),
            ("delta", l + 1): gradients(layers[l + 1]),
            ("scaled", l): gradients(sums[l]),
            ("gradient", l): gradients(weights[l]),
            ("update", l): numbers(weights[l]) - 0.3 * gradients(weights[l]),
        }
        if forward.activations[l] != "softmax":  # an entry's only parent is its weighted sum
            found["slope", l] = np.array([[value.parents[0][1] for value in row] for row in layers[l + 1]])
    return found


@examples(80)
@given(random_iterations())
def test_every_operation_equals_an_independent_autograd(iteration: Iteration) -> None:
    expected = independent(iteration)
    assert_allclose(iteration.backward.loss, expected["value", 0][0, 0], rtol=1e-11, atol=1e-12)
    assert_allclose(iteration.loss_terms.sum(), iteration.backward.loss, rtol=1e-11, atol=1e-12)
    for operation in iteration.operations():
        name = (operation.kind, operation.index)
        if name in expected:
            assert_allclose(operation.result, expected[name], rtol=1e-9, atol=1e-11, err_msg=str(name))


@examples(50)
@given(random_iterations())
def test_an_operation_is_made_of_the_matrices_that_it_reads(iteration: Iteration) -> None:
    for operation in iteration.operations():
        left, right = operation.left, operation.right
        if operation.is_product:
            assert left is not None
            assert right is not None
            assert_allclose(operation.result, left @ right, rtol=1e-12, atol=1e-14)
        if operation.kind == "update":
            assert left is not None
            assert right is not None
            assert_allclose(operation.result, left - 0.3 * right, rtol=1e-12)


def test_the_order_is_forwards_loss_backwards_update() -> None:
    net, data, rule = hand_worked()
    order = [(o.kind, o.index) for o in one_iteration(net, data.X, data.Y, rule).operations()]
    assert order == [
        *[("data", 0), ("sums", 0), ("layer", 1), ("sums", 1), ("layer", 2), ("loss", 2), ("delta", 2)],
        *[("slope", 1), ("scaled", 1), ("gradient", 1), ("delta", 1), ("slope", 0), ("scaled", 0), ("gradient", 0)],
        *[("update", 0), ("update", 1)],
    ]


def test_slips_of_the_hand_worked_network() -> None:
    net, data, rule = hand_worked()
    iteration = one_iteration(net, data.X, data.Y, rule, 0.1)
    found = {(o.kind, o.index): slips(iteration, o) for o in iteration.operations()}
    # Without relu's 0 for points 1 and 3, column 2 of ∂L/∂w⁰ gathers −0.05, 0.15, 0.2 and 0.4 instead of 0.15 and 0.4.
    assert_allclose(found["gradient", 0]["derivative_forgotten"], [[-1.2, 0.6], [-1.1, 0.55], [-1.4, 0.7]])
    # w¹ after the update is (1.047, −0.466): with it the error of −0.8 comes back as −0.8376 instead of −0.8.
    assert_allclose(found["delta", 1]["updated_weights"][3], [-0.8376, 0.3728])
    assert_allclose(found["delta", 2]["wrong_sign"].ravel(), [-0.1, 0.3, 0.4, 0.8])
    assert_allclose(found["update", 1]["learning_rate_forgotten"].ravel(), [1.47, -0.16])
    # N, M, Q and P all differ here, so a forgotten transpose does not fit anywhere.
    assert not any("transpose_forgotten" in wrong for wrong in found.values())


@examples(40)
@given(random_iterations())
def test_slips_are_wrong_and_shaped_like_the_right_answer(iteration: Iteration) -> None:
    for operation in iteration.operations():
        for name, values in slips(iteration, operation).items():
            assert name in MISTAKES
            assert values.shape == operation.result.shape
            assert not np.allclose(values, operation.result, rtol=1e-9, atol=1e-12)


def test_a_forgotten_transpose_is_told_where_it_fits() -> None:
    net = MLP((2, 2, 2), "tanh", bias=False, rng=1)
    iteration = one_iteration(net, [[1.0, 2.0], [0.5, -1.0]], [[0.0, 1.0], [1.0, 0.0]])
    found = {(o.kind, o.index): slips(iteration, o) for o in iteration.operations()}
    back = iteration.backward
    assert_allclose(found["gradient", 1]["transpose_forgotten"], iteration.forward.layers[1] @ back.scaled_deltas[1])
    assert_allclose(found["delta", 1]["transpose_forgotten"], back.scaled_deltas[1] @ net.weights[1])


@pytest.mark.parametrize("seed", range(5))
def test_answers_worked_with_three_decimals_are_within_the_slack(seed: int) -> None:
    net = MLP((3, 4, 2), ("tanh", "sigmoid"), rng=seed)
    rng = np.random.default_rng(seed)
    iteration = one_iteration(net, rng.normal(size=(5, 3)), rng.random((5, 2)))
    for operation in iteration.operations():
        if operation.is_product and operation.left is not None and operation.right is not None:
            by_hand = np.round(np.round(operation.left, 3) @ np.round(operation.right, 3), 3)
            assert (abs(by_hand - operation.result) <= slack(operation)).all()
