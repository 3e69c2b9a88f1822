"""The lesson on the computation graph: its numbers, and what PyTorch is said to print."""

from __future__ import annotations

import re

import numpy as np

from lessons.catalogue import CONTENT
from studies.backwards.graph import network_graph, passes
from studies.forwards.worked import hand_worked
from widgets.backward.pass_counts import DIGITS

TEXT = re.sub(r"\s+", " ", (CONTENT / "computation_graph.md").read_text(encoding="utf-8"))


def test_the_fork_at_an_input_and_the_fork_over_the_points() -> None:
    net, data, _ = hand_worked()
    back = net.backward(net.forward(data.X[-1:]), data.Y[-1:])
    w0 = net.weights[0]
    terms = w0[0] * back.scaled_deltas[0][0]
    assert np.allclose(back.deltas[0][0, 0], terms.sum())
    assert np.allclose([*w0[0], *back.scaled_deltas[0][0], terms.sum()], [0.5, -0.4, -0.8, 0.4, -0.56])
    assert r"$x_1$ gets $0.5 \cdot (-0.8) + (-0.4) \cdot 0.4 = -0.56$" in TEXT
    shares = [
        net.backward(net.forward(x[None]), y[None]).weight_gradients[1][0, 0]
        for x, y in zip(data.X, data.Y, strict=True)
    ]
    assert np.allclose(shares, [0.01, 0, -0.24, -0.24], atol=1e-12)
    assert "0.01, 0, −0.24 and −0.24. Together that is $-0.47$" in TEXT
    assert np.isclose(sum(shares), -0.47)


def test_the_costs() -> None:
    digits = passes(DIGITS, bias=True)
    assert f"costs {digits.reverse:,} multiplications and the way forwards {digits.weights:,} times as many" in TEXT


def test_what_pytorch_prints_are_the_books_gradients() -> None:
    net, data, loss = hand_worked()
    gradients = net.gradients(data.X, data.Y, loss)[1]
    printed = re.findall(r"tensor\(\[(.*?)\], dtype", TEXT.partition("```text")[2])
    found = [[float(number) for number in re.findall(r"-?\d\.\d{4}", one)] for one in printed]
    assert np.allclose(found[0], gradients[1].ravel())
    assert np.allclose(found[1], gradients[0].ravel())
    # Its program has the book's own numbers.
    for matrix in (net.weights[0], data.X):
        assert re.sub(r"\.0\b", "", str(matrix.tolist())) in re.sub(r"\.0\b", "", TEXT)


def test_how_many_single_numbers_seven_matrices_stand_for() -> None:
    net, data, loss = hand_worked()
    one = len(network_graph(net, data.X[:1], data.Y[:1], loss).graph.nodes)
    weights = net.parameter_count
    assert round(len(data.X) * (one - weights) + weights, -1) == 80
    assert "seven of them in place of about 80" in TEXT
