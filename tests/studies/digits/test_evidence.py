"""Terms of weighted sums, and the data points behind a confusion matrix."""

from __future__ import annotations

import numpy as np
import pytest

from mlp_core import MLP
from mlp_core.metrics import confusion_matrix
from studies.digits.evidence import confusions, surest_mistakes, terms_of_sum, weight_rows


@pytest.mark.parametrize("bias", [True, False])
def test_terms_add_up_to_the_weighted_sum(bias: bool) -> None:
    net = MLP((6, 4, 3), ("tanh", "softmax"), bias=bias, rng=2)
    trace = net.forward(np.random.default_rng(0).random((5, 6)))
    for layer, width in enumerate((4, 3)):
        for neuron in range(width):
            terms = terms_of_sum(trace, layer, neuron, point=2)
            assert terms.sum() == pytest.approx(trace.sums[layer][2, neuron])
    assert weight_rows(net).shape == (4, 6)
    np.testing.assert_array_equal(weight_rows(net, 1)[2], net.weights[1][int(bias) :, 2])


def test_rows_of_a_confusion_matrix() -> None:
    targets = np.eye(3)[[0, 0, 0, 1, 2, 2]]
    outputs = np.array(
        [[0.6, 0.3, 0.1], [0.9, 0.1, 0.0], [0.2, 0.5, 0.3], [0.1, 0.8, 0.1], [0.7, 0.2, 0.1], [0.8, 0.1, 0.1]]
    )
    rows = confusions(outputs, targets)
    assert [[len(cell) for cell in line] for line in rows] == confusion_matrix(outputs, targets).tolist()
    assert rows[0][0].tolist() == [1, 0]  # the surest first
    assert rows[0][1].tolist() == [2]
    assert rows[2][0].tolist() == [5, 4]
    assert surest_mistakes(outputs, targets, 2).tolist() == [5, 4]
    assert surest_mistakes(targets, targets, 5).size == 0


def test_wrong_arguments_are_named() -> None:
    net = MLP((2, 3, 1), "tanh")
    trace = net.forward([[1.0, 2.0]])
    with pytest.raises(ValueError, match="neuron: expected a neuron from 0 to 2"):
        terms_of_sum(trace, 0, 3)
    with pytest.raises(ValueError, match="layer: expected a layer from 0 to 1"):
        weight_rows(net, 2)
