"""One forward and one backward pass, worked by hand on the 3-2-1 network that the lessons use."""

import numpy as np
from numpy.testing import assert_allclose

from studies.forwards.worked import hand_worked


def test_forward_by_hand() -> None:
    net, data, _ = hand_worked()
    trace = net.forward(data.X)
    # The point (0, 1, 1) meets w⁰'s second and third rows: (−0.3 + 0.1, 0.8 − 0.2) = (−0.2, 0.6).
    assert_allclose(trace.sums[0], [[0.1, -0.2], [-0.2, 0.6], [0.6, -0.6], [0.3, 0.2]], atol=1e-15)
    assert_allclose(trace.layers[1], [[0.1, 0.0], [0.0, 0.6], [0.6, 0.0], [0.3, 0.2]], atol=1e-15)
    assert_allclose(trace.outputs, [[0.1], [-0.3], [0.6], [0.2]], atol=1e-15)


def test_backward_by_hand() -> None:
    net, data, loss = hand_worked()
    back = net.backward(net.forward(data.X), data.Y, loss)
    # Ỹ − Y = (0.1, −0.3, −0.4, −0.8), so ½ Σ = ½ (0.01 + 0.09 + 0.16 + 0.64) = 0.45.
    assert_allclose(back.deltas[2], [[0.1], [-0.3], [-0.4], [-0.8]], atol=1e-15)
    assert_allclose(back.loss, 0.45, atol=1e-15)
    # Hᵀ·δ²: 0.1·0.1 + 0.6·(−0.4) + 0.3·(−0.8) = −0.47 and 0.6·(−0.3) + 0.2·(−0.8) = −0.34.
    assert_allclose(back.weight_gradients[1], [[-0.47], [-0.34]], atol=1e-15)
    # δ¹ = δ²·w¹ᵀ with w¹ = (1, −0.5).
    assert_allclose(back.deltas[1], [[0.1, -0.05], [-0.3, 0.15], [-0.4, 0.2], [-0.8, 0.4]], atol=1e-15)
    # relu lets the error through only where its sum was positive.
    assert_allclose(back.scaled_deltas[0], [[0.1, 0.0], [0.0, 0.15], [-0.4, 0.0], [-0.8, 0.4]], atol=1e-15)
    # Xᵀ·that: row 1 gathers points 3 and 4, row 2 points 2 and 4, row 3 all four.
    assert_allclose(back.weight_gradients[0], [[-1.2, 0.4], [-0.8, 0.55], [-1.1, 0.55]], atol=1e-15)


def test_bias_adds_one_row_to_each_weight_matrix_and_a_column_of_ones_to_each_input() -> None:
    net, data, _ = hand_worked(bias=True)
    trace = net.forward(data.X)
    assert [w.shape for w in net.weights] == [(4, 2), (3, 1)]
    assert_allclose(trace.inputs[0], np.hstack([np.ones((4, 1)), data.X]))
    assert [layer.shape for layer in trace.layers] == [(4, 3), (4, 2), (4, 1)]
    assert_allclose(trace.sums[0], [[0.2, 0.1], [-0.1, 0.9], [0.7, -0.3], [0.4, 0.5]], atol=1e-15)
