"""Data sets: small problems to learn on. Rows of X are data points, rows of Y their targets."""

import numpy as np

from mlp_core.checks import as_count, as_generator
from mlp_core.datasets.dataset import Dataset
from mlp_core.datasets.mnist_files import mnist, set_data_root
from mlp_core.datasets.surfaces import hills, slope
from mlp_core.datasets.toys import circles, gauss, moons, spirals

__all__ = [
    "Dataset",
    "circles",
    "four_points",
    "gauss",
    "hills",
    "mnist",
    "moons",
    "random_tenths",
    "set_data_root",
    "seven_segment",
    "slope",
    "spirals",
    "xor",
]


def four_points() -> Dataset:
    """Four points of three inputs, one output: the output is the first input, and the third input is always 1."""
    return Dataset(
        name="four_points",
        X=np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]]),
        Y=np.array([[0.0], [0.0], [1.0], [1.0]]),
        input_names=("x1", "x2", "x3"),
        output_names=("y",),
        description="Four points with three inputs; the answer is the first input.",
    )


def xor() -> Dataset:
    """Exclusive or: 1 where exactly one of two inputs is 1. No straight line separates the two answers."""
    return Dataset(
        name="xor",
        X=np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]),
        Y=np.array([[0.0], [1.0], [1.0], [0.0]]),
        input_names=("x1", "x2"),
        output_names=("x1 xor x2",),
        description="1 where exactly one of the two inputs is 1.",
    )


# Which of the segments a–g are lit for each digit: a is the top bar, b–f run clockwise round the rim, g is the middle.
_SEGMENTS_OF_DIGIT = ("abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg")


def seven_segment() -> Dataset:
    """The ten digits of a seven-segment display: X (10, 7) says which segments are lit, Y (10, 10) is one-hot."""
    return Dataset(
        name="seven_segment",
        X=np.array([[float(segment in lit) for segment in "abcdefg"] for lit in _SEGMENTS_OF_DIGIT]),
        Y=np.eye(10),
        input_names=tuple("abcdefg"),
        output_names=tuple("0123456789"),
        description="The digits 0 to 9 from the lit segments of a display.",
    )


def random_tenths(n_points: int, n_inputs: int, n_outputs: int, *, rng: int | np.random.Generator) -> Dataset:
    """Points of any size to look at shapes with: inputs and targets drawn from 0, 0.1, …, 1.

    X: (n_points, n_inputs), Y: (n_points, n_outputs). Tenths, so that products can be checked by hand.
    """
    n, m, p = as_count("n_points", n_points), as_count("n_inputs", n_inputs), as_count("n_outputs", n_outputs)
    generator = as_generator("rng", rng)
    return Dataset(
        name="random_tenths",
        X=generator.integers(0, 11, (n, m)) / 10,
        Y=generator.integers(0, 11, (n, p)) / 10,
        input_names=tuple(f"x{i + 1}" for i in range(m)),
        output_names=tuple(f"y{i + 1}" for i in range(p)),
        description="Random numbers in tenths, for looking at shapes.",
    )
