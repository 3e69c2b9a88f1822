"""*Handwritten digits*: how often the network is right when it is sure, in place and moved; the size of first sums."""

from typing import Any

import numpy as np

from mlp_core.checks import Array
from mlp_core.datasets.dataset import Dataset
from mlp_core.network import MLP
from studies.claims.spread import spread
from studies.digits.ink import shifted
from studies.digits.nielsen import EPOCHS, RATE, recorded

CERTAIN = 0.99


def certainty(net: MLP, X: Array, Y: Array, moved: int = 5) -> dict[str, Any]:
    """Of the images X (N, 784), Y (N, 10): how many get an output of at least 99 %, and their share that is right.

    The same after all images were moved to the right by `moved` pixels, and for outputs from 70 to 90 %.
    """
    return {
        "images": len(X),
        "in place": _sure(net.predict(X), Y, CERTAIN, 1.0),
        "70 to 90": _sure(net.predict(X), Y, 0.7, 0.9),
        "moved": {"pixels": moved, **_sure(net.predict(shifted(X, 0, moved)), Y, CERTAIN, 1.0)},
    }


def _sure(outputs: Array, Y: Array, low: float, high: float) -> dict[str, float]:
    most = outputs.max(axis=1)
    chosen = (most >= low) & (most <= high)
    right = outputs.argmax(axis=1) == Y.argmax(axis=1)
    return {"count": int(chosen.sum()), "right": float(right[chosen].mean())}


def size_of_first_sums(X: Array) -> float:
    """The standard deviation of a weighted sum of an image with weights drawn evenly from −1 to 1, mean over images.

    Such a weight has the variance ⅓, so it is √(Σx²/3).
    """
    return float(np.sqrt(np.square(X).sum(axis=1) / 3).mean())


def nielsen(train: Dataset, test: Dataset, seeds: tuple[int, ...] = (0, 1, 2, 3, 4)) -> dict[str, Any]:
    """Nielsen's setting from several seeds: the share of test images that is right after the first and the last epoch.

    "best" is the best of all epochs, the number that he quotes; "epochs" are all of the first seed's.
    """
    runs = [recorded(seed, train, test).accuracy for seed in seeds]
    return {
        "seeds": len(seeds),
        "rate": RATE,
        "epochs": EPOCHS,
        "start": spread([run[0] for run in runs]),
        "first": spread([run[1] for run in runs]),
        "last": spread([run[-1] for run in runs]),
        "best": spread([run[1:].max() for run in runs]),
        "course": [float(value) for value in runs[0]],
    }
