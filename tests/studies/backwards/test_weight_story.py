"""The paths of a weight: they add up to the gradient, and each product is that of its factors."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
import pytest

from mlp_core import MLP
from studies.backwards.weight_story import weight_story

ENDS = [
    ("half_sse", "tanh"),
    ("mse", "linear"),
    ("bce", "sigmoid"),
    ("half_sse", "softmax"),
    ("softmax_cross_entropy", "softmax"),
]


@pytest.mark.long
@pytest.mark.parametrize(("loss", "last"), ENDS)
@pytest.mark.parametrize("hidden", [(), (3,), (3, 2), (2, 3, 2, 2)])
@pytest.mark.parametrize("bias", [True, False])
def test_the_products_of_all_paths_add_up_to_the_gradient(
    loss: str, last: str, hidden: tuple[int, ...], bias: bool
) -> None:
    rng = np.random.default_rng(len(hidden))
    net = MLP((2, *hidden, 3), (*["tanh", "sigmoid", "softplus", "tanh"][: len(hidden)], last), bias=bias, rng=3)
    X, Y = rng.normal(size=(4, 2)), np.eye(3)[rng.integers(3, size=4)]
    gradients = net.gradients(X, Y, loss)[1]
    for layer, (rows, columns) in enumerate(net.shapes):
        for row, column in product(range(rows), range(columns)):
            story = weight_story(net, X, Y, (layer, row, column), loss)
            assert story.products.shape == (4, prod((*hidden, 3)[layer + 1 :]))
            assert story.products.sum() == pytest.approx(gradients[layer][row, column], rel=1e-9, abs=1e-13)
            assert story.gradient == gradients[layer][row, column]
            for point, number in product(range(4), range(story.path_count)):
                path = story.path(point, number)
                assert prod(factor.value for factor in path.factors) == pytest.approx(path.product, rel=1e-9, abs=1e-15)
                assert len(path.neurons) == net.lmax - layer


def test_a_path_is_a_walk_along_neurons_that_are_joined() -> None:
    net = MLP((2, 3, 2, 2), "tanh", rng=1)
    story = weight_story(net, [[0.5, -1.0]], [[1.0, 0.0]], (0, 1, 2))
    path = story.path(0, 3)
    assert path.neurons == (2, 1, 1)
    assert [(factor.kind, factor.index, factor.row, factor.column) for factor in path.factors] == [
        ("error", 3, 0, 1),
        ("slope", 2, 0, 1),
        ("weight", 2, 2, 1),
        ("slope", 1, 0, 1),
        ("weight", 1, 3, 1),
        ("slope", 0, 0, 2),
        ("input", 0, 0, 1),
    ]


def test_the_largest_products_come_in_order() -> None:
    net = MLP((2, 4, 3), "tanh", rng=1)
    story = weight_story(net, [[0.5, -1.0], [2.0, 1.0]], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], (0, 1, 2))
    assert len(story.largest(100)) == 6
    three = story.largest(3)
    sizes = sorted(np.abs(story.products).ravel())
    assert sorted(abs(path.product) for path in three) == sizes[-3:]
    assert [(path.point, path.neurons) for path in three] == sorted((path.point, path.neurons) for path in three)


def test_a_place_that_is_none_is_named() -> None:
    net = MLP((2, 3, 1), "tanh")
    for place in [(2, 0, 0), (0, 3, 0), (0, 0, 3), (0, 0), (-1, 0, 0)]:
        with pytest.raises(ValueError, match="place"):
            weight_story(net, [[1, 2]], [[1]], place)  # type: ignore[arg-type]
