"""The reader's network: one frozen value that follows the reader from lesson to lesson and lives in the address bar.

Widgets ask `current()` for it, draw what it says, and change it with `change(...)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import streamlit as st

from mlp_core import ACTIVATIONS, LOSSES, MLP, OPTIMIZERS, ForwardTrace, datasets
from mlp_core.datasets import Dataset
from studies.forwards.worked import hand_worked
from widgets.kit import address, following, query
from widgets.kit.plain import plain
from widgets.registry import NETWORK_CONTROLS

_STATE = "reader_network"
_LOCKED = "locked_controls"
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
}
# With this seed a network of the book's own sizes starts from the weights that the book works by hand.
BOOK_SEED = 0
MOST_POINTS, MOST_WIDTH, MOST_HIDDEN_LAYERS = 10, 12, 4


@dataclass(frozen=True)
class ReaderNetwork:
    """Everything that fixes the numbers on the page: the same value gives the same numbers on every machine.

    sizes: neurons per layer, inputs first. activations: one name per weight matrix. points: N, the data points.
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

    @property
    def last(self) -> int:
        """The index of the output layer."""
        return len(self.sizes) - 1

    def dataset(self) -> Dataset:
        """The data points and targets, (N, M) and (N, P)."""
        return _dataset(self.data, self.points, self.sizes[0], self.sizes[-1], self.seed)

    def network(self) -> MLP:
        """A fresh network with this value's starting weights, in tenths so that products can be checked by hand."""
        if self.seed == BOOK_SEED and self.sizes == hand_worked().net.sizes:
            return hand_worked(self.activations, self.bias).net
        return MLP(self.sizes, self.activations, bias=self.bias, rng=self.seed, init="tenths")

    def forward(self) -> ForwardTrace:
        """The data fed forward through the fresh network."""
        return self.network().forward(self.dataset().X)

    def changed(self, **changes: Any) -> ReaderNetwork:
        """This network with some settings changed and the others made to fit.

        New data bring their own sizes; a new number of points, inputs or outputs calls for random data of that size;
        a new depth keeps the activations that are still in place.
        """
        new = replace(self, **changes)
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
        return new

    def query(self) -> dict[str, str]:
        """The address's parameters: only what differs from the book's own network, so that its address stays short."""
        book = ReaderNetwork()
        return {
            field.name: _written(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != getattr(book, field.name)
        }


@lru_cache(maxsize=64)
def _dataset(data: str, points: int, inputs: int, outputs: int, seed: int) -> Dataset:
    if data in FIXED_DATA:
        return FIXED_DATA[data]()
    return datasets.random_tenths(points, inputs, outputs, rng=seed)


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return "-".join(str(part) for part in value)
    return str(int(value)) if isinstance(value, bool) else str(value)


def from_query(query: Mapping[str, str]) -> ReaderNetwork:
    """The network that an address describes. Raises ValueError naming the parameter and what it may be."""
    known = {field.name for field in fields(ReaderNetwork)}
    given = {name: text for name, text in query.items() if name in known}
    read: dict[str, Any] = {name: _READERS[name](name, text) for name, text in given.items()}
    network = replace(ReaderNetwork(), **read)  # as written, to be checked before anything is made to fit
    matrices = len(network.sizes) - 1
    if len(network.activations) != matrices:
        raise ValueError(
            f"activations: expected {matrices}, one for each weight matrix of sizes {_written(network.sizes)}, "
            f"got {len(network.activations)}"
        )
    if "softmax" in network.activations[:-1]:
        raise ValueError("activations: softmax can only be the last activation")
    return ReaderNetwork().changed(**read)


_READERS: dict[str, query.Reader] = {
    "data": query.choice(DATA_LABELS),
    "points": query.integer(1, MOST_POINTS),
    "sizes": query.list_of(query.integer(1, MOST_WIDTH), 2, MOST_HIDDEN_LAYERS + 2),
    "activations": query.list_of(query.choice(ACTIVATIONS), 1, MOST_HIDDEN_LAYERS + 1),
    "bias": lambda name, text: bool(query.integer(0, 1)(name, text)),
    "loss": query.choice(LOSSES),
    "optimizer": query.choice(OPTIMIZERS),
    "learning_rate": query.number(0, 1e6, above=True),
    "iterations": query.integer(1, 100_000),
    "seed": query.integer(0, 9999),
}


_ADDRESS = address.Part(rf"^(locked|{'|'.join(field.name for field in fields(ReaderNetwork))})$")


def locked() -> frozenset[str]:
    """The controls that a teacher has taken away for a class by `?locked=seed-data` in the address."""
    names: frozenset[str] = st.session_state.get(_LOCKED, frozenset())
    return names


def current(shows: Callable[[ReaderNetwork], object] | None = None) -> ReaderNetwork:
    """The reader's network of this session. A widget that asks for it is redrawn when it changes.

    shows: with it, only when what it makes of the network changes.
    """
    following.read(_STATE, shows)
    network: ReaderNetwork = st.session_state.get(_STATE, ReaderNetwork())
    return network


def change(**changes: Any) -> None:
    """Change the reader's network; every widget of the page follows."""
    _keep(current().changed(**changes))


def reset() -> None:
    """Back to the book's own network."""
    _keep(ReaderNetwork())


def _keep(network: ReaderNetwork) -> None:
    was = st.session_state.get(_STATE, ReaderNetwork())
    if was != network:
        st.session_state[_STATE] = network
        following.changed(_STATE, was, network)


def take_address() -> None:
    """Take the network from the address by which the reader has come to this page, be it by Back or Forward."""
    given = _ADDRESS.come_by()
    if given is None or given == _described():
        return
    try:
        network = from_query(given)
        st.session_state.setdefault(_LOCKED, _read_locked(given))
    except ValueError as error:
        network = ReaderNetwork()
        st.warning(f"The network in this address could not be read, so here is the book's own. {plain(str(error))}")
    _keep(network)


def _described() -> dict[str, str]:
    """What the address says of the network."""
    wanted = current().query()
    return wanted | {"locked": "-".join(sorted(locked()))} if locked() else wanted


def _read_locked(address: Mapping[str, str]) -> frozenset[str]:
    if "locked" not in address:
        return frozenset()
    read = query.list_of(query.choice(NETWORK_CONTROLS), 1, len(NETWORK_CONTROLS))
    return frozenset(read("locked", address["locked"]))


@st.fragment
def draw_summary() -> None:
    """The reader's network in a few words, with a way back to the book's own; the address follows it."""
    _ADDRESS.keep(_described(), "network-address")
    network = current()
    arrows = " → ".join(str(size) for size in network.sizes)
    st.markdown(
        f"**Your network**  \n{arrows} neurons{', bias' if network.bias else ''}  \n"
        f"{', '.join(network.activations)}  \n"
        f"{DATA_LABELS[network.data]}, N = {network.points}, seed {network.seed}"
    )
    st.button(
        "Back to the book's network",
        on_click=reset,
        disabled=network == ReaderNetwork(),
        key="reset-network",
        width="stretch",
    )
    st.caption("The address of this page describes your network: copy it to share the same numbers.")
