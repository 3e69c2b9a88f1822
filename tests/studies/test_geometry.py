"""Lines, bands and contours in the plane of two inputs."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from studies.geometry import band, contour, line_in_box


def test_line_in_box_by_hand() -> None:
    # x1 + x2 = 1 through the unit square: from (0, 1) to (1, 0).
    ends = line_in_box(-1.0, 1.0, 1.0, 0.0, 1.0)
    assert ends is not None
    assert_allclose(ends, [[0, 1], [1, 0]])


@pytest.mark.parametrize("seed", range(30))
def test_the_ends_lie_on_the_line_and_on_the_edge(seed: int) -> None:
    bias, w1, w2 = np.random.default_rng(seed).normal(size=3)
    ends = line_in_box(bias, w1, w2, -1.0, 2.0)
    corners = [bias + w1 * a + w2 * b for a in (-1, 2) for b in (-1, 2)]
    if ends is None:  # then all corners are on one side
        assert min(corners) > 0 or max(corners) < 0
        return
    assert min(corners) < 0 < max(corners)
    for x1, x2 in ends:
        assert abs(bias + w1 * x1 + w2 * x2) < 1e-9
        assert min(abs(x1 + 1), abs(x1 - 2), abs(x2 + 1), abs(x2 - 2)) < 1e-9


def test_parallel_lines_and_no_line() -> None:
    ends = line_in_box(-0.5, 0.0, 1.0, 0.0, 1.0)
    assert ends is not None
    assert_allclose(ends, [[0, 0.5], [1, 0.5]])
    assert line_in_box(-2.0, 0.0, 1.0, 0.0, 1.0) is None
    assert line_in_box(1.0, 0.0, 0.0, 0.0, 1.0) is None


@pytest.mark.parametrize("seed", range(10))
def test_the_weighted_sum_rises_from_minus_reach_to_reach_along_the_band(seed: int) -> None:
    bias, w1, w2 = np.random.default_rng(seed).normal(size=3)
    ends = band([bias, w1, w2], centre=0.5, reach=4.0)
    assert_allclose(bias + ends @ [w1, w2], [-4, 4])


def test_the_band_of_no_weights_is_flat() -> None:
    low, high = band([1.5, 0.0, 0.0], centre=0.5, reach=4.0)
    # At the centre the weighted sum is the bias, and a step of 1 changes it by a millionth of the reach at most.
    assert abs(high[0] - low[0]) > 1e6
    assert_allclose((0.5 - low[0]) / (high[0] - low[0]), (1.5 + 4) / 8)


def test_contour_of_a_plane_is_its_line() -> None:
    x, y = np.linspace(0, 1, 7), np.linspace(0, 2, 9)
    segments = contour(x[None, :] + y[:, None], x, y, 1.2)
    assert len(segments) > 5
    assert_allclose(segments.sum(axis=2), 1.2)


def test_contour_of_a_cone_is_a_closed_circle() -> None:
    x = np.linspace(-1, 1, 41)
    segments = contour(np.hypot(x[None, :], x[:, None]), x, x, 0.6)
    assert_allclose(np.hypot(*segments.reshape(-1, 2).T), 0.6, atol=2e-3)
    lengths = np.hypot(*(segments[:, 1] - segments[:, 0]).T)
    assert_allclose(lengths.sum(), 2 * np.pi * 0.6, rtol=2e-3)


def test_contour_of_a_saddle_goes_with_the_middle() -> None:
    # Corners 1, 0 / 0, 1: at 0.4 the middle, 0.5, is above, so the low corners are cut off; at 0.6 the high ones.
    corners, sides = [[1.0, 0.0], [0.0, 1.0]], [0.0, 1.0]
    low_cut_off = contour(corners, sides, sides, 0.4)
    assert sorted(np.round(segment.mean(axis=0), 2).tolist() for segment in low_cut_off) == [[0.2, 0.8], [0.8, 0.2]]
    high_cut_off = contour(corners, sides, sides, 0.6)
    assert sorted(np.round(segment.mean(axis=0), 2).tolist() for segment in high_cut_off) == [[0.2, 0.2], [0.8, 0.8]]


def test_contour_without_a_crossing_is_empty() -> None:
    assert contour([[0.0, 0.0], [0.0, 0.0]], [0.0, 1.0], [0.0, 1.0], 0.5).shape == (0, 2, 2)


def test_contour_says_what_it_needs() -> None:
    with pytest.raises(ValueError, match="values: expected at least two rows"):
        contour([[1.0, 2.0]], [0.0, 1.0], [0.0], 0.5)
