"""Optimizers: from a gradient to new weights."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Optimizer:
    """A rule for one update of the weights. formula is LaTeX."""

    name: str
    formula: str


OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Optimizer("sgd", r"w \leftarrow w - \eta \, \frac{\partial L}{\partial w}"),
}
"""Every optimizer by name."""
