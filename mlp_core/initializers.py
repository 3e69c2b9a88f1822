"""Initial weights: where a network starts from.

Every weight matrix has shape (fan_in, fan_out), or (fan_in + 1, fan_out) with the biases as row 0.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array
from mlp_core.code import InitializerCode


@dataclass(frozen=True)
class Initializer:
    """draw(rng, fan_in, fan_out, bias) is a fresh weight matrix (fan_in + bias, fan_out) of float64.

    formula is LaTeX; code says how programs draw the very same numbers.
    """

    name: str
    draw: Callable[[np.random.Generator, int, int, bool], Array]
    formula: str
    code: InitializerCode


def _uniform(rng: np.random.Generator, fan_in: int, fan_out: int, bias: bool) -> Array:
    return 2.0 * rng.random((fan_in + bias, fan_out)) - 1.0


def _tenths(rng: np.random.Generator, fan_in: int, fan_out: int, bias: bool) -> Array:
    # The book's start, rounded to one decimal and never 0, so that a reader can check every product by hand.
    shape = (fan_in + bias, fan_out)
    signs: Array = rng.choice((-1.0, 1.0), shape)
    return signs * rng.integers(1, 10, shape) / 10.0


def _with_zero_biases(weights: Array, bias: bool) -> Array:
    return np.vstack([np.zeros((1, weights.shape[1])), weights]) if bias else weights


def _xavier(rng: np.random.Generator, fan_in: int, fan_out: int, bias: bool) -> Array:
    # Glorot & Bengio 2010: Var[w] = 2 / (fan_in + fan_out) keeps the spread of sums alike forwards and backwards.
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return _with_zero_biases(rng.uniform(-limit, limit, (fan_in, fan_out)), bias)


def _he(rng: np.random.Generator, fan_in: int, fan_out: int, bias: bool) -> Array:
    # He et al. 2015: Var[w] = 2 / fan_in makes up for the half of all sums that relu sets to 0.
    return _with_zero_biases(rng.normal(0.0, np.sqrt(2.0 / fan_in), (fan_in, fan_out)), bias)


INITIALIZERS: dict[str, Initializer] = {
    initializer.name: initializer
    for initializer in (
        Initializer(
            "uniform",
            _uniform,
            r"2 \cdot \mathrm{rand} - 1",
            InitializerCode(
                "2 * rng.random(({rows}, {fan_out})) - 1",
                library={
                    "PyTorch": "nn.init.uniform_(layer.weight, -1, 1)",
                    "Keras": "keras.initializers.RandomUniform(-1, 1)",
                },
            ),
        ),
        Initializer(
            "tenths",
            _tenths,
            r"\pm 0.1 \cdot \{1, \dots, 9\}",
            InitializerCode(
                "rng.choice((-1.0, 1.0), ({rows}, {fan_out})) * rng.integers(1, 10, ({rows}, {fan_out})) / 10"
            ),
        ),
        Initializer(
            "xavier",
            _xavier,
            r"U\!\left(\pm\sqrt{6 / (\mathrm{fan_{in}} + \mathrm{fan_{out}})}\right)",
            InitializerCode(
                "rng.uniform(*(np.sqrt(6 / ({fan_in} + {fan_out})) * np.array((-1, 1))), ({rows}, {fan_out}))",
                zero_biases=True,
                library={
                    "PyTorch": "nn.init.xavier_uniform_(layer.weight)",
                    "Keras": "keras.initializers.GlorotUniform()",
                },
            ),
        ),
        Initializer(
            "he",
            _he,
            r"\mathcal{N}\!\left(0,\ 2 / \mathrm{fan_{in}}\right)",
            InitializerCode(
                "rng.normal(0, np.sqrt(2 / {fan_in}), ({rows}, {fan_out}))",
                zero_biases=True,
                library={
                    "PyTorch": "nn.init.kaiming_normal_(layer.weight)",
                    "Keras": "keras.initializers.HeNormal(), which leaves out what is far from 0",
                },
            ),
        ),
    )
}
"""Every way to draw initial weights, by name. The book's default is "uniform"; "xavier" and "he" start biases at 0."""
