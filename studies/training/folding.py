"""Depth folds: layers of two relus put one after the other, and how many straight pieces they make."""

import numpy as np

from mlp_core.checks import Array
from mlp_core.network import MLP


def folded(layers: int) -> MLP:
    """The network 1-2-…-2-1 that folds 0 ≤ x ≤ 1 onto itself once for each hidden layer.

    One fold is the tent 2 relu(x) − 4 relu(x − ½), which rises from 0 to 1 and falls back to 0.
    """
    first = np.array([[0.0, -0.5], [1.0, 1.0]])
    fold = np.array([[0.0], [2.0], [-4.0]])
    # A fold's output is one weighted sum; the next layer's weights take it in at once.
    between = np.vstack([first[:1], fold[1:] @ first[1:]])
    net = MLP((1, *(2,) * layers, 1), (*("relu",) * layers, "linear"))
    net.weights = [first, *(between,) * (layers - 1), fold]
    return net


def straight_pieces(net: MLP, low: float, high: float, count: int = 4097) -> int:
    """How many straight pieces the answer has from low to high: one more than the places where its slope changes.

    count: at how many places it is looked at; kinks have to lie on them, or apart by more than two of them.
    """
    x = np.linspace(low, high, count)
    y: Array = net.predict(x[:, None])[:, 0]
    slopes = np.diff(y) / np.diff(x)
    changes = np.abs(np.diff(slopes)) > 1e-6 * (1 + np.abs(slopes).max())
    # A kink between two places changes the slope twice in a row.
    return 1 + int((changes & ~np.concatenate([[False], changes[:-1]])).sum())
