"""The reader's network as cells and graders have it: plain numbers, which travel to the process that runs the cells."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mlp_core.checks import Array

Rows = list[list[float]]
NAMES = ("X", "Y", "w", "activations", "loss", "learning_rate")
"""The variables that cells have it in."""


@dataclass(frozen=True)
class Given:
    """X (N, M) and Y (N, P) as rows, the starting weights, (fan_in + bias, fan_out) each, and how it is trained."""

    X: Rows
    Y: Rows
    w: list[Rows]
    activations: list[str]
    bias: bool
    loss: str
    learning_rate: float

    def to_plain(self) -> dict[str, Any]:
        """Lists, texts, numbers and truth values only."""
        return asdict(self)

    @property
    def weights(self) -> list[Array]:
        """The weight matrices as arrays."""
        return [np.array(rows, dtype=float) for rows in self.w]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons in each layer, the inputs first."""
        return (len(self.X[0]), *(len(rows[0]) for rows in self.w))

    def variables(self) -> dict[str, Any]:
        """By name, made anew: a cell may change them."""
        made = (np.array(self.X, dtype=float), np.array(self.Y, dtype=float), self.weights, list(self.activations))
        return dict(zip(NAMES, (*made, self.loss, self.learning_rate), strict=True))


class Variables:
    """Puts a network into the variables of a lesson's cells.

    A name to which a cell has given a value of its own is left to it. What a cell has changed inside of the given
    arrays stays until the network is another.
    """

    def __init__(self) -> None:
        self._given: Given | None = None
        self._put: dict[str, Any] = {}

    def into(self, namespace: dict[str, Any], given: Given) -> None:
        """Put them where they are missing, and all anew if the network has changed since the last time."""
        another = given != self._given
        for name, value in given.variables().items():
            is_ours = name in namespace and namespace[name] is self._put.get(name)
            if name not in namespace or (another and is_ours):
                namespace[name] = self._put[name] = value
        self._given = given


def of_plain(plain: Mapping[str, Any] | None) -> Given | None:
    """Back from to_plain()."""
    return None if plain is None else Given(**plain)
