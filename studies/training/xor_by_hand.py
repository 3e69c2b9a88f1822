"""Networks that solve XOR, with weights that were thought out rather than trained."""

import numpy as np

from mlp_core.network import MLP

XOR_KINDS = ("relu", "sigmoid")


def xor_by_hand(kind: str) -> MLP:
    """A 2-2-1 network with biases that solves XOR by two hidden neurons.

    relu, with a linear output, is exact: h₁ = relu(x₁ + x₂) counts the ones, h₂ = relu(x₁ + x₂ − 1) is 1 only if both
    are 1, and ỹ = h₁ − 2 h₂ is 0, 1, 1, 0. sigmoid comes as close as its weights are large: h₁ is "at least one",
    h₂ is "both", and ỹ is "h₁ but not h₂"; with weights of 10 and 20 the errors are below 0.0001.
    """
    if kind == "relu":
        net = MLP((2, 2, 1), ("relu", "linear"))
        net.weights = [np.array([[0.0, -1.0], [1.0, 1.0], [1.0, 1.0]]), np.array([[0.0], [1.0], [-2.0]])]
        return net
    if kind == "sigmoid":
        net = MLP((2, 2, 1), ("sigmoid", "sigmoid"))
        net.weights = [np.array([[-10.0, -30.0], [20.0, 20.0], [20.0, 20.0]]), np.array([[-10.0], [20.0], [-20.0]])]
        return net
    raise ValueError(f"kind: expected one of {', '.join(map(repr, XOR_KINDS))}, got {kind!r}")
