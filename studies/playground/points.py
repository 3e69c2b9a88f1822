"""Points of the plane in classes: clouds of them, the split into training and test points, and the picture's units."""

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


def three_clouds(points: int = 60, *, noise: float = 0.5, rng: int | np.random.Generator = 0) -> Dataset:
    """Three normal clouds, one for each class, at the corners of a triangle. noise: their standard deviation."""
    count, draw = as_count("points", points, 3), as_generator("rng", rng)
    classes = np.arange(count) % 3
    angles = np.pi / 2 + classes * 2 * np.pi / 3
    positions = 1.4 * np.column_stack([np.cos(angles), np.sin(angles)])
    description = "Three round clouds, one for each class."
    targets = classes[:, None].astype(float)
    return Dataset("three_clouds", with_noise(positions, noise, draw), targets, ("x1", "x2"), ("class",), description)


@dataclass(frozen=True)
class Split:
    """Points (N, 2) with classes (N,), counted from 0, some to train on and some, perhaps none, to test with."""

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


@dataclass(frozen=True)
class Units:
    """How a coordinate of the picture is one of the reader's: theirs = centre + size · the picture's."""

    centre: float = 0.0
    size: float = 1.0

    def theirs(self, values: object) -> Array:
        """Coordinates of the picture in the reader's units; any shape. They may overflow."""
        with np.errstate(over="ignore"):
            return np.asarray(self.centre + self.size * np.asarray(values, dtype=float))

    def mine(self, values: object) -> Array:
        """The reader's coordinates as those of the picture; any shape."""
        return np.asarray((np.asarray(values, dtype=float) - self.centre) / self.size)


def units_of(points: object, reach: float = REACH) -> tuple[Units, Units]:
    """Units in which points (N, 2), moved and stretched coordinate by coordinate, lie within the picture.

    A coordinate that fits already stays as it is. One outside is brought to ±2.5/3 of reach, or to 0 where all its
    values are the same.
    """
    positions = as_matrix("points", points, columns=2, because="a point of the plane has two coordinates")
    across, up = (_fit(column, reach) for column in positions.T)
    return across, up


def _fit(column: Array, reach: float) -> Units:
    low, high = float(column.min()), float(column.max())
    if -reach <= low and high <= reach:
        return Units()
    # Halved first, so that even the largest numbers have a finite width.
    centre, half = low / 2 + high / 2, high / 2 - low / 2
    return Units(centre, half / (reach * 2.5 / 3) or 1.0)
