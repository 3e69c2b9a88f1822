"""*Where delta goes today*: how large delta is after many layers, with and without residual connections."""

from collections.abc import Sequence
from typing import Any

from studies.claims.spread import spread
from studies.today.residual import stack, weights_of

STARTS = tuple(range(20))
DEPTH = 32
SCALES = (0.5, 1.0, 1.5)


def shrinking(seeds: Sequence[int] = STARTS, depth: int = DEPTH) -> dict[str, Any]:
    """For each size of the weights: the spread of ‖δ^(0)‖ / ‖δ^(depth)‖ over the seeds, plain and residual."""
    found: dict[str, Any] = {"seeds": len(seeds), "depth": depth}
    for scale in SCALES:
        both = {}
        for name, residual in (("plain", False), ("residual", True)):
            sizes = [stack(weights_of(depth, scale, seed), residual, seed).sizes for seed in seeds]
            both[name] = spread([float(one[0] / one[-1]) for one in sizes])
        found[f"{scale:g}"] = both
    return found
