"""A problem taken apart: what is given, and the matrices to work out, each with its right numbers and its slips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from mlp_core.checks import Array
from studies.backwards.iteration import Iteration, Operation
from studies.mistakes.meanings import MEANINGS
from studies.mistakes.slips import slack, slips
from studies.mistakes.telling import Place, allowance, told, told_apart
from studies.problems.choice import Choice
from studies.problems.words import of_operation, raised

DECIMALS = 3
"""Readers need no more."""
MOST_DECIMALS = 5
"""What comes out with at most so many is exact."""
HALF = 0.5 * 10.0**-DECIMALS


@dataclass(frozen=True)
class Task:
    """One matrix to work out. values, slack and each of wrong have the same shape (rows, columns).

    name: as the book writes it, such as δ⁽¹⁾; rule: where it comes from, such as (δ⁽²⁾∘f⁽¹⁾′)·w⁽¹⁾ᵀ; title: in words.
    wrong: by the names of studies.mistakes. asks: a question for each entry where "row i, column j" would not be asked.
    """

    name: str
    rule: str
    title: str
    values: Array
    slack: Array
    wrong: Mapping[str, Array]
    operation: Operation | None = None
    first_row: int = 1
    asks: tuple[str, ...] = ()

    @property
    def places(self) -> list[Place]:
        """Every entry, row by row."""
        return [(i, j) for i in range(self.values.shape[0]) for j in range(self.values.shape[1])]

    def allowance(self, place: Place) -> float:
        """How far an answer may be from the right one."""
        return allowance(self.values, self.slack, place)

    def slips(self, place: Place) -> dict[str, float]:
        """What each slip gives at a place, where it can be told from the right answer; of equal ones the first."""
        found: dict[str, float] = {}
        for name, value in told_apart(self.values, self.slack, self.wrong, place).items():
            if all(abs(value - other) > 2 * self.allowance(place) for other in found.values()):
                found[name] = value
        return found

    def telling(self) -> list[Place]:
        """The places, best first: where most slips are told apart, and where the answer is not 0 or ±1."""
        count = told(self.values, self.slack, self.wrong) - (np.isin(np.round(self.values, 3), (0.0, 1.0, -1.0)) * 0.75)
        return sorted(self.places, key=lambda place: -float(count[place]))

    def share_told(self) -> float:
        """The share of the slips that are told from the right answer at some entry; 1 if there is none."""
        told = [bool((abs(wrong - self.values) > 2 * self.slack).any()) for wrong in self.wrong.values()]
        return sum(told) / len(told) if told else 1.0

    def entry(self, place: Place) -> str:
        """Which entry: δ⁽¹⁾ (1, 2), the row first; a bias is in row 0."""
        if len(self.asks) == 2:
            return f"{('rows', 'columns')[place[1]]} of {self.name}"
        if self.values.size == 1:
            return self.name
        return f"{self.name} ({place[0] + self.first_row}, {place[1] + 1})"

    def explain(self, slip: str) -> str:
        """What to say of a wrong answer that this slip gives."""
        return MEANINGS[slip]


@dataclass(frozen=True)
class Shape:
    """Sizes to tell shapes of: neurons per layer, N, and whether there is a bias."""

    sizes: tuple[int, ...]
    points: int
    bias: bool


@dataclass(frozen=True)
class Moved:
    """For the gradient check: the weight at (l, i, j) moved by ±epsilon, and the losses there."""

    place: tuple[int, int, int]
    epsilon: float
    up: float
    down: float


@dataclass(frozen=True)
class Problem:
    """One variant. iteration: None for shapes; given: what is printed above the blanks; tasks: what is asked."""

    choice: Choice
    seed: int
    variant: int
    tasks: tuple[Task, ...]
    exact: bool
    iteration: Iteration | None = None
    shape: Shape | None = None
    moved: Moved | None = None
    given: tuple[Operation, ...] = field(default=())


def is_exact(iteration: Iteration) -> bool:
    """Whether nothing has to be rounded on the way; the loss, of which nothing is made, may have more decimals."""
    return all(
        _exactly(MOST_DECIMALS, operation.result) for operation in iteration.operations() if operation.kind != "loss"
    )


def _exactly(decimals: int, *matrices: Array | None) -> bool:
    """Whether all entries come out with at most so many decimals."""
    scaled = (values * 10.0**decimals for values in matrices if values is not None)
    return all(bool((abs(values - values.round()) < 1e-6).all()) for values in scaled)


def _kept(exact: bool) -> int:
    """How many decimals a reader keeps, who is told either to round or that nothing is to be rounded."""
    return MOST_DECIMALS if exact else DECIMALS


# --- the iteration ----------------------------------------------------------------------------------------------------
_ASKED = {
    "forward": ("sums", "layer", "loss"),
    "deltas": ("delta", "slope", "scaled"),
    "gradients": ("scaled", "gradient"),
    "update": ("update",),
    "backpropagation": ("sums", "layer", "loss", "delta", "slope", "scaled", "gradient", "update"),
}
_GIVEN = {
    "forward": (),
    "deltas": ("sums", "layer"),
    "gradients": ("layer", "delta", "slope"),
    "update": ("gradient",),
    "backpropagation": (),
}


def asked(iteration: Iteration, topic: str) -> tuple[Operation, ...]:
    """The operations whose results are asked for."""
    return tuple(o for o in iteration.operations() if o.kind in _ASKED[topic])


def printed(iteration: Iteration, topic: str) -> tuple[Operation, ...]:
    """The operations whose results are given; the data, the weights and the targets are so always."""
    wanted = [o for o in iteration.operations() if o.kind in _GIVEN[topic]]
    if topic == "gradients":  # the layers that a gradient is made of; the outputs are in no gradient
        wanted = [o for o in wanted if o.kind != "layer" or o.index < iteration.lmax]
    return tuple(wanted)


def of_iteration(iteration: Iteration, topic: str, exact: bool) -> tuple[Task, ...]:
    """The tasks of one iteration. exact: whether it is, see is_exact."""
    return tuple(_of_operation(iteration, operation, _kept(exact)) for operation in asked(iteration, topic))


def _of_operation(iteration: Iteration, operation: Operation, kept: int) -> Task:
    name, rule, title = of_operation(iteration, operation)
    first_row = 0 if operation.kind in ("gradient", "update") and iteration.forward.bias else 1
    if operation.kind == "loss":
        total = np.array([[iteration.backward.loss]])
        return Task(name, rule, title, total, _loss_slack(iteration, kept), loss_slips(iteration), operation)
    exact = _exactly(kept, operation.result, operation.left, operation.right)
    allowed = np.full(operation.result.shape, HALF) if exact else 2 * slack(operation, DECIMALS)
    return Task(name, rule, title, operation.result, allowed, slips(iteration, operation), operation, first_row)


def loss_slips(iteration: Iteration) -> dict[str, Array]:
    """What slips make of the loss, each (1, 1)."""
    right, points = np.array([[iteration.backward.loss]]), len(iteration.targets)
    terms = iteration.loss_terms
    wrong = {"one_point": np.array([[terms[0].sum()]]), "last_point": np.array([[terms[-1].sum()]])}
    if iteration.loss == "half_sse":
        wrong |= {"half_forgotten": 2 * right, "mean_for_sum": right / points}
    else:
        wrong |= {"half_too_many": right / 2, "sum_for_mean": right * terms.size}
    return {name: value for name, value in wrong.items() if not np.allclose(value, right)}


def _loss_slack(iteration: Iteration, kept: int) -> Array:
    """Each error may be off by a rounding, and so may the sum."""
    errors = abs(iteration.forward.outputs - iteration.targets)
    factor = 1.0 if iteration.loss == "half_sse" else 2.0 / errors.size
    exact = _exactly(kept, iteration.forward.outputs)
    return np.array([[HALF if exact else HALF + factor * float(errors.sum()) * 2 * HALF]])


# --- the gradient check -----------------------------------------------------------------------------------------------
def of_check(iteration: Iteration, moved: Moved) -> Iterator[Task]:
    """Two losses, the slope that they measure, and the entry of the gradient beside it."""
    l, i, j = moved.place  # noqa: E741 (l is the book's letter for the layer)
    loss, two = iteration.backward.loss, 2 * moved.epsilon
    measured = (moved.up - moved.down) / two
    # The losses are wanted with a decimal more, since their difference is divided by 2ε.
    close, wide = HALF / 10, HALF / 10 * 2 / two + HALF
    sides = (("+", moved.up, moved.down), ("−", moved.down, moved.up))
    for sign, here, there in sides:
        name, wrong = f"L(w {sign} ε)", {"other_side": there, "half_forgotten": 2 * here}
        yield _number(name, "all other weights as they are", f"The loss with w {sign} ε", here, close, wrong)
    slopes = {
        "one_sided": (moved.up - loss) / moved.epsilon,
        "epsilon_once": 2 * measured,
        "wrong_sign": -measured,
    }
    yield _number("measured slope", "(L(w + ε) − L(w − ε)) / 2ε", "The measured slope", measured, wide, slopes)
    gradient = next(o for o in iteration.operations() if (o.kind, o.index) == ("gradient", l))
    name, rule, _ = of_operation(iteration, gradient)
    wrong = {slip: float(values[i, j]) for slip, values in slips(iteration, gradient).items()}
    row = i if iteration.forward.bias else i + 1
    entry = f"{name} ({row}, {j + 1})"
    right = float(gradient.result[i, j])
    yield _number(entry, rule, "That entry of the gradient", right, max(HALF, 2 * float(slack(gradient)[i, j])), wrong)


def _number(name: str, rule: str, title: str, value: float, allowed: float, wrong: Mapping[str, float]) -> Task:
    """A task whose matrix has one entry."""
    told = {slip: np.array([[other]]) for slip, other in wrong.items() if not np.isclose(other, value)}
    asks = (f"What is {name}?",)
    return Task(name, rule, title, np.array([[value]]), np.array([[allowed]]), told, asks=asks)


# --- shapes -----------------------------------------------------------------------------------------------------------
def of_shape(shape: Shape) -> Iterator[Task]:
    """Rows and columns of every matrix of a network, and the number of its weights."""
    sizes, n, extra = shape.sizes, shape.points, int(shape.bias)
    last = len(sizes) - 1
    for l in range(last):  # noqa: E741
        up, fan = raised(l), sizes[l] + extra
        weights = (fan, sizes[l + 1])
        missing = {"row_of_biases_forgotten": (sizes[l], sizes[l + 1])} if extra else {}
        yield _pair(f"w{up}", "weights", weights, {**missing, "shape_reversed": weights[::-1]})
        sums = (n, sizes[l + 1])
        yield _pair(
            f"S{up}", "weighted sums", sums, {"shape_of_other_layer": (n, sizes[l]), "shape_reversed": sums[::-1]}
        )
    for l in range(last, 0, -1):  # noqa: E741
        up, delta = raised(l), (n, sizes[l])
        kept = {"column_of_ones_kept": (n, sizes[l] + 1)} if extra and l < last else {}
        wrong = {**kept, "shape_reversed": delta[::-1], "shape_of_other_layer": (n, sizes[l - 1])}
        yield _pair(f"δ{up}", "error", delta, wrong)
        down = raised(l - 1)
        gradient = (sizes[l - 1] + extra, sizes[l])
        missing = {"row_of_biases_forgotten": (sizes[l - 1], sizes[l])} if extra else {}
        yield _pair(f"∂L/∂w{down}", "gradient", gradient, {**missing, "shape_reversed": gradient[::-1]})
    count = sum((sizes[l] + extra) * sizes[l + 1] for l in range(last))  # noqa: E741
    plain = sum(sizes[l] * sizes[l + 1] for l in range(last))  # noqa: E741
    wrong_count = {"row_of_biases_forgotten": np.array([[float(plain)]])} if extra else {}
    wrong_count["neurons_for_weights"] = np.array([[float(sum(sizes[1:]))]])
    told = {name: value for name, value in wrong_count.items() if value[0, 0] != count}
    yield Task("weights in all", "every entry of every weight matrix", "The number of weights",
               np.array([[float(count)]]), np.array([[0.01]]), told,
               asks=("How many weights does the network have in all?",))  # fmt: skip


def _pair(name: str, what: str, shape: tuple[int, int], wrong: Mapping[str, tuple[int, int]]) -> Task:
    def row(pair: tuple[int, int]) -> Array:
        return np.array([pair], dtype=float)

    told = {slip: row(pair) for slip, pair in wrong.items() if pair != shape}
    asks = (f"How many rows does {name} have?", f"How many columns does {name} have?")
    return Task(
        name, "rows × columns", f"The shape of {name} ({what})", row(shape), np.full((1, 2), 0.01), told, asks=asks
    )
