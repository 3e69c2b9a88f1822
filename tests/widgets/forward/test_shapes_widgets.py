"""The chain of shapes, the matcher and the count of weights."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mlp_core import MLP
from studies.forwards.layer_shapes import check_layers
from widgets.forward import parameter_count, shape_chain, shape_matcher
from widgets.kit.reader import ReaderNetwork

SIZES = [(3, 2, 1), (2, 5), (4, 4, 4, 4), (12, 1, 12, 1, 12, 1)]


def plain(node: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(node)))


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
def test_chain_has_the_shapes_of_the_network(sizes: tuple[int, ...], bias: bool) -> None:
    net = MLP(sizes, "linear", bias=bias)
    trace = net.forward(np.zeros((7, sizes[0])))
    first, *weights, product = shape_chain.chain(sizes, bias, points=7)
    assert (first.rows.size, first.columns.size) == trace.inputs[0].shape
    assert [(w.rows.size, w.columns.size) for w in weights] == [w.shape for w in net.weights]
    assert (product.rows.size, product.columns.size) == trace.outputs.shape
    assert all(w.rows.one_more is bias for w in weights)
    assert not any(w.columns.one_more for w in weights)


def test_chain_says_what_cancels() -> None:
    html = str(shape_chain.build((3, 2, 1), False, 4))
    assert html.count("hl-gone") == 4  # both M and both Q
    assert "3 = 3" in html
    assert "2 = 2" in html
    assert "(4 × 3)·(3 × 2) = (4 × 2)" in html.replace("&#39;", "'")


def test_with_a_bias_the_ones_step_in_between() -> None:
    html = str(shape_chain.build((3, 2, 1), True, 4))
    assert "4 = 4" in html
    assert "2 + 1 = 3" in html
    assert "(4 × 4)·(4 × 2) = (4 × 2)" in html
    assert html.count("hl-ones") == 3  # the column of ones of X and the two rows of biases


def test_layers_are_checked_step_by_step() -> None:
    steps = check_layers((4, 3), [(4, 2), (3, 1)], bias=True)
    assert [(step.left, step.result.shape) for step in steps] == [((4, 4), (4, 2)), ((4, 3), (4, 1))]
    without = check_layers((4, 3), [(4, 2), (3, 1)], bias=False)
    assert len(without) == 1
    assert without[0].result.inner == (3, 4)


def test_matcher_shows_the_very_error_and_the_numbers_that_disagree() -> None:
    html = str(shape_matcher.build((4, 3), ((2, 3), (2, 1)), False, outputs=1))
    with pytest.raises(ValueError, match="matmul") as numpys:
        np.zeros((4, 3)) @ np.zeros((2, 3))
    assert str(numpys.value).replace(">", "&gt;") in html
    assert re.findall(r'hl-inner hl-clash">(\d+)<', html) == ["3", "2"]
    assert "3 ≠ 2." in plain(html)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
def test_matcher_accepts_the_networks_own_shapes(sizes: tuple[int, ...], bias: bool) -> None:
    net = MLP(sizes, "linear", bias=bias)
    said = plain(shape_matcher.build((5, sizes[0]), tuple(net.shapes), bias, outputs=sizes[-1]))
    assert "It fits." in said
    assert f"(5 × {sizes[-1]})" in said
    assert f"{net.parameter_count} weights" in said


def test_matcher_wants_as_many_outputs_as_targets() -> None:
    said = plain(shape_matcher.build((4, 3), ((3, 2),), False, outputs=1))
    assert "needs 1 column." in said


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
def test_matcher_opens_with_a_mismatch(sizes: tuple[int, ...], bias: bool) -> None:
    own = ReaderNetwork(data="random", points=6, sizes=sizes, activations=("linear",) * (len(sizes) - 1), bias=bias)
    steps = check_layers((6, sizes[0]), shape_matcher.opening_shapes(own), bias)
    assert steps[0].result.shape is None


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
def test_weights_are_counted_matrix_by_matrix(sizes: tuple[int, ...], bias: bool) -> None:
    net = MLP(sizes, "linear", bias=bias)
    numbers = re.findall(r'hl-number">(?:<b>)?(\d+)', str(parameter_count.build(sizes, bias)))
    assert [int(number) for number in numbers] == [w.size for w in net.weights] + [net.parameter_count]
    if bias:
        assert f"{sum(sizes[1:])} of them bias" in str(parameter_count.build(sizes, bias))


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("layers", [2, 3, 4, 5, 6])
def test_the_whole_chain_is_in_view_however_many_matrices_there_are(layers: int, bias: bool) -> None:
    """Widths in pixels as in forward.css: a domino of two sides, what joins them, the sign before the product."""
    drawn = str(shape_chain.build((12,) * layers, bias, 10))
    sheets = [int(width) for width in re.findall(r'<svg[^>]* width="(\d+)"', drawn)]
    is_long = "hl-long" in drawn
    domino, joint = (66 + 18 * bias, 6) if is_long else (95 + 12 * bias, 72 if bias else 60)
    assert len(sheets) == layers + 1
    assert sum(max(domino, sheet) + 6 for sheet in sheets) + joint * (layers - 1) + 36 <= 740
    assert is_long == (layers > 4 or (layers > 3 and bias))
