"""The reader's network: one frozen value that fixes every number on the page, and how its settings are made to fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np

from mlp_core import MLP, ForwardTrace, datasets
from mlp_core.checks import Array
from mlp_core.datasets import Dataset
from studies.biases import tied
from studies.forwards.worked import hand_worked
from widgets.kit.own_numbers import Assembly, Background, as_rows, assemble, resized
from widgets.kit.written_matrix import Rows, shortest

# Datasets whose size is fixed; "random" takes the sizes that the reader sets.
FIXED_DATA = {
    "four_points": datasets.four_points,
    "xor": datasets.xor,
    "seven_segment": datasets.seven_segment,
}
DATA_LABELS = {
    "four_points": "Four points",
    "xor": "XOR",
    "seven_segment": "Seven-segment digits",
    "random": "Random numbers",
    "own": "Your own numbers",
}
# With this seed a network of the book's own sizes starts from the weights that the book works by hand.
BOOK_SEED = 0


@dataclass(frozen=True)
class ReaderNetwork:
    """Everything that fixes the numbers on the page: the same value gives the same numbers on every machine.

    sizes: neurons per layer, inputs first. activations: one name per weight matrix. points: N, the data points.
    biases: how they are trained, one of BIAS_RULES. X (N, M) and Y (N, P): the reader's own, with data "own".
    weights: the reader's own starting weights, with the biases as row 0 if bias; an empty one is drawn from the seed.
    """

    data: str = "four_points"
    points: int = 4
    sizes: tuple[int, ...] = hand_worked().net.sizes
    activations: tuple[str, ...] = hand_worked().net.activations
    bias: bool = False
    loss: str = "half_sse"
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    iterations: int = 1000
    seed: int = BOOK_SEED
    biases: str = "learned"
    X: Rows = ()
    Y: Rows = ()
    weights: tuple[Rows, ...] = ()

    @property
    def last(self) -> int:
        """The index of the output layer."""
        return len(self.sizes) - 1

    def dataset(self) -> Dataset:
        """The data points and targets, (N, M) and (N, P)."""
        if self.data == "own":
            return _own_dataset(self.X, self.Y)
        return _dataset(self.data, self.points, self.sizes[0], self.sizes[-1], self.seed)

    def network(self) -> MLP:
        """A fresh network with this value's starting weights."""
        return _network(self).copy()

    @property
    def bias_rule(self) -> str:
        """How biases are trained; where there are none, it is all the same."""
        return self.biases if self.bias else "learned"

    def _drawn(self) -> MLP:
        """The network as the seed makes it: weights in tenths, so that products can be checked by hand."""
        if self.seed == BOOK_SEED and self.sizes == hand_worked().net.sizes:
            return hand_worked(self.activations, self.bias).net
        return MLP(self.sizes, self.activations, bias=self.bias, rng=self.seed, init="tenths")

    def forward(self) -> ForwardTrace:
        """The data fed forward through the fresh network."""
        return _forward(self)

    def changed(self, **changes: Any) -> ReaderNetwork:
        """This network with some settings changed and the others made to fit.

        New data bring their own sizes; a new number of points, inputs or outputs calls for random data of that size;
        a new depth keeps the activations that are still in place. The reader's own numbers stay where there is still a
        place for them, and new places are filled from the seed.
        """
        new = replace(self, **changes)
        if "X" in changes or "Y" in changes:
            new = replace(new, data="own")
            changes = {**changes, "data": "own"}
        elif new.data == "own" and self.data != "own":
            given = self.dataset()
            new = replace(new, X=as_rows(given.X.tolist()), Y=as_rows(given.Y.tolist()))
        if new.data in FIXED_DATA and ("data" in changes or not {"points", "sizes"} & changes.keys()):
            fixed = FIXED_DATA[new.data]()
            (points, inputs), outputs = fixed.X.shape, fixed.Y.shape[1]
            new = replace(new, points=points, sizes=(inputs, *new.sizes[1:-1], outputs))
        elif new.data in FIXED_DATA and (new.points, new.sizes[0], new.sizes[-1]) != (
            self.points,
            self.sizes[0],
            self.sizes[-1],
        ):
            new = replace(new, data="random")
        matrices = len(new.sizes) - 1
        if len(new.activations) != matrices:
            *hidden, output = new.activations
            repeated = (hidden + [hidden[-1] if hidden else "sigmoid"] * matrices)[: matrices - 1]
            new = replace(new, activations=(*repeated, output))
        return new._with_own_numbers(self, changes)

    def _with_own_numbers(self, before: ReaderNetwork, changes: Mapping[str, Any]) -> ReaderNetwork:
        """With the reader's own numbers cut or filled to the sizes. before: the network before the changes."""
        new = self
        if new.data != "own":
            new = replace(new, X=(), Y=())
        else:
            fill = _dataset("random", new.points, new.sizes[0], new.sizes[-1], new.seed)
            X = resized(new.X, (new.points, new.sizes[0]), fill.X.tolist())
            new = replace(new, X=X, Y=resized(new.Y, (new.points, new.sizes[-1]), fill.Y.tolist()))
        own = list(new.weights)
        if "weights" not in changes:
            if new.seed != before.seed:
                own = []
            if new.bias != before.bias:
                own = [((0.0,) * len(rows[0]), *rows) if rows and new.bias else rows[1:] for rows in own]
        if not any(own):
            return replace(new, weights=())
        net = new._drawn()
        own = [*own, *[()] * net.lmax][: net.lmax]
        fitted = tuple(
            resized(rows, shape, w.tolist()) if rows else ()
            for rows, shape, w in zip(own, net.shapes, net.weights, strict=True)
        )
        return replace(new, weights=fitted)

    def background(self) -> Background:
        """What holds where the reader gives no matrix."""
        return Background(
            self.sizes, self.points, self.bias, tuple(as_rows(w.tolist()) for w in self.network().weights)
        )

    def given(self) -> dict[str, Rows]:
        """The matrices that are not free: the data, unless they are random, and the reader's own weights."""
        parts = {f"w{index}": rows for index, rows in enumerate(self.weights) if rows}
        if self.data != "random":
            data = self.dataset()
            parts |= {"X": as_rows(data.X.tolist()), "Y": as_rows(data.Y.tolist())}
        return parts

    def of_depth(self, matrices: int) -> ReaderNetwork:
        """The network with that many weight matrices and nothing else of its own: what a whole sheet is written on."""
        inputs, *hidden, outputs = self.sizes
        widths = (hidden + [hidden[-1] if hidden else outputs] * matrices)[: matrices - 1]
        return self.changed(data="random", weights=(), sizes=(inputs, *widths, outputs))

    def with_parts(self, parts: Mapping[str, Rows]) -> tuple[ReaderNetwork, Assembly]:
        """This network with matrices of the reader's own, X, Y, w0, b0 …, and how they fit; itself if they do not."""
        made = assemble(self.given() | dict(parts), self.background())
        if made.wrong:
            return self, made
        changes: dict[str, Any] = {"sizes": tuple(made.sizes), "points": made.points, "bias": made.bias}
        free = replace(self, data="random", X=(), Y=(), weights=(), bias=made.bias).changed(**changes)
        if "X" in parts or "Y" in parts:
            drawn = free.dataset()
            changes |= {"X": made.X or as_rows(drawn.X.tolist()), "Y": made.Y or as_rows(drawn.Y.tolist())}
        else:
            changes["data"] = self.data
        new = self.changed(**changes, weights=tuple(made.weights))
        try:
            new.network().checked_targets(new.dataset().Y, new.dataset().X, new.loss)
        except ValueError as error:
            made.wrong["Y"] = plain_error(error)
            return self, made
        return new, made

    def query(self) -> dict[str, str]:
        """The address's parameters: only what differs from the book's own network, so that its address stays short."""
        book = ReaderNetwork()
        said = {
            field.name: written(getattr(self, field.name))
            for field in fields(self)
            if field.name != "weights" and getattr(self, field.name) != getattr(book, field.name)
        }
        return said | {f"w{index}": matrix_in_address(rows) for index, rows in enumerate(self.weights) if rows}


