"""Two-dimensional toys for regression: points of the plane with a real number each, small enough to draw."""

import numpy as np

from mlp_core.checks import Array, as_count, as_generator
from mlp_core.datasets.dataset import Dataset
from mlp_core.datasets.toys import with_noise

SPREAD = 2.5
"""All points lie in −SPREAD ≤ x₁, x₂ ≤ SPREAD."""
# Six hills and hollows in two rows: the middle of each, and whether it goes up or down.
_CENTRES = np.array([(x1, x2) for x2 in (1.05, -1.05) for x1 in (-1.65, 0.0, 1.65)])
_SIGNS = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
_WIDTH = 0.5


def slope(points: int = 200, *, noise: float = 0.1, rng: int | np.random.Generator = 0) -> Dataset:
    """A tilted plane, y = (x₁ + x₂) / 5, from −1 to 1. noise: standard deviation added to each target."""
    positions, draw = _positions(points, rng)
    return _regression("slope", positions, positions.sum(axis=1) / (2 * SPREAD), noise, draw, "A tilted plane.")


def hills(points: int = 200, *, noise: float = 0.1, rng: int | np.random.Generator = 0) -> Dataset:
    """Six normal bumps of height 1, every other one downwards. noise: standard deviation added to each target."""
    positions, draw = _positions(points, rng)
    squares = np.square(positions[:, None, :] - _CENTRES).sum(axis=2)
    heights = np.exp(-squares / (2 * _WIDTH**2)) @ _SIGNS
    return _regression("hills", positions, heights, noise, draw, "Three hills and three hollows.")


def _positions(points: int, rng: int | np.random.Generator) -> tuple[Array, np.random.Generator]:
    draw = as_generator("rng", rng)
    return draw.uniform(-SPREAD, SPREAD, (as_count("points", points), 2)), draw


def _regression(
    name: str, positions: Array, heights: Array, noise: float, draw: np.random.Generator, description: str
) -> Dataset:
    """Positions (N, 2) with targets (N, 1): heights (N,) and noise."""
    targets = with_noise(heights, noise, draw)
    return Dataset(name, positions, targets[:, None], ("x1", "x2"), ("y",), description)
