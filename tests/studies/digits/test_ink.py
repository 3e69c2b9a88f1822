"""A drawing becomes an image like MNIST's, wherever and however large it was drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp_core.checks import Array
from mlp_core.datasets import mnist
from studies.digits.ink import BOX, SIDE, centred, drawn, like_mnist, pieces, resized, shifted
from tests.examples import examples

SEVEN = (((0.2, 0.1), (0.8, 0.1), (0.4, 0.9)),)
CANVAS, PEN = 112, 10


@pytest.fixture(scope="module", name="digits")
def _digits() -> Array:
    return mnist("test").X[:100].reshape(-1, SIDE, SIDE).astype(float)


def moved(strokes: object, scale: float, right: float, down: float) -> list[list[tuple[float, float]]]:
    return [[(right + scale * x, down + scale * y) for x, y in stroke] for stroke in strokes]  # type: ignore[attr-defined]


def difference(ours: Array, theirs: Array) -> float:
    """How far two images are apart, give or take one pixel: centres of mass are rounded to whole ones."""
    steps = (-1, 0, 1)
    nearby = [shifted(theirs.reshape(1, -1), a, b).reshape(SIDE, SIDE) for a in steps for b in steps]
    return min(float(np.abs(ours - near).mean()) for near in nearby)


def test_mnist_is_its_own_image_wherever_it_lies_on_the_canvas(digits: Array) -> None:
    # MNIST's authors worked from larger scans, so a digit whose centre falls between two pixels may differ by one.
    same = [np.array_equal(like_mnist(np.pad(digit, ((40, 3), (2, 41)))).image, digit) for digit in digits]
    assert np.mean(same) > 0.6
    for digit in digits:
        assert difference(like_mnist(np.pad(digit, ((40, 3), (2, 41)))).image, digit) < 0.02


@examples(20)
@given(right=st.integers(0, 40), down=st.integers(0, 12))
def test_place_does_not_matter(right: int, down: int) -> None:
    # Moved by whole pixels of the canvas, so that the drawing itself stays the same.
    strokes = moved(SEVEN, 0.6, 0.05, 0.05)
    here = like_mnist(drawn(strokes, CANVAS, PEN))
    there = like_mnist(drawn(moved(strokes, 1, right / CANVAS, down / CANVAS), CANVAS, PEN))
    np.testing.assert_allclose(there.image, here.image, atol=1e-9)


@pytest.mark.long
@examples(20)
@given(scale=st.floats(0.3, 0.9))
def test_size_does_not_matter(scale: float) -> None:
    # The pen grows with the drawing, as if the same sheet were nearer or further away. The canvas has many pixels,
    # because boxes are measured in whole ones.
    full = like_mnist(drawn(SEVEN, 400, 36))
    small = like_mnist(drawn(moved(SEVEN, scale, 0.05, 0.05), 400, 36 * scale))
    assert difference(small.image, full.image) < 0.03


def test_the_digit_fills_the_box_and_its_centre_of_mass_is_the_middle() -> None:
    digit = like_mnist(drawn(SEVEN, CANVAS, PEN))
    lit = np.argwhere(digit.image >= 0.1)
    assert (np.ptp(lit, axis=0) + 1).max() == BOX
    centre = [(digit.image.sum(axis=1 - axis) * np.arange(SIDE)).sum() / digit.image.sum() for axis in (0, 1)]
    np.testing.assert_allclose(centre, SIDE / 2, atol=0.5)


def test_resized_keeps_the_mean_of_what_it_covers() -> None:
    image = np.arange(36.0).reshape(6, 6)
    np.testing.assert_allclose(resized(image, 0.5)[0, 0], image[:2, :2].mean())
    assert resized(image, 0.5).shape == (3, 3)
    np.testing.assert_allclose(resized(image, 5 / 6).mean(), image.mean())
    np.testing.assert_allclose(resized(image, 1.0), image)


def test_a_lopsided_image_stays_on_the_field() -> None:
    image = np.zeros((20, 20))
    image[0, 0], image[19, 19] = 1.0, 0.01
    assert centred(image).sum() == pytest.approx(image.sum())


def test_a_drawing_at_the_edge_is_read_and_said() -> None:
    cut = like_mnist(drawn(moved(SEVEN, 0.6, -0.2, 0.1), CANVAS, PEN))
    assert cut.at_edge
    assert not like_mnist(drawn(SEVEN, CANVAS, PEN)).at_edge


@pytest.mark.parametrize(
    ("canvas", "says"),
    [
        (np.zeros((112, 112)), "empty"),
        (np.full((112, 112), 0.05), "empty"),
        (drawn([[(0.5, 0.5)]], CANVAS, 6), "only a dot"),
        (np.ones((112, 112)), "covered with ink"),
        (np.zeros(112), "shape"),
        (np.full((112, 112), 2.0), "from 0 to 1"),
        (np.full((112, 112), np.nan), "finite"),
        ("7", "array of real numbers"),
    ],
)
def test_bad_drawings_are_answered_in_words(canvas: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        like_mnist(canvas)


@examples(20)
@given(down=st.integers(-30, 30), right=st.integers(-30, 30))
def test_shifted_moves_every_pixel(down: int, right: int) -> None:
    image = np.zeros((1, SIDE, SIDE))
    image[0, 10, 20] = 1.0
    result = shifted(image.reshape(1, -1), down, right).reshape(SIDE, SIDE)
    inside = 0 <= 10 + down < SIDE and 0 <= 20 + right < SIDE
    assert result.sum() == inside
    if inside:
        assert result[10 + down, 20 + right] == 1.0


def _flooded(mask: Array) -> list[set[tuple[int, int]]]:
    """The connected pieces, found pixel by pixel."""
    left = {(int(i), int(j)) for i, j in np.argwhere(mask)}
    found = []
    while left:
        piece, edge = set(), [left.pop()]
        while edge:
            i, j = edge.pop()
            piece.add((i, j))
            near = {(i + a, j + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & left
            left -= near
            edge += near
        found.append(piece)
    return found


@examples(60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 9))
def test_pieces_are_those_that_a_flood_finds(seed: int, rows: int, columns: int) -> None:
    mask = np.random.default_rng(seed).random((rows, columns)) < 0.45
    labels, count = pieces(mask)
    found = [{(int(i), int(j)) for i, j in np.argwhere(labels == label)} for label in range(1, count + 1)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, _flooded(mask)))
    assert ((labels > 0) == mask).all()


DOT = (((0.06, 0.06),),)


@pytest.mark.long
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_a_dot_apart_from_the_digit_changes_nothing(digits: Array, scale: float) -> None:
    dot, same = drawn(DOT, CANVAS, PEN), 0
    for digit in digits:
        large = resized(np.kron(digit, np.ones((4, 4))), scale)
        canvas = np.pad(large, (CANVAS - len(large)) // 2)
        alone, dotted = like_mnist(canvas), like_mnist(np.maximum(canvas, dot))
        same += np.array_equal(alone.image, dotted.image) and dotted.specks == alone.specks + 1
    assert same >= 97  # some digits reach as far as the dot


def test_the_parts_of_a_digit_are_kept() -> None:
    five = (((0.35, 0.3), (0.3, 0.5), (0.6, 0.6), (0.5, 0.85), (0.3, 0.85)), ((0.45, 0.2), (0.7, 0.2)))
    four = (((0.3, 0.2), (0.3, 0.5), (0.55, 0.5)), ((0.7, 0.2), (0.7, 0.8)))
    for strokes in (five, four, SEVEN):
        assert like_mnist(drawn(strokes, CANVAS, PEN)).specks == 0


def test_digits_of_the_data_lose_no_part(digits: Array) -> None:
    assert sum(like_mnist(np.pad(digit, 20)).specks for digit in digits) == 0


def test_a_small_drawing_is_said_to_be_small() -> None:
    assert like_mnist(drawn(moved(SEVEN, 0.25, 0.4, 0.4), CANVAS, PEN)).small
    assert not like_mnist(drawn(SEVEN, CANVAS, PEN)).small
