"""*Why hidden layers at all*: how well 1 to 12 hidden neurons fit the curve, over starts and rates."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from studies.claims.spread import spread
from studies.training.bumps import build, largest_error
from studies.training.curve_fits import REACH, Fit, best_line, fit_of, fits_over

STARTS = tuple(range(20))
RATES = (0.003, 0.01, 0.03, 0.1, 0.3)
HIDDEN = ("relu", "sigmoid")


def fits(seeds: Sequence[int] = STARTS, rates: Sequence[float] = RATES) -> dict[str, Any]:
    """For each activation and width: the best rate (least median error), and the spread of the errors at it.

    Beside it, for the figure, the weights of the best fit of all rates and starts.
    """
    return {hidden: _of(hidden, seeds, rates) for hidden in HIDDEN}


def _of(hidden: str, seeds: Sequence[int], rates: Sequence[float]) -> dict[str, Any]:
    found = fits_over(hidden, rates, seeds)
    widths = {}
    for width in found[rates[0]]:
        errors = {rate: [fit.error for fit in by_width[width]] for rate, by_width in found.items()}
        whole = {rate: values for rate, values in errors.items() if len(values) == len(seeds)}
        rate = min(whole, key=lambda one: float(np.median(whole[one])))
        every = [fit for by_width in found.values() for fit in by_width[width]]
        best = min(every, key=lambda fit: fit.error)
        widths[str(width)] = {"rate": rate, "error": spread(whole[rate]), "best": _kept(best)}
    return widths


def _kept(fit: Fit) -> dict[str, Any]:
    """A fit as JSON can hold it; eight digits are more than a picture shows."""
    return {"error": fit.error, "weights": [[[float(f"{v:.8g}") for v in row] for row in w] for w in fit.net.weights]}


def built(bumps: Sequence[int] = (1, 2, 4, 8, 16, 32), steepness: float = 20.0) -> dict[str, dict[str, float]]:
    """Of the curve built of so many bumps: the largest error away from both ends, and the error as of a fit."""
    found = {}
    for count in bumps:
        net = build(count, steepness).net
        fit = fit_of(net.weights, "sigmoid")
        found[str(count)] = {"largest": largest_error(net, 0.9 * REACH), "error": fit.error}
    return found


def curve() -> dict[str, Any]:
    """All that the lesson claims."""
    return {"starts": len(STARTS), "line": best_line(), "fits": fits(), "built": built()}
