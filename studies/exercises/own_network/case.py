"""A network with its data for the reader's own functions, and what the graders of the cells share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from studies.exercises.report import Refused, apart, as_numbers, same
from studies.exercises.situation import Situation, situation

Function = Callable[[Array], Array]
Arrays = Sequence[Array]
Slips = Iterable[tuple[Arrays, str]]


@dataclass(frozen=True)
class Case:
    """A network without bias, its functions f and f′ of the weighted sums, and all that is right for it (Situation)."""

    right: Situation
    names: tuple[str, ...]

    @property
    def X(self) -> Array:
        """The data points, (N, M)."""
        return self.right.layers[0]

    @property
    def activations(self) -> list[Function]:
        """f of each layer, as functions of the reader would be: without a name of the book's."""
        return [_plain(ACTIVATIONS[name].apply) for name in self.names]

    @property
    def slopes(self) -> list[Function]:
        """f′ of each layer, as functions of the weighted sums."""
        return [slope_of(name) for name in self.names]

    def weights(self) -> list[Array]:
        """Copies, because a reader's program may change what it is given."""
        return [w.copy() for w in self.right.weights]

    @property
    def square(self) -> bool:
        """Whether every size is the same, so that no shape betrays a slip."""
        return len({array.shape for array in (*self.right.layers, *self.right.weights)}) == 1


def case(points: int, sizes: tuple[int, ...], seed: int, hidden: str = "tanh", output: str = "sigmoid") -> Case:
    """A network with random weights, data and targets; hidden, output: its activations."""
    names = (hidden,) * (len(sizes) - 2) + (output,)
    return Case(situation(points, sizes, seed, hidden, output), names)


def slope_of(name: str) -> Function:
    """f′ as a function of the weighted sums."""

    def slope(s: Array) -> Array:
        f = ACTIVATIONS[name]
        return f.derivative(s, f.apply(s))

    return slope


def _plain(f: Function) -> Function:
    return lambda s: f(s)


def array_list(value: object, what: str, entry: str, count: int) -> list[Array]:
    """A reader's list of so many arrays. Raises Refused if it is none."""
    if not isinstance(value, list | tuple):
        as_numbers(value, what)
        raise Refused(f"{what} is a single array. It should be a list of {count}.")
    if len(value) != count:
        raise Refused(f"{what} has {len(value)} entries; it should have {count}.")
    return [as_numbers(array, f"{entry}[{number}]") for number, array in enumerate(value)]


def all_same(ours: Arrays, theirs: Arrays) -> bool:
    """Whether two lists hold the same arrays, up to rounding."""
    return len(ours) == len(theirs) and all(same(a, b) for a, b in zip(ours, theirs, strict=True))


def slip_in(value: Arrays, slips: Slips) -> str:
    """What to say of the first slip that gives these very arrays, "" if none does."""
    return next((say for wrong, say in slips if all_same(value, wrong)), "")


def first_difference(ours: Arrays, theirs: Arrays, name: str, wanted: str) -> str:
    """Where two lists of arrays differ first, in shape or in the entry that is furthest off."""
    for number, (own, right) in enumerate(zip(ours, theirs, strict=True)):
        if own.shape != right.shape:
            return f"{name}[{number}] should have shape {right.shape}; yours has {own.shape}."
        if not same(own, right):
            place = np.unravel_index(int(np.argmax(np.nan_to_num(np.abs(own - right), nan=np.inf))), right.shape)
            yours, its = apart(float(own[place]), float(right[place]))
            return f"{name}[{number}] has {yours} in row {place[0]}, column {place[1]}; {wanted} {its}."
    return ""


def factor_between(ours: Arrays, theirs: Arrays, *, off: float = 1e-5) -> float | None:
    """The number by which all of ours are theirs multiplied, up to `off` of the largest; None if there is none."""
    if any(a.shape != b.shape for a, b in zip(ours, theirs, strict=True)):
        return None
    own, right = (np.concatenate([array.ravel() for array in arrays]) for arrays in (ours, theirs))
    if not right.any():
        return None
    factor = float((own * right).sum() / (right * right).sum())
    close = np.allclose(own, factor * right, rtol=0, atol=off * float(abs(factor * right).max()))
    return factor if factor and close else None


def unchanged(case: Case, weights: Arrays, X: Array, name: str) -> None:
    """Raises Refused if the reader's function has changed the weights or the data that it was given."""
    if not all_same(weights, case.right.weights):
        raise Refused(f"{name} changes the weights. It should leave them as they were.")
    if not same(X, case.X):
        raise Refused(f"{name} changes X, the data points. It should leave them as they were.")


def defines(program: Mapping[str, Any], name: str) -> bool:
    """Whether the program has a function of that name."""
    return callable(program.get(name))
