"""A curve built by hand: two sigmoids make a bump, and bumps side by side make any curve."""

from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array
from mlp_core.network import MLP
from studies.training.curve_fits import REACH, target


def bump(left: float, right: float, height: float, steepness: float) -> MLP:
    """The network 1-2-1 that answers about `height` from left to right and about 0 elsewhere.

    Its output is height · (σ(k(x − left)) − σ(k(x − right))), with k the steepness.
    """
    return _network(np.array([left, right]), np.array([height, -height]), steepness)


@dataclass(frozen=True)
class Built:
    """A curve of bumps side by side: edges (bumps + 1,), heights (bumps,), and the network 1-2·bumps-1 that it is."""

    net: MLP
    edges: Array
    heights: Array
    steepness: float


def build(bumps: int, steepness: float) -> Built:
    """So many bumps of equal width from −REACH to REACH, each as high as the target is in its middle.

    steepness is counted in widths of a bump: 20 means k = 20 / width. Nothing is trained.
    """
    edges = np.linspace(-REACH, REACH, bumps + 1)
    heights = target((edges[:-1] + edges[1:]) / 2)
    places = np.stack([edges[:-1], edges[1:]], axis=1).ravel()
    strengths = np.stack([heights, -heights], axis=1).ravel()
    net = _network(places, strengths, steepness * bumps / (2 * REACH))
    return Built(net, edges, heights, steepness)


def _network(places: Array, strengths: Array, k: float) -> MLP:
    """Σ strength · σ(k (x − place)) as a network 1-Q-1; places and strengths (Q,)."""
    net = MLP((1, len(places), 1), ("sigmoid", "linear"))
    first = np.stack([-k * places, np.full(len(places), k)])
    net.weights = [first, np.concatenate([[0.0], strengths])[:, None]]
    return net


def largest_error(net: MLP, reach: float, count: int = 2001) -> float:
    """The largest distance from the target for −reach ≤ x ≤ reach."""
    x = np.linspace(-reach, reach, count)[:, None]
    return float(np.abs(net.predict(x) - target(x)).max())
