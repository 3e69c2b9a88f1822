"""The landscape's heights are losses of real networks, and walking goes down the gradient."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core import MLP, datasets
from studies.backwards.landscape import contour_levels, descend, loss_landscape
from studies.forwards.worked import hand_worked

NETS = [
    ((3, 2, 1), ("relu", "linear"), False, "half_sse"),
    ((3, 1), ("sigmoid",), True, "bce"),
    ((3, 4, 5, 1), ("tanh", "sigmoid", "linear"), True, "mse"),
    ((7, 3, 10), ("tanh", "softmax"), True, "softmax_cross_entropy"),
]


@pytest.mark.parametrize(("sizes", "activations", "bias", "loss"), NETS)
def test_every_height_is_the_loss_of_that_network(
    sizes: tuple[int, ...], activations: tuple[str, ...], bias: bool, loss: str
) -> None:
    data = datasets.seven_segment() if sizes[0] == 7 else datasets.four_points()
    net = MLP(sizes, activations, bias=bias, rng=4)
    first, second = (0, 0, 0), (net.lmax - 1, net.shapes[-1][0] - 1, net.shapes[-1][1] - 1)
    firsts, seconds = np.linspace(-2, 2, 5), np.linspace(-3, 1, 4)
    heights = loss_landscape(net, data.X, data.Y, first, second, firsts, seconds, loss)
    assert heights.shape == (4, 5)
    for row, b in enumerate(seconds):
        for column, a in enumerate(firsts):
            there = net.copy()
            weights = there.weights
            weights[first[0]][first[1:]], weights[second[0]][second[1:]] = a, b
            there.weights = weights
            assert_allclose(heights[row, column], there.gradients(data.X, data.Y, loss)[0], rtol=1e-12)


def test_a_first_step_by_hand() -> None:
    net, data, _ = hand_worked()
    path = descend(net, data.X, data.Y, (1, 0, 0), (1, 1, 0), learning_rate=0.1, steps=1)
    # w¹ = (1, −0.5), its gradient (−0.47, −0.34): after the step (1.047, −0.466).
    assert_allclose(path[:, :2], [[1.0, -0.5], [1.047, -0.466]], atol=1e-12)
    assert_allclose(path[0, 2], 0.45)
    assert path[1, 2] < 0.45
    assert_allclose(net.weights[1], [[1.0], [-0.5]])  # the network itself has not moved


def test_a_walk_over_the_edge_ends_with_finite_numbers() -> None:
    net, data = MLP((3, 2, 1), "linear", rng=1), datasets.four_points()
    path = descend(net, data.X, data.Y, (0, 0, 0), (1, 0, 0), learning_rate=1e3, steps=500)
    assert 1 < len(path) < 500
    assert np.isfinite(path).all()


def test_contours_share_the_landscape_out() -> None:
    heights = np.arange(100.0).reshape(10, 10)
    levels = contour_levels(heights, 4)
    assert_allclose([np.mean(heights < level) for level in levels], [0.2, 0.4, 0.6, 0.8], atol=0.01)
    assert contour_levels(np.ones((3, 3))).size == 0


@pytest.mark.parametrize(("first", "second"), [((0, 9, 0), (1, 0, 0)), ((0, 0, 0), (0, 0, 0)), ((5, 0, 0), (1, 0, 0))])
def test_wrong_places_are_refused(first: tuple[int, int, int], second: tuple[int, int, int]) -> None:
    net, data, _ = hand_worked()
    with pytest.raises(ValueError, match=r"first: expected the place|second: expected another"):
        loss_landscape(net, data.X, data.Y, first, second, [0.0], [0.0])
