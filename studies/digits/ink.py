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
SMALL = 0.35
"""A drawing whose longer side is below this share of the canvas is scaled up so far that its line becomes thick."""
SPECK, SPECK_INK = 0.18, 0.5
"""Ink that stands apart is a speck, the touch of a finger or a pen, if its longer side is below the first share of the
canvas and it has less than the second share of the ink, and of the length, of the largest piece."""
FULL = 0.75
"""A drawing that covers more than this share of the canvas leaves no paper to tell a shape by."""


@dataclass(frozen=True)
class Digit:
    """A drawing as the network sees it.

    image      (28, 28), grey levels from 0 (paper) to 1 (ink)
    box        (top, left, bottom, right) of the ink on the canvas, in pixels; bottom and right are one past the last
    scale      how many pixels of the image a pixel of the canvas became
    at_edge    whether the ink touches the canvas's edge, so that a part of the digit may be missing
    specks     how many dots that stand apart from the digit were left out
    small      whether it was drawn so small that its line becomes thick
    """

    image: Array
    box: tuple[int, int, int, int]
    scale: float
    at_edge: bool
    specks: int = 0
    small: bool = False


def like_mnist(canvas: object) -> Digit:
    """Scale and centre a drawing as MNIST's digits were.

    canvas: (rows, columns), grey levels from 0 (paper) to 1 (ink). Raises ValueError, in words for the reader who drew
    it, if nothing, only a dot, or the whole canvas is drawn on.
    """
    grey = as_array("canvas", canvas)
    if grey.ndim != 2 or min(grey.shape) < 2 or grey.min() < 0 or grey.max() > 1:
        expected = "shape (rows, columns) of at least 2 × 2 with numbers from 0 to 1"
        raise fail("canvas", expected, f"shape {grey.shape}" + ("" if not grey.size else f" up to {grey.max():g}"))
    grey, specks = without_specks(grey)
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
    is_small = longer < SMALL * max(grey.shape)
    return Digit(centred(small), (top, left, bottom, right), BOX / longer, at_edge, specks, is_small)


def without_specks(grey: Array) -> tuple[Array, int]:
    """A drawing (rows, columns) without the dots that stand apart from its largest piece, and how many they were.

    A dot would take part in the scaling: the digit would be moved aside and made smaller for its sake.
    """
    labels, count = pieces(grey >= INK)
    if count < 2:
        return grey, 0
    ink = np.bincount(labels.ravel(), weights=grey.ravel(), minlength=count + 1)[1:]
    boxes = [_box(labels == label) for label in range(1, count + 1)]
    main = int(ink.argmax())
    specks = [
        label
        for label in range(count)
        if label != main
        and ink[label] < SPECK_INK * ink[main]
        and _longer(boxes[label]) < min(SPECK * max(grey.shape), SPECK_INK * _longer(boxes[main]))
        and _gap(boxes[label], boxes[main]) > 0.5 * _longer(boxes[label])
    ]
    clean = np.where(np.isin(labels - 1, specks), 0.0, grey)
    # What is too faint to count as ink goes with its speck.
    for label in specks:
        top, left, bottom, right = boxes[label]
        around = (slice(max(0, top - 1), bottom + 1), slice(max(0, left - 1), right + 1))
        clean[around] = np.where(labels[around] > 0, clean[around], 0.0)
    return clean, len(specks)


def _box(mask: Array) -> tuple[int, int, int, int]:
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _longer(box: tuple[int, int, int, int]) -> int:
    return max(box[2] - box[0], box[3] - box[1])


def _gap(box: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> int:
    """How many pixels lie between two boxes, down or across; below 0 where they overlap."""
    down = max(box[0] - other[2], other[0] - box[2])
    across = max(box[1] - other[3], other[1] - box[3])
    return max(down, across)


def pieces(mask: Array) -> tuple[Array, int]:
    """The connected pieces of a drawing (rows, columns): each pixel's piece, 1 … count, or 0, and how many there are.

    Pixels that touch by a side or a corner belong together. Each line's runs are joined with the runs above.
    """
    labels = np.zeros(mask.shape, dtype=int)
    parent: list[int] = [0]

    def root(label: int) -> int:
        while parent[label] != label:
            label = parent[label]
        return label

    for row in range(len(mask)):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], mask[row], [False]))))
        for start, stop in edges.reshape(-1, 2).tolist():
            above = labels[row - 1, max(0, start - 1) : stop + 1] if row else labels[:0, 0]
            touching = {root(int(label)) for label in np.unique(above) if label}
            if not touching:
                parent.append(len(parent))
            label = min(touching, default=len(parent) - 1)
            for other in touching:
                parent[other] = label
            labels[row, start:stop] = label
    roots = np.array([root(label) for label in range(len(parent))])
    names, numbered = np.unique(roots[labels], return_inverse=True)
    first = 0 if names[0] == 0 else 1
    return numbered.reshape(mask.shape) + first, len(names) - (1 - first)


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
    return np.clip(width / 2 + 0.5 - nearest, 0, 1)


def resized(image: Array, scale: float) -> Array:
    """An image (rows, columns) with sides times scale, at least one pixel; every new pixel is the mean of its area."""
    height, width = (max(1, round(side * scale)) for side in image.shape)
    down, across = _means(image.shape[0], height), _means(image.shape[1], width)
    return down @ image @ across.T


def _means(old: int, new: int) -> Array:
    """A matrix (new, old) that takes the means of a line of old pixels over new ones, shared out by overlap."""
    edges = np.arange(new + 1) * (old / new)
    pixels = np.arange(old)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.clip(overlap, 0, None) * (new / old)


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
