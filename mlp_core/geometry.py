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
    points: Array = np.stack([centre + (-reach - value) * along, centre + (reach - value) * along], axis=-2)
    return points


def contour(values: object, x: object, y: object, level: float) -> Array:
    """The line on which a surface has the height `level`, as short segments.

    values: (rows, columns), the heights over y (rows,) and x (columns,), both rising. Returns (segments, 2, 2): for
    each segment its two ends as (x, y). Marching squares: each cell of the grid is cut where its edges, taken as
    straight, cross the level; a saddle is decided by the mean of its corners.
    """
    columns, rows = as_array("x", x), as_array("y", y)
    heights = as_matrix("values", values, rows=rows.size, columns=columns.size, because="x and y are its sides")
    if rows.size < 2 or columns.size < 2:
        raise fail("values", "at least two rows and two columns", f"shape {heights.shape}")
    above = heights > level
    # Corners of a cell run round it: 0 = (i, j), 1 = (i, j + 1), 2 = (i + 1, j + 1), 3 = (i + 1, j).
    number = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    segments = []
    for i, j in np.argwhere((number > 0) & (number < 15)):
        corners = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)]
        high = [bool(above[corner]) for corner in corners]
        # Edge k joins corner k to the next; it is cut where one end is above the level and the other is not.
        cut = [
            _crossing(corners[k], corners[(k + 1) % 4], heights, columns, rows, level)
            for k in range(4)
            if high[k] != high[(k + 1) % 4]
        ]
        # Neighbours in the list are joined. In a saddle that cuts off corners 1 and 3; shift it to cut off 0 and 2.
        if len(cut) == 4 and (np.mean([heights[corner] for corner in corners]) > level) != high[0]:
            cut = [cut[3], cut[0], cut[1], cut[2]]
        segments += [cut[k : k + 2] for k in range(0, len(cut), 2)]
    return np.array(segments, dtype=float).reshape(-1, 2, 2)


def _crossing(
    a: tuple[int, int], b: tuple[int, int], heights: Array, x: Array, y: Array, level: float
) -> tuple[float, float]:
    share = (level - heights[a]) / (heights[b] - heights[a])
    return (
        float(x[a[1]] + share * (x[b[1]] - x[a[1]])),
        float(y[a[0]] + share * (y[b[0]] - y[a[0]])),
    )
