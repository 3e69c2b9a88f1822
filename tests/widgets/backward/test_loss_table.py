"""The loss term by term: sums, arithmetic in words, and what lights up."""

from __future__ import annotations

import re

import htpy as h
import pytest
from numpy.testing import assert_allclose

from widgets.backward.loss_table import build, tables
from widgets.kit import theme
from widgets.kit.reader import ReaderNetwork

NETWORKS = [
    ReaderNetwork(),
    ReaderNetwork(
        data="seven_segment", points=10, sizes=(7, 5, 10), activations=("tanh", "softmax"), loss="softmax_cross_entropy"
    ),
    ReaderNetwork(data="random", points=3, sizes=(2, 2), activations=("sigmoid",), loss="bce"),
    ReaderNetwork(data="random", points=1, sizes=(1, 12, 3), activations=("relu", "linear"), loss="mse", bias=True),
]


@pytest.mark.parametrize("own", NETWORKS, ids=lambda own: own.loss)
def test_sums_by_point_by_output_and_in_all_agree_with_the_loss(own: ReaderNetwork) -> None:
    outputs, targets, terms = tables(own)
    loss = own.network().backward(own.forward(), own.dataset().Y, own.loss).loss
    assert_allclose(terms.sum(), loss, rtol=1e-12)
    page = str(h.fragment[build(outputs, targets, terms, own.loss)])
    for amount in (terms.sum(), *terms.sum(axis=1), *terms.sum(axis=0)):
        assert theme.number(float(amount), 4) in page


def test_the_books_network_opens_with_its_largest_term_worked_out() -> None:
    outputs, targets, terms = tables(ReaderNetwork())
    page = re.sub(r"<[^>]+>", "", str(h.fragment[build(outputs, targets, terms, "half_sse")]))
    assert theme.unbroken("½·(0.2 − 1)² = 0.32") in page
    assert "Total loss: L = 0.45" in page


def test_an_entry_lights_the_same_entry_of_every_matrix() -> None:
    outputs, targets, terms = tables(ReaderNetwork())
    page = str(h.fragment[build(outputs, targets, terms, "half_sse")])
    assert 'data-lit="out.2.1 target.2.1 error.2.1 term.2.1 point.2.1 output.1.1"' in page
