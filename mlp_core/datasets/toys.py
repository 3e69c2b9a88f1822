"""Two-dimensional toys: clouds of points in two classes, small enough to draw. All lie within about ±2.5."""

import numpy as np

from mlp_core.checks import Array, as_count, as_generator, as_number, fail
from mlp_core.datasets.dataset import Dataset


def circles(points: int = 200, *, noise: float = 0.1, rng: int | np.random.Generator = 0) -> Dataset:
    """A disc (class 1) within a ring (class 0). noise: standard deviation added to each coordinate."""
    draw, half = as_generator("rng", rng), _half(points)
    # The square root spreads points evenly over an area rather than over a radius.
    inner = np.sqrt(draw.uniform(0, 1, half))
    outer = np.sqrt(draw.uniform(1.5**2, 2**2, points - half))
    angle = draw.uniform(0, 2 * np.pi, points)
    radius = np.concatenate([inner, outer])
    positions = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return _two_classes("circles", positions, half, noise, draw, "A disc inside a ring.")


def spirals(points: int = 200, *, noise: float = 0.05, rng: int | np.random.Generator = 0) -> Dataset:
    """Two arms of a spiral, one and a half turns each. noise: standard deviation added to each coordinate."""
    draw, half = as_generator("rng", rng), _half(points)
    along = np.concatenate([np.linspace(0.1, 1, half), np.linspace(0.1, 1, points - half)])
    angle = 3 * np.pi * along + np.pi * (np.arange(points) >= half)
    positions = 2 * along[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return _two_classes("spirals", positions, half, noise, draw, "Two arms of a spiral.")


def moons(points: int = 200, *, noise: float = 0.1, rng: int | np.random.Generator = 0) -> Dataset:
    """Two half circles that reach into each other. noise: standard deviation added to each coordinate."""
    draw, half = as_generator("rng", rng), _half(points)
    upper, lower = np.linspace(0, np.pi, half), np.linspace(0, np.pi, points - half)
    x = np.concatenate([np.cos(upper) - 0.5, 0.5 - np.cos(lower)])
    y = np.concatenate([np.sin(upper) - 0.25, 0.25 - np.sin(lower)])
    return _two_classes("moons", 1.4 * np.column_stack([x, y]), half, noise, draw, "Two interlocking half moons.")


def gauss(points: int = 200, *, noise: float = 0.5, rng: int | np.random.Generator = 0) -> Dataset:
    """Two normal clouds around (1, 1), class 1, and (−1, −1), class 0. noise: their standard deviation."""
    draw, half = as_generator("rng", rng), _half(points)
    positions = np.where(np.arange(points) < half, 1.0, -1.0)[:, None] * np.ones(2)
    return _two_classes("gauss", positions, half, noise, draw, "Two round clouds, one for each class.")


def _half(points: int) -> int:
    return as_count("points", points, 2) // 2


def with_noise(values: Array, noise: float, draw: np.random.Generator) -> Array:
    """Values of any shape, each with normal noise of that standard deviation. Raises ValueError if they overflow."""
    spread = as_number("noise", noise, at_least=0)
    noisy: Array = values + draw.normal(0, spread, values.shape)
    if not np.isfinite(noisy).all():
        raise fail("noise", "a spread that leaves finite numbers", repr(spread))
    return noisy


def _two_classes(
    name: str, positions: Array, half: int, noise: float, draw: np.random.Generator, description: str
) -> Dataset:
    """Positions (N, 2) with noise, the first `half` of class 1, all in shuffled order."""
    X = with_noise(positions, noise, draw)
    Y = (np.arange(len(X)) < half).astype(float)[:, None]
    order = draw.permutation(len(X))
    return Dataset(name, X[order], Y[order], ("x1", "x2"), ("class",), description)
