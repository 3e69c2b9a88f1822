"""Entries that explain themselves: what they say adds up to what mlp_core computed."""

from __future__ import annotations

import re

import numpy as np
import pytest

from widgets.drawing.explain import Explained, sum_of_products
from widgets.kit import theme
from widgets.kit.reader import ReaderNetwork


def plain(markup: object) -> str:
    """Text without tags."""
    return re.sub(r"<[^>]+>", " ", str(markup)).replace("  ", " ")


def test_books_second_point_at_the_first_neuron() -> None:
    said = plain(Explained(ReaderNetwork().forward()).sum_said(0, 1, 0))
    assert "row 2 of X times column 1 of w⁽⁰⁾" in said
    assert theme.unbroken("0·0.5 + 1·(−0.3) + 1·0.1 = 0 − 0.3 + 0.1 = −0.2") in said
    assert "relu(−0.2) = 0" in said


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_products_that_are_written_add_up(bias: bool, seed: int) -> None:
    network = ReaderNetwork(data="random", points=3, sizes=(5, 4, 2), bias=bias, seed=seed)
    trace = network.forward()
    for i, j in np.ndindex(*trace.sums[0].shape):
        written = str(sum_of_products(trace.inputs[0][i], trace.weights[0][:, j])).split(" = ")[0]
        pairs = re.findall(r"\(?([−\d.]+)\)?·\(?([−\d.]+)\)?", written)
        assert len(pairs) == 5 + bias
        total = sum(float(a.replace("−", "-")) * float(b.replace("−", "-")) for a, b in pairs)
        assert total == pytest.approx(trace.sums[0][i, j], abs=1e-12)


def test_what_rounding_leaves_of_zero_is_said_to_be_zero() -> None:
    said = str(sum_of_products(np.array([1.0, 1.0, 1.0]), np.array([0.1, 0.2, -0.3])))
    assert "0, but for the computer's rounding" in said
    assert "computer" not in str(sum_of_products(np.array([1.0]), np.array([0.0])))


def test_an_entry_lights_its_row_column_neuron_and_values() -> None:
    html = str(Explained(ReaderNetwork().forward()).sums_matrix(0))
    lit = re.search(r'data-tags="[^"]*S0\.2\.1" data-lit="([^"]*)"', html)
    assert lit is not None
    assert set(lit[1].split()) == {"L0.r2", "w0.c1", "n0", "n1.1", "v0.r2", "vw0.c1", "v1.2.1", "L1.2.1"}


def test_column_of_ones_is_entry_zero() -> None:
    html = str(Explained(ReaderNetwork(bias=True).forward()).input_matrix(0))
    assert 'data-tags="L0.r1 L0.c0 L0.1.0"' in html
    assert "column of ones" in html


def test_echo_of_a_layer_has_no_words_of_its_own() -> None:
    html = str(Explained(ReaderNetwork().forward()).input_matrix(1, echo=True))
    assert "data-echo" in html
    assert "data-say" not in html


def test_every_number_of_a_small_network_is_shown() -> None:
    trace = ReaderNetwork().forward()
    shown = Explained(trace)
    for html, values in ((shown.sums_matrix(0), trace.sums[0]), (shown.layer_matrix(2), trace.layers[2])):
        cells = re.findall(r"<td data-tags[^>]*>([^<]*)</td>", str(html))
        assert cells == [theme.number(float(value), 2) for value in values.ravel()]
