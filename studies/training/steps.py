"""Better steps: optimizers, batches, schedules and scaled inputs on a loss whose landscape is known exactly.

The loss of a linear output neuron is a quadratic function of the weights into it, L(w) = ½ ‖A·w − y‖², with the values
A (N, 2) that come in. Its Hessian is AᵀA, so its curvatures λ, its lowest point and every walk can be computed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mlp_core.checks import Array, as_choice, as_count
from mlp_core.datasets import slope
from mlp_core.gradient_descent import Batches
from mlp_core.optimizers import OPTIMIZERS, Optimizer, Settings, State
from studies.forwards.worked import hand_worked

Rate = float | Array | Callable[[int], float]


# ---- RMSProp, which mlp_core has no need of --------------------------------------------------------------------------


def _rmsprop(w: Array, g: Array, state: State, t: int, rate: float | Array, settings: Settings) -> tuple[Array, State]:
    # Hinton's lecture 6e (2012), with the decay that he gives.
    square = settings["decay"] * state[0] + (1 - settings["decay"]) * g * g
    return w - rate * g / (np.sqrt(square) + settings["epsilon"]), (square,)


RMSPROP = Optimizer(
    "rmsprop",
    1,
    _rmsprop,
    r"v \leftarrow \beta v + (1 - \beta) g^2, \quad w \leftarrow w - \eta\, \frac{g}{\sqrt{v} + \varepsilon}",
    settings={"decay": 0.9, "epsilon": 1e-8},
)
RULES: dict[str, Optimizer] = {
    "gradient descent": OPTIMIZERS["sgd"],
    "momentum": OPTIMIZERS["momentum"],
    "RMSProp": RMSPROP,
    "Adam": OPTIMIZERS["adam"],
}
"""The optimizers that are compared, by the names that readers see."""


# ---- the landscape ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Valley:
    """L(w) = ½ ‖A·w − y‖² over two weights. inputs A (N, 2), targets y (N,), start (2,)."""

    inputs: Array
    targets: Array
    start: Array

    def loss(self, w: Array) -> Array:
        """The loss at weights w (…, 2), an array (…)."""
        errors = w @ self.inputs.T - self.targets
        return 0.5 * np.square(errors).sum(axis=-1)

    def gradient(self, w: Array, rows: slice | NDArray[np.intp] = slice(None)) -> Array:
        """∂L/∂w at w (…, 2), of all data points or of those in `rows`."""
        a, y = self.inputs[rows], self.targets[rows]
        return (w @ a.T - y) @ a

    @property
    def points(self) -> int:
        """N, how many data points there are."""
        return len(self.targets)

    @cached_property
    def curvatures(self) -> Array:
        """The eigenvalues λ of the Hessian AᵀA, (2,), the smaller one first."""
        return np.linalg.eigvalsh(self.inputs.T @ self.inputs)

    @property
    def condition(self) -> float:
        """The largest curvature by the smallest."""
        return float(self.curvatures[-1] / self.curvatures[0])

    @property
    def edge(self) -> float:
        """The learning rate 2/λ beyond which gradient descent climbs in the steepest direction."""
        return float(2 / self.curvatures[-1])

    @cached_property
    def lowest(self) -> Array:
        """The weights (2,) with the least loss."""
        return np.linalg.lstsq(self.inputs, self.targets, rcond=None)[0]

    def excess(self, w: Array) -> Array:
        """How far the loss at w (…, 2) is above the least one: ½ (w − lowest)ᵀ AᵀA (w − lowest)."""
        with np.errstate(over="ignore", invalid="ignore"):  # a walk that diverges is far too high, and no fault
            away = (w - self.lowest) @ self.inputs.T
            values: Array = 0.5 * np.square(away).sum(axis=-1)
        return values


@dataclass(frozen=True, eq=False)
class Valleys:
    """Several valleys of N data points each, in all of which one walk steps at once, through weights (V, runs, 2)."""

    each: tuple[Valley, ...]

    @cached_property
    def start(self) -> Array:
        """The start of each valley, (V, 1, 2)."""
        return np.stack([valley.start for valley in self.each])[:, None]

    @cached_property
    def _data(self) -> tuple[Array, Array]:
        """A (V, N, 2) and y (V, 1, N)."""
        return np.stack([valley.inputs for valley in self.each]), np.stack([v.targets for v in self.each])[:, None]

    @property
    def points(self) -> int:
        """N, how many data points each valley has."""
        return self.each[0].points

    def gradient(self, w: Array, rows: slice | NDArray[np.intp] = slice(None)) -> Array:
        """∂L/∂w at w (V, runs, 2), in each valley of all data points or of those in `rows`."""
        a, y = self._data[0][:, rows], self._data[1][..., rows]
        return (w @ a.transpose(0, 2, 1) - y) @ a


TURN: Array = np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2)
"""Turns weights w (…, 2) by 45°, as w @ TURN."""


def books_bowl(stretch: float = 1.0, *, turned: bool = False) -> Valley:
    """The landscape of *Measuring the error*, over the two weights of w⁽¹⁾ of the book's network.

    stretch multiplies the second hidden neuron's values, as if it counted in another unit: the bowl becomes a valley
    that runs along the first axis. turned: the axes are turned by 45°, so that it runs between them.
    """
    net, data, _ = hand_worked()
    hidden = net.forward(data.X).layers[1] * np.array([1.0, stretch])
    start = net.weights[1][:, 0]
    if turned:
        hidden, start = hidden @ TURN, start @ TURN
    return Valley(hidden, data.Y[:, 0], start)


SCALINGS = ("x₂ as it is", "x₂ · 10", "x₂ · 100", "x₂ · 100, standardised")


def scaled_neuron(scaling: str, points: int = 40, seed: int = 0) -> Valley:
    """A linear neuron with two inputs that learns a plane; scaling, one of SCALINGS, says in which unit x₂ comes.

    Standardised: from each input its mean is subtracted, then it is divided by its standard deviation; the targets
    lose their mean too. It starts from weights of 0.
    """
    as_choice("scaling", scaling, SCALINGS)
    data = slope(as_count("points", points), rng=seed)
    factor = 10.0 if "10" in scaling and "100" not in scaling else 100.0 if "100" in scaling else 1.0
    X, y = data.X * np.array([1.0, factor]), data.Y[:, 0]
    if "standardised" in scaling:
        X, y = (X - X.mean(axis=0)) / X.std(axis=0), y - y.mean()
    return Valley(X, y, np.zeros(2))


# ---- walks -----------------------------------------------------------------------------------------------------------


def walk(
    valley: Valley | Valleys,
    rule: Optimizer,
    rate: Rate,
    steps: int,
    *,
    start: Array | None = None,
    batch_size: int | None = None,
    rng: int = 0,
) -> Array:
    """The weights before the first and after each step, (steps + 1, …, 2), from start (…, 2).

    rate: a number, an array that broadcasts against start, or a function of the step from 0. batch_size: how many
    data points each step looks at, in an order that is shuffled for each epoch; None for all. The batch's gradient is
    multiplied by N / batch_size, so that it is that of all data points on average.
    """
    w = np.array(valley.start if start is None else start, dtype=float)
    state: State = tuple(np.zeros_like(w) for _ in range(rule.slots))
    points = valley.points
    batches = Batches(points, batch_size, np.random.default_rng(rng)) if batch_size else None
    path = [w]
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(1, as_count("steps", steps) + 1):
            rows = batches.next() if batches else slice(None)
            g = valley.gradient(w, rows) * (points / batch_size if batch_size else 1.0)
            w, state = rule.update(w, g, state, t, rate(t - 1) if callable(rate) else rate, rule.settings)
            path.append(w)
    return np.array(path)


def steps_needed(excess: Array, share: float = 0.01) -> Array:
    """From which step on the excess (steps + 1, …) stays below `share` of what it was at first; steps + 1 for never."""
    high = ~(excess < share * excess[0])  # not a number counts as high
    count: Array = len(excess) - np.argmax(high[::-1], axis=0)
    return np.where(high.any(axis=0), count, 0)


@dataclass(frozen=True)
class BestRate:
    """The learning rate that needs the fewest steps, and how many it needs."""

    rate: float
    steps: int


def best_rate(
    valley: Valley,
    rule: Optimizer,
    rates: Sequence[float],
    steps: int,
    *,
    start: Array | None = None,
    share: float = 0.01,
) -> BestRate:
    """Of the rates, the one from which the walk needs the fewest steps; of several such, that with less loss left."""
    values = np.asarray(rates, dtype=float)
    begin = np.broadcast_to(valley.start if start is None else start, (len(values), 2))
    return fastest(valley, rates, walk(valley, rule, values[:, None], steps, start=begin), share)


def fastest(valley: Valley, rates: Sequence[float], walks: Array, share: float = 0.01) -> BestRate:
    """What best_rate says of walks (steps + 1, rates, 2) that were made, one with each of the rates."""
    excess = valley.excess(walks)
    needed, left = steps_needed(excess, share), np.nan_to_num(excess[-1], nan=np.inf)
    best = int(np.lexsort((left, needed))[0])
    return BestRate(float(rates[best]), int(needed[best]))


# ---- schedules -------------------------------------------------------------------------------------------------------

SCHEDULES: dict[str, Callable[[float], Callable[[int], float]]] = {
    "constant": lambda rate: lambda t: rate,
    "falling": lambda rate: lambda t: rate / (1 + t / 10),
}
"""A learning rate for every step from 0, made from the first one."""