# A page asks for these some ten times at each answer, and so do the pages of all who read with the same network.
@lru_cache(maxsize=256)
def _network(own: ReaderNetwork) -> MLP:
    net = own._drawn()
    if own.weights:
        net.weights = [given or drawn for given, drawn in zip(own.weights, net.weights, strict=True)]
    net.weights = tied(net.weights, own.bias_rule)
    return net


@lru_cache(maxsize=64)
def _forward(own: ReaderNetwork) -> ForwardTrace:
    return _network(own).forward(own.dataset().X)


@lru_cache(maxsize=64)
def _dataset(data: str, points: int, inputs: int, outputs: int, seed: int) -> Dataset:
    if data in FIXED_DATA:
        return FIXED_DATA[data]()
    return datasets.random_tenths(points, inputs, outputs, rng=seed)


@lru_cache(maxsize=64)
def _own_dataset(X: Rows, Y: Rows) -> Dataset:
    inputs, outputs = tuple(f"x{i + 1}" for i in range(len(X[0]))), tuple(f"y{i + 1}" for i in range(len(Y[0])))
    return Dataset("own", _array(X), _array(Y), inputs, outputs, "The reader's own numbers.")


def _array(rows: Rows) -> Array:
    return np.array(rows, dtype=float)


def plain_error(error: ValueError) -> str:
    """What the library says of targets, as a sentence beside Y."""
    return f"Y: {str(error).removeprefix('Y: ')}"


def matrix_in_address(rows: Rows) -> str:
    """A matrix in an address: numbers joined by _, rows by __; Python reads the same bits."""
    return "__".join("_".join(shortest(value) for value in row) for row in rows)


def written(value: Any) -> str:
    """A setting as it is written in an address."""
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return matrix_in_address(value)
    if isinstance(value, tuple):
        return "-".join(str(part) for part in value)
    return str(int(value)) if isinstance(value, bool) else str(value)
