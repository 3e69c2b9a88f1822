"""The second worked example of *Backpropagation*: 2-2-2 with sigmoids, one data point, two outputs whose paths add."""

from dataclasses import dataclass

from mlp_core.checks import Array, as_array
from mlp_core.network import MLP


@dataclass(frozen=True)
class TwoOutputs:
    """The network, without biases, and its data point X (1, 2) with the targets Y (1, 2)."""

    net: MLP
    X: Array
    Y: Array


def two_outputs() -> TwoOutputs:
    """P = 2, so the error at a hidden neuron is a sum of two terms; and every slope is neither 0 nor 1."""
    net = MLP((2, 2, 2), "sigmoid", bias=False)
    net.weights = [[[0.2, -0.6], [0.4, -0.4]], [[0.4, 1.0], [-0.8, 0.5]]]
    return TwoOutputs(net, as_array("X", [[1.0, 0.5]]), as_array("Y", [[0.0, 1.0]]))
