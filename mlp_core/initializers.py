"""Initial weights: where a network starts from.

Every weight matrix has shape (fan_in, fan_out), or (fan_in + 1, fan_out) with the biases as row 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from mlp_core.checks import Array


@dataclass(frozen=True)
class Initializer:
    """A way to draw initial weights.

    entries(rng, rows, fan_in, fan_out) draws a fresh matrix (rows, fan_out) of float64, and zero_biases says whether
    the row of biases is not drawn but 0. formula is LaTeX; code is how programs in NumPy draw the very same numbers, an
    expression with {rows}, {fan_in} and {fan_out} to fill in; library is how PyTorch and Keras draw of the same kind.
    """

    name: str
    entries: Callable[[np.random.Generator, int, int, int], Array]
    formula: str
    code: str
    zero_biases: bool = False
    library: Mapping[str, str] = field(default_factory=dict)

    def draw(self, rng: np.random.Generator, fan_in: int, fan_out: int, bias: bool) -> Array:
        """A fresh weight matrix (fan_in + bias, fan_out)."""
        if bias and self.zero_biases:
            return np.vstack([np.zeros((1, fan_out)), self.entries(rng, fan_in, fan_in, fan_out)])
        return self.entries(rng, fan_in + bias, fan_in, fan_out)


def _uniform(rng: np.random.Generator, rows: int, fan_in: int, fan_out: int) -> Array:
    return 2.0 * rng.random((rows, fan_out)) - 1.0


def _tenths(rng: np.random.Generator, rows: int, fan_in: int, fan_out: int) -> Array:
    # The book's start, rounded to one decimal and never 0, so that a reader can check every product by hand.
    signs: Array = rng.choice((-1.0, 1.0), (rows, fan_out))
    return signs * rng.integers(1, 10, (rows, fan_out)) / 10.0


def _xavier(rng: np.random.Generator, rows: int, fan_in: int, fan_out: int) -> Array:
    # Glorot & Bengio 2010: Var[w] = 2 / (fan_in + fan_out) keeps the spread of sums alike forwards and backwards.
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (rows, fan_out))


def _he(rng: np.random.Generator, rows: int, fan_in: int, fan_out: int) -> Array:
    # He et al. 2015: Var[w] = 2 / fan_in makes up for the half of all sums that relu sets to 0.
    return rng.normal(0.0, np.sqrt(2.0 / fan_in), (rows, fan_out))


INITIALIZERS: dict[str, Initializer] = {
    initializer.name: initializer
    for initializer in (
        Initializer(
            "uniform",
            _uniform,
            r"2 \cdot \mathrm{rand} - 1",
            "2 * rng.random(({rows}, {fan_out})) - 1",
            library={
                "PyTorch": "nn.init.uniform_(layer.weight, -1, 1)",
                "Keras": "keras.initializers.RandomUniform(-1, 1)",
            },
        ),
        Initializer(
            "tenths",
            _tenths,
            r"\pm 0.1 \cdot \{1, \dots, 9\}",
            "rng.choice((-1.0, 1.0), ({rows}, {fan_out})) * rng.integers(1, 10, ({rows}, {fan_out})) / 10",
        ),
        Initializer(
            "xavier",
            _xavier,
            r"U\!\left(\pm\sqrt{6 / (\mathrm{fan_{in}} + \mathrm{fan_{out}})}\right)",
            "rng.uniform(*(np.sqrt(6 / ({fan_in} + {fan_out})) * np.array((-1, 1))), ({rows}, {fan_out}))",
            zero_biases=True,
            library={
                "PyTorch": "nn.init.xavier_uniform_(layer.weight)",
                "Keras": "keras.initializers.GlorotUniform()",
            },
        ),
        Initializer(
            "he",
            _he,
            r"\mathcal{N}\!\left(0,\ 2 / \mathrm{fan_{in}}\right)",
            "rng.normal(0, np.sqrt(2 / {fan_in}), ({rows}, {fan_out}))",
            zero_biases=True,
            library={
                "PyTorch": "nn.init.kaiming_normal_(layer.weight)",
                "Keras": "keras.initializers.HeNormal(), which leaves out what is far from 0",
            },
        ),
    )
}
"""Every way to draw initial weights, by name. The book's default is "uniform"; "xavier" and "he" start biases at 0."""
