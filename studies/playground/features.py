"""What a network may be told about a point of the plane: its coordinates, and simple functions of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array, as_choice, as_matrix, fail


@dataclass(frozen=True)
class Feature:
    """One input made from a point. apply(x1, x2) takes the coordinates (N,) and returns (N,); label is its formula."""

    name: str
    label: str
    apply: Callable[[Array, Array], Array]


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x1", "x₁", lambda x1, x2: x1),
        Feature("x2", "x₂", lambda x1, x2: x2),
        Feature("x1sq", "x₁²", lambda x1, x2: x1 * x1),
        Feature("x2sq", "x₂²", lambda x1, x2: x2 * x2),
        Feature("x1x2", "x₁·x₂", lambda x1, x2: x1 * x2),
        Feature("sin1", "sin x₁", lambda x1, x2: np.sin(x1)),
        Feature("sin2", "sin x₂", lambda x1, x2: np.sin(x2)),
    )
}
"""Every feature by name, in the order in which they are offered."""


def expand(points: object, names: Sequence[str]) -> Array:
    """The inputs X (N, M) for points (N, 2): one column for each of the M features named."""
    positions = as_matrix("points", points, columns=2, because="a point of the plane has two coordinates")
    if not names:
        raise fail("names", f"at least one of {', '.join(FEATURES)}", "none")
    x1, x2 = positions.T
    return np.column_stack(
        [FEATURES[as_choice(f"names[{i}]", name, FEATURES)].apply(x1, x2) for i, name in enumerate(names)]
    )
