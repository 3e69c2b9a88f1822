"""The network that is small enough to compute by hand: the lessons, the widgets and the tests share its numbers."""

from collections.abc import Sequence
from typing import NamedTuple

from mlp_core.datasets import Dataset, four_points
from mlp_core.network import MLP


class HandWorked(NamedTuple):
    """A network, the data it is fed with, and the loss it is judged by."""

    net: MLP
    data: Dataset
    loss: str


_WEIGHTS = ([[0.5, -0.4], [-0.3, 0.8], [0.1, -0.2]], [[1.0], [-0.5]])
_BIASES = ([[0.1, 0.3]], [[0.2]])


def hand_worked(activations: Sequence[str] | str = ("relu", "linear"), bias: bool = False) -> HandWorked:
    """A 3-2-1 network on the four points, with N = 4, M = 3, Q = 2, P = 1: four different numbers, so none is mistaken.

    With relu and linear every layer, error and the loss come out in one or two decimals:

        S⁽⁰⁾ = [[0.1, −0.2], [−0.2, 0.6], [0.6, −0.6], [0.3, 0.2]]
        H  = [[0.1, 0], [0, 0.6], [0.6, 0], [0.3, 0.2]]        Ỹ = [0.1, −0.3, 0.6, 0.2]
        Ỹ − Y = [0.1, −0.3, −0.4, −0.8]                        half_sse = 0.45

    The third input is always 1 and plays the bias's part; bias=True adds true biases, (0.1, 0.3) and 0.2.
    """
    net = MLP((3, 2, 1), activations, bias=bias)
    net.weights = [b + w if net.bias else w for w, b in zip(_WEIGHTS, _BIASES, strict=True)]
    return HandWorked(net, four_points(), "half_sse")
