"""Points of the plane in two classes: a cloud that no line separates, and the split into training and test points."""

from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array, as_array, as_count, as_generator, as_matrix, fail
from mlp_core.datasets.dataset import Dataset
from mlp_core.datasets.toys import with_noise

REACH = 3.0
"""Pictures of the plane show −REACH ≤ x₁, x₂ ≤ REACH; the toy data sets lie inside."""


def xor_cloud(points: int = 200, *, noise: float = 0.1, rng: int | np.random.Generator = 0) -> Dataset:
    """XOR as a cloud: class 1 where x₁ and x₂ have different signs. noise: standard deviation of each coordinate.

    Without noise no point is closer than 0.15 to an axis, so that the classes are apart.
    """
    count, draw = as_count("points", points), as_generator("rng", rng)
    signs = draw.choice((-1.0, 1.0), (count, 2))
    positions = signs * draw.uniform(0.15, 2.3, (count, 2))
    classes = (signs[:, :1] != signs[:, 1:]).astype(float)
    description = "Class 1 where exactly one coordinate is positive."
    return Dataset("xor_cloud", with_noise(positions, noise, draw), classes, ("x1", "x2"), ("class",), description)


@dataclass(frozen=True)
class Split:
    """Points (N, 2) with classes (N,) of 0 and 1, some to train on and some, perhaps none, to test with."""

    train_points: Array
    train_classes: Array
    test_points: Array
    test_classes: Array


def split(points: object, classes: object, percent: int, *, rng: int | np.random.Generator = 0) -> Split:
    """Put `percent` of the points, 1 … 100 and at least one point, into the training set; which ones, rng decides."""
    positions = as_matrix("points", points, columns=2, because="a point of the plane has two coordinates")
    labels = as_array("classes", classes)
    if labels.shape != (len(positions),):
        raise fail("classes", f"shape ({len(positions)},)", f"shape {labels.shape}", "there is one for each point")
    if as_count("percent", percent) > 100:
        raise fail("percent", "a whole number from 1 to 100", repr(percent))
    order = as_generator("rng", rng).permutation(len(positions))
    count = max(1, round(len(positions) * percent / 100))
    train, test = np.sort(order[:count]), np.sort(order[count:])
    return Split(positions[train], labels[train], positions[test], labels[test])


def fit_to_reach(points: object, reach: float = REACH) -> tuple[Array, list[tuple[float, float]]]:
    """Points (N, 2) moved and stretched, coordinate by coordinate, so that all of them lie within the picture.

    A coordinate that fits already stays as it is. Returns the points and, for each coordinate, its least and largest
    value before. A coordinate outside is brought to ±2.5/3 of reach, or to 0 where all its values are the same.
    """
    positions = as_matrix("points", points, columns=2, because="a point of the plane has two coordinates").copy()
    before = []
    for column in positions.T:
        low, high = float(column.min()), float(column.max())
        before.append((low, high))
        if low < -reach or high > reach:
            # Halved first, so that even the largest numbers have a finite width.
            half = high / 2 - low / 2
            column -= low / 2 + high / 2
            column *= (reach * 2.5 / 3) / half if half else 0.0
    return positions, before
