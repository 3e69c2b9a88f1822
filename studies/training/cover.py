"""The film on the cover: a small network learns to tell two moons apart, slowly at first and then faster and faster."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mlp_core import MLP, datasets
from mlp_core.checks import Array
from mlp_core.datasets.dataset import Dataset
from mlp_core.metrics import accuracy
from studies.training.films import FilmedRun, Moment, film_run, spread_iterations

SLOW = 3  # iterations that are shown as a pass forwards, a pass backwards and an update
FORWARDS, BACKWARDS, UPDATE = 14, 14, 4  # frames of each
SIDE = 20  # points of the plane along each axis
LEARNING_RATE, LAST = 0.05, 2000


@dataclass(frozen=True)
class Frame:
    """One picture of the film.

    moment: index of the network that it shows. phase: forwards, backwards, update or fast. progress: how far the pass
    has come, 0 … 1.
    """

    moment: int
    phase: str
    progress: float = 1.0


def data() -> Dataset:
    """Sixty points on two moons, each half way round the other's end."""
    return datasets.moons(60, noise=0.1, rng=4)


@lru_cache(maxsize=1)
def run() -> FilmedRun:
    """The training, with every iteration of the slow part and about a hundred later ones."""
    points = data()
    net = MLP((2, 4, 1), ("tanh", "sigmoid"), rng=3)
    moments = spread_iterations(LAST, dense=20, count=130)
    return film_run(net, points.X, points.Y, moments, loss="half_sse", learning_rate=LEARNING_RATE)


def frames(moments: int) -> tuple[Frame, ...]:
    """The pictures in order: SLOW iterations in passes, then one picture for each later moment."""
    slow = []
    for moment in range(SLOW):
        for phase, count in (("forwards", FORWARDS), ("backwards", BACKWARDS)):
            slow += [Frame(moment, phase, (step + 1) / count) for step in range(count)]
        slow += [Frame(moment + 1, "update") for _ in range(UPDATE)]
    return (*slow, *(Frame(moment, "fast") for moment in range(SLOW + 1, moments)))


def errors(moment: Moment) -> tuple[Array, ...]:
    """The size of each neuron's error, √(mean over the points of δ²): (neurons,) for each layer but the inputs."""
    return tuple(np.sqrt((delta**2).mean(axis=0)) for delta in moment.backward.deltas[1:])


def right(moment: Moment) -> float:
    """The share of the points whose output is on the right side of ½, 0 … 1."""
    return accuracy(moment.forward.outputs, data().Y)


def surfaces(low: float, high: float) -> Array:
    """The output all over the square from low to high: (moments, SIDE, SIDE), x₂ rising from row to row."""
    along = np.linspace(low, high, SIDE)
    grid = np.stack([np.tile(along, SIDE), np.repeat(along, SIDE)], axis=1)
    return run().outputs_at(grid).reshape(-1, SIDE, SIDE)
