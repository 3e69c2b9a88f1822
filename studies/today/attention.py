"""One head of attention over three tokens, and its way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from studies.today.measured import Comparison, compare

SIZE = 2
SOFTMAX = ACTIVATIONS["softmax"]
TARGETS = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
X = np.array([[1.0, 0.5], [-0.5, 1.0], [0.5, -1.0]])
WEIGHTS: Mapping[str, Array] = {
    "wQ": np.array([[1.0, 0.0], [0.5, 1.0]]),
    "wK": np.array([[0.5, 1.0], [1.0, -0.5]]),
    "wV": np.array([[1.0, -1.0], [0.5, 1.0]]),
}


@dataclass(frozen=True)
class Attention:
    """One pass forwards and back. Tokens are rows: X, Q, K, V and the outputs are (3, 2), scores and A (3, 3).

    deltas: ∂L by the outputs "O", the shares "A", the scores "S", and "Q", "K", "V" and "X".
    gradients: ∂L by "wQ", "wK" and "wV".
    """

    x: Array
    values: Mapping[str, Array]
    loss: float
    deltas: Mapping[str, Array]
    gradients: Mapping[str, Array]
    sharpness: float

    @cached_property
    def check(self) -> Comparison:
        """The gradients of the three matrices and δ at the inputs beside measured slopes."""

        def loss(at: Mapping[str, Array]) -> float:
            return _loss(_forward(at["X"], at, self.sharpness)["O"])

        computed = {**self.gradients, "X": self.deltas["X"]}
        return compare(computed, loss, {**WEIGHTS, "X": self.x})


def _forward(x: Array, weights: Mapping[str, Array], sharpness: float) -> dict[str, Array]:
    q, k, v = (x @ weights[name] for name in ("wQ", "wK", "wV"))
    scores = sharpness * q @ k.T / np.sqrt(SIZE)
    shares = SOFTMAX.apply(scores)
    return {"Q": q, "K": k, "V": v, "S": scores, "A": shares, "O": shares @ v}


def _loss(outputs: Array) -> float:
    return float(0.5 * np.square(outputs - TARGETS).sum())


def attention(x: Array = X, sharpness: float = 1.0) -> Attention:
    """Forwards and back for tokens x (3, 2). sharpness: a factor of all scores; 1 in the usual form."""
    values = _forward(x, WEIGHTS, sharpness)
    shares, scale = values["A"], sharpness / np.sqrt(SIZE)
    delta_o = values["O"] - TARGETS
    delta_v, delta_a = shares.T @ delta_o, delta_o @ values["V"].T
    # Softmax, row by row: each share's δ, less the mean of the row's δ weighted with the shares.
    delta_s = shares * (delta_a - (delta_a * shares).sum(axis=1, keepdims=True))
    delta_q, delta_k = scale * delta_s @ values["K"], scale * delta_s.T @ values["Q"]
    deltas = {"O": delta_o, "A": delta_a, "S": delta_s, "Q": delta_q, "K": delta_k, "V": delta_v}
    parts = {"wQ": delta_q, "wK": delta_k, "wV": delta_v}
    deltas["X"] = sum((delta @ WEIGHTS[name].T for name, delta in parts.items()), np.zeros_like(x))
    gradients = {name: x.T @ delta for name, delta in parts.items()}
    return Attention(x, values, _loss(values["O"]), deltas, gradients, sharpness)
