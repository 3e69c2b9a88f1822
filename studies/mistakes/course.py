"""The course's own settings: the four networks that it compares, trained by its program and by the repaired one."""

from typing import Any

import numpy as np

from mlp_core.datasets import four_points
from studies.mistakes.classroom import NO_BUGS, Bugs, classroom_fit, classroom_layers

RATE = 0.1
ITERATIONS = 5000
SEED = 1
NETWORKS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "no hidden layer": ((3, 1), ("sigmoid",)),
    "4 hidden": ((3, 4, 1), ("sigmoid", "sigmoid")),
    "50 hidden": ((3, 50, 1), ("sigmoid", "sigmoid")),
    "50 with relu": ((3, 50, 1), ("relu", "sigmoid")),
}
PROGRAMS = {"original": Bugs(), "repaired": NO_BUGS}
_POINTS = 90  # of a curve that are kept


def course_generator(seed: int) -> np.random.Generator:
    """The numbers that np.random.random gives after np.random.seed(seed)."""
    bits = np.random.MT19937()
    bits.state = np.random.RandomState(seed).get_state(legacy=False)  # type: ignore[assignment]
    return np.random.Generator(bits)


def losses(network: str, program: str, iterations: int = ITERATIONS) -> Any:
    """The course's monitor before each update, (iterations,): the mean of the squared errors."""
    (sizes, activations), data = NETWORKS[network], four_points()
    run = classroom_fit(
        classroom_layers(data.X, sizes),
        data.Y,
        activations,
        learning_rate=RATE,
        iterations=iterations,
        rng=course_generator(SEED),
        bugs=PROGRAMS[program],
    )
    return run.losses * 2 / data.Y.size


def side_by_side() -> dict[str, Any]:
    """The curves of all networks under both programs, at iterations that are spread evenly on a logarithmic axis."""
    shown = np.unique(np.geomspace(1, ITERATIONS, _POINTS).round().astype(int))
    curves = {
        network: {
            program: [float(f"{loss:.5g}") for loss in losses(network, program)[shown - 1]] for program in PROGRAMS
        }
        for network in NETWORKS
    }
    return {"rate": RATE, "iterations": [int(i) for i in shown], "curves": curves}
