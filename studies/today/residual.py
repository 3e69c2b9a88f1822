"""Many layers, with and without residual connections, and how large delta is in each of them."""

from dataclasses import dataclass

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from studies.today.measured import measured

WIDTH = 8
F = ACTIVATIONS["tanh"]


@dataclass(frozen=True)
class Stack:
    """deltas[l] is δ^(l), (1, WIDTH), l = 0 … depth. difference: the largest of δ^(0) to its measured slopes."""

    deltas: tuple[Array, ...]
    difference: float

    @property
    def sizes(self) -> Array:
        """‖δ^(l)‖ for every layer, (depth + 1,)."""
        return np.array([float(np.linalg.norm(delta)) for delta in self.deltas])


def weights_of(depth: int, scale: float, seed: int) -> tuple[Array, ...]:
    """depth matrices (WIDTH, WIDTH) from N(0, scale² / WIDTH)."""
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(0, scale / np.sqrt(WIDTH), (WIDTH, WIDTH)) for _ in range(depth))


def stack(weights: tuple[Array, ...], residual: bool, seed: int) -> Stack:
    """One data point through L^(l+1) = f(L^(l) w^(l)), plus L^(l) if residual, and δ on its way back.

    The loss is Σ (g ∘ output), with fixed random numbers g, so that δ of the last layer is g, of length 1, for both.
    """
    rng = np.random.default_rng([seed, 1])
    x = rng.normal(size=(1, WIDTH))
    g = rng.normal(size=(1, WIDTH))
    g /= np.linalg.norm(g)

    def forward(start: Array) -> tuple[list[Array], list[Array]]:
        layers, slopes = [start], []
        for w in weights:
            sums = layers[-1] @ w
            values = F.apply(sums)
            slopes.append(F.derivative(sums, values))
            layers.append(layers[-1] + values if residual else values)
        return layers, slopes

    _, slopes = forward(x)
    deltas = [g]
    for w, slope in zip(reversed(weights), reversed(slopes), strict=True):
        through = (deltas[0] * slope) @ w.T
        deltas.insert(0, deltas[0] + through if residual else through)
    numeric = measured(lambda start: float((g * forward(start)[0][-1]).sum()), x)
    return Stack(tuple(deltas), float(np.abs(deltas[0] - numeric).max()))
