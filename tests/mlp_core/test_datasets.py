"""The data sets are what they say they are."""

import inspect

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlp_core import Dataset, datasets

SMALL = [datasets.four_points(), datasets.xor(), datasets.seven_segment()]
TOYS = [datasets.circles, datasets.spirals, datasets.moons, datasets.gauss]
SURFACES = [datasets.slope, datasets.hills]


@pytest.mark.parametrize("data", [*SMALL, *(toy(31) for toy in [*TOYS, *SURFACES])], ids=lambda data: data.name)
def test_every_data_set_is_whole_named_and_read_only(data: Dataset) -> None:
    assert data.X.shape == (len(data.Y), len(data.input_names))
    assert data.Y.shape[1] == len(data.output_names)
    assert data.description
    with pytest.raises(ValueError, match="read-only"):
        data.X[0, 0] = 5
    with pytest.raises(ValueError, match="read-only"):
        data.Y[0, 0] = 5


def test_xor_and_four_points_have_the_right_answers() -> None:
    xor, four = datasets.xor(), datasets.four_points()
    assert_array_equal(xor.Y[:, 0], xor.X[:, 0] != xor.X[:, 1])
    assert_array_equal(four.X, [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    assert_array_equal(four.Y[:, 0], four.X[:, 0])


def test_seven_segments_are_told_apart_and_counted() -> None:
    data = datasets.seven_segment()
    assert len(np.unique(data.X, axis=0)) == 10
    # How many segments are lit for 0 … 9.
    assert_array_equal(data.X.sum(axis=1), [6, 2, 5, 5, 4, 5, 6, 3, 7, 6])
    assert_array_equal(data.Y, np.eye(10))


@pytest.mark.parametrize("toy", TOYS)
def test_toys_are_seeded_balanced_and_keyword_only(toy: type) -> None:
    data, again, other = toy(101), toy(101, rng=0), toy(101, rng=1)
    assert_array_equal(data.X, again.X)
    assert not np.array_equal(data.X, other.X)
    assert data.Y.sum() in (50, 51)
    assert np.abs(data.X).max() < 4
    assert inspect.signature(toy).parameters["rng"].kind is inspect.Parameter.KEYWORD_ONLY
    assert_array_equal(toy(20, noise=0, rng=np.random.default_rng(3)).X, toy(20, noise=0, rng=3).X)


@pytest.mark.parametrize("surface", SURFACES)
def test_surfaces_are_seeded_and_lie_in_the_picture(surface: type) -> None:
    data, again, other = surface(101), surface(101, rng=0), surface(101, rng=1)
    assert_array_equal(data.Y, again.Y)
    assert not np.array_equal(data.X, other.X)
    assert np.abs(data.X).max() <= 2.5
    assert_array_equal(surface(20, noise=0.3, rng=np.random.default_rng(3)).Y, surface(20, noise=0.3, rng=3).Y)


def test_noiseless_surfaces_have_their_heights() -> None:
    slope = datasets.slope(200, noise=0)
    np.testing.assert_allclose(slope.Y[:, 0], (slope.X[:, 0] + slope.X[:, 1]) / 5, rtol=1e-15)
    hills = datasets.hills(2000, noise=0)
    # Upper left is a hill, its mirror image across the horizontal axis a hollow.
    for middle, height in (((-1.65, 1.05), 1.0), ((-1.65, -1.05), -1.0), ((0.0, 1.05), -1.0), ((0.0, -1.05), 1.0)):
        nearest = np.hypot(*(hills.X - middle).T).argmin()
        assert hills.Y[nearest, 0] == pytest.approx(height, abs=0.1)
    assert np.abs(hills.Y).max() <= 1.02


def test_noiseless_toys_have_their_geometry() -> None:
    circles = datasets.circles(300, noise=0)
    radius, inside = np.hypot(*circles.X.T), circles.Y[:, 0] == 1
    assert radius[inside].max() <= 1
    assert radius[~inside].min() >= 1.5
    gauss = datasets.gauss(10, noise=0)
    assert_array_equal(gauss.X[gauss.Y[:, 0] == 1], np.ones((5, 2)))


@pytest.mark.parametrize("toy", [*TOYS, *SURFACES])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"points": 0}, "points: expected a whole number of at least"),
        ({"noise": -1}, "noise: expected a finite number of at least 0"),
        ({"noise": float("nan")}, "noise: expected"),
        ({"rng": -1}, "rng: expected"),
        ({"rng": None}, "rng: expected"),
    ],
)
def test_toys_name_what_is_wrong(toy: type, options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        toy(**options)
