"""From a drawing to an image like those of MNIST.

LeCun, Cortes and Burges made MNIST's images in two steps, and a drawing has to go through the same two, because a
network knows only what it was trained on: the digit is scaled, in its own proportions, to fit a square of 20×20 pixels
with levels of grey, and then moved so that its centre of mass is the centre of a field of 28×28 pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array, as_array, fail

SIDE = 28
BOX = 20
INK = 0.1
"""A pixel counts as drawn on from this level of grey on, 0 … 1."""
SMALLEST = 0.1
"""A drawing whose longer side is below this share of the canvas is a dot: scaled up it would only be a blot."""
FULL = 0.75
"""A drawing that covers more than this share of the canvas leaves no paper to tell a shape by."""


@dataclass(frozen=True)
class Digit:
    """A drawing as the network sees it.

    image      (28, 28), grey levels from 0 (paper) to 1 (ink)
    box        (top, left, bottom, right) of the ink on the canvas, in pixels; bottom and right are one past the last
    scale      how many pixels of the image a pixel of the canvas became
    at_edge    whether the ink touches the canvas's edge, so that a part of the digit may be missing
    """

    image: Array
    box: tuple[int, int, int, int]
    scale: float
    at_edge: bool


def like_mnist(canvas: object) -> Digit:
    """Scale and centre a drawing as MNIST's digits were.

    canvas: (rows, columns), grey levels from 0 (paper) to 1 (ink). Raises ValueError, in words for the reader who drew
    it, if nothing, only a dot, or the whole canvas is drawn on.
    """
    grey = as_array("canvas", canvas)
    if grey.ndim != 2 or min(grey.shape) < 2 or grey.min() < 0 or grey.max() > 1:
        expected = "shape (rows, columns) of at least 2 × 2 with numbers from 0 to 1"
        raise fail("canvas", expected, f"shape {grey.shape}" + ("" if not grey.size else f" up to {grey.max():g}"))
    rows, columns = (np.flatnonzero((grey >= INK).any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        raise ValueError("The canvas is empty: draw a digit.")
    top, left, bottom, right = int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
    longer = max(bottom - top, right - left)
    if longer < SMALLEST * max(grey.shape):
        raise ValueError("This is only a dot: draw a digit, larger.")
    if (grey >= INK).mean() > FULL:
        raise ValueError("The canvas is covered with ink: clear it and draw a digit with thin lines.")
    small = resized(grey[top:bottom, left:right], BOX / longer)
    at_edge = top == 0 or left == 0 or bottom == grey.shape[0] or right == grey.shape[1]
    return Digit(centred(small), (top, left, bottom, right), BOX / longer, at_edge)


def drawn(strokes: Sequence[Sequence[tuple[float, float]]], side: int, width: float) -> Array:
    """Strokes as a canvas (side, side) of grey levels 0 … 1, for examples and tests. Edges are one pixel soft.

    strokes: each a list of points (x, y) from 0 to 1, x to the right and y down; width of the pen in pixels.
    """
    y, x = np.mgrid[0:side, 0:side] + 0.5
    nearest = np.full((side, side), np.inf)
    for stroke in strokes:
        points = np.array(stroke, float) * side
        for start, end in zip(points, points[1:] if len(points) > 1 else points, strict=False):
            along = end - start
            length = max(float((along * along).sum()), 1e-12)
            share = np.clip(((x - start[0]) * along[0] + (y - start[1]) * along[1]) / length, 0, 1)
            distance = np.hypot(x - start[0] - share * along[0], y - start[1] - share * along[1])
            np.minimum(nearest, distance, out=nearest)
    canvas: Array = np.clip(width / 2 + 0.5 - nearest, 0, 1)
    return canvas


def resized(image: Array, scale: float) -> Array:
    """An image (rows, columns) with sides times scale, at least one pixel; every new pixel is the mean of its area."""
    height, width = (max(1, round(side * scale)) for side in image.shape)
    down, across = _means(image.shape[0], height), _means(image.shape[1], width)
    means: Array = down @ image @ across.T
    return means


def _means(old: int, new: int) -> Array:
    """A matrix (new, old) that takes the means of a line of old pixels over new ones, shared out by overlap."""
    edges = np.arange(new + 1) * (old / new)
    pixels = np.arange(old)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    shares: Array = np.clip(overlap, 0, None) * (new / old)
    return shares


def centred(image: Array) -> Array:
    """An image of at most 28×28 pixels in a field of 28×28, its centre of mass at pixel (14, 14), as MNIST has it.

    It moves by whole pixels, and never so far that a pixel of it would fall off the field.
    """
    field = np.zeros((SIDE, SIDE))
    place = []
    for axis, length in enumerate(image.shape):
        mass = image.sum(axis=1 - axis)
        centre = (mass * np.arange(length)).sum() / mass.sum()
        place.append(min(max(round(SIDE / 2 - centre), 0), SIDE - length))
    field[place[0] : place[0] + image.shape[0], place[1] : place[1] + image.shape[1]] = image
    return field


def shifted(images: Array, down: int, right: int) -> Array:
    """Images (N, 784) moved by whole pixels, down and to the right; what leaves the field is lost, paper comes in."""
    fields = images.reshape(-1, SIDE, SIDE)
    moved = np.zeros_like(fields)
    (to_rows, from_rows), (to_columns, from_columns) = _overlap(down), _overlap(right)
    moved[:, to_rows, to_columns] = fields[:, from_rows, from_columns]
    return moved.reshape(images.shape)


def _overlap(by: int) -> tuple[slice, slice]:
    by = max(-SIDE, min(SIDE, by))
    return slice(max(by, 0), SIDE + min(by, 0)), slice(max(-by, 0), SIDE - max(by, 0))
