"""What a picture of a neuron or of a network's outputs needs: lines, bands and contours in the plane of two inputs."""

import numpy as np

from mlp_core.checks import Array, as_array, as_matrix, as_number, fail


def line_in_box(bias: float, weight1: float, weight2: float, low: float, high: float) -> Array | None:
    """Where the line bias + weight1·x1 + weight2·x2 = 0 runs through the square low ≤ x1, x2 ≤ high.

    Returns its two ends as rows (x1, x2), shape (2, 2), or None where the line does not meet the square.
    """
    ends: list[tuple[float, float]] = []
    if weight2:
        ends += [(x1, -(bias + weight1 * x1) / weight2) for x1 in (low, high)]
    if weight1:
        ends += [(-(bias + weight2 * x2) / weight1, x2) for x2 in (low, high)]
    margin = 1e-9 * (high - low)
    inside = sorted(end for end in ends if all(low - margin <= x <= high + margin for x in end))
    if not inside or max(abs(a - b) for a, b in zip(inside[0], inside[-1], strict=True)) <= margin:
        return None  # parallel to an edge and outside, or touching a corner only
    return np.array([inside[0], inside[-1]])


def band(neurons: object, centre: float, reach: float) -> Array:
    """For each neuron two points between which its weighted sum rises from −reach to reach, straight across its line.

    neurons: (…, 3) = bias, w₁, w₂. The points stand on the normal through (centre, centre): (…, 2, 2), each a row
    (x1, x2). Along that normal the neuron's output can be painted as a gradient of colour. A neuron whose weights are
    (nearly) 0 has one output everywhere: its points then lie so far apart that the gradient is flat in between.
    """
    as_number("reach", reach, above=0)
    table = as_array("neurons", neurons)
    if table.shape[-1:] != (3,):
        raise fail("neurons", "shape (…, 3)", f"shape {table.shape}", "the last axis holds bias, w₁ and w₂")
    bias, weights = table[..., :1], table[..., 1:]
    weights = np.where(np.abs(weights).max(axis=-1, keepdims=True) < 1e-6, [1e-6, 0.0], weights)
    value = bias + centre * weights.sum(axis=-1, keepdims=True)
    along = weights / np.square(weights).sum(axis=-1, keepdims=True)
    return np.stack([centre + (-reach - value) * along, centre + (reach - value) * along], axis=-2)


def contour(values: object, x: object, y: object, level: float) -> Array:
    """The line on which a surface has the height `level`, as short segments.

    values: (rows, columns), the heights over y (rows,) and x (columns,), both rising. Returns (segments, 2, 2): for
    each segment its two ends as (x, y). Marching squares: each cell of the grid is cut where its edges, taken as
    straight, cross the level; a saddle is decided by the mean of its corners.
    """
    x, y = as_array("x", x), as_array("y", y)
    heights = as_matrix("values", values, rows=y.size, columns=x.size, because="x and y are its sides")
    if y.size < 2 or x.size < 2:
        raise fail("values", "at least two rows and two columns", f"shape {heights.shape}")
    above = heights > level
    high = np.stack([above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1]])
    # Edge k of a cell joins corner k to the next, round the cell; it is cut where one end is above the level.
    cut = high != np.roll(high, -1, axis=0)
    rows, columns = np.nonzero(cut.any(axis=0))
    corners = [(rows, columns), (rows, columns + 1), (rows + 1, columns + 1), (rows + 1, columns)]
    crossings = np.stack([_crossing(corners[k], corners[(k + 1) % 4], heights, x, y, level) for k in range(4)])
    here, cell = cut[:, rows, columns], np.arange(rows.size)
    # The first and the last edge that are cut; in a saddle, where all four are, two pairs of neighbours.
    first, last = here.argmax(axis=0), 3 - here[::-1].argmax(axis=0)
    saddle = here.all(axis=0)
    middle = np.mean([heights[corner] for corner in corners], axis=0) > level
    # Edges 0, 1 and 2, 3 cut off corners 1 and 3; where corner 0 is on the other side than the middle, cut off 0 and 2.
    shift = np.where(middle != high[0, rows, columns], 3, 0)
    first, last = np.where(saddle, shift, first), np.where(saddle, (shift + 1) % 4, last)
    ends = [crossings[first, cell], crossings[last, cell]]
    again = cell[saddle]
    more = [crossings[(first[saddle] + 2) % 4, again], crossings[(last[saddle] + 2) % 4, again]]
    return np.concatenate([np.stack(ends, axis=1), np.stack(more, axis=1)])


def _crossing(
    a: tuple[Array, Array], b: tuple[Array, Array], heights: Array, x: Array, y: Array, level: float
) -> Array:
    """Where the level lies on the edges from corners a to corners b: (cells, 2); anything where it does not cross."""
    low, high = heights[a], heights[b]
    share = np.clip((level - low) / np.where(high == low, 1.0, high - low), 0.0, 1.0)
    return np.stack([x[a[1]] + share * (x[b[1]] - x[a[1]]), y[a[0]] + share * (y[b[0]] - y[a[0]])], axis=-1)
