"""The reader's network: one frozen value that follows the reader from lesson to lesson and lives in the address bar.

Widgets ask `current()` for it, draw what it says, and change it with `change(...)`.
"""

from __future__ import annotations

import re
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
_LOCKED, _TRIES = "locked_controls", "tries_before_a_solution"
SOLUTIONS = "solutions"
"""The word in `?locked=…` that closes the exercises' solutions for a class."""
MOST_TRIES = 50
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


@dataclass(frozen=True)
class Read:
    """What an address says: the network, what it locks, and a sentence for each part that could not be read.

    tries: how many serious tries at an exercise open its solution; None if the address does not say.
    """

    network: ReaderNetwork
    locked: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    tries: int | None = None


def from_query(parameters: Mapping[str, str]) -> ReaderNetwork:
    """The network that an address describes. Raises ValueError naming each part that cannot be."""
    read = read_query({name: text for name, text in parameters.items() if name in _READERS})
    if read.unread:
        raise ValueError("; ".join(read.unread))
    return read.network


def read_query(parameters: Mapping[str, str]) -> Read:
    """What an address describes, part by part: what can be read is used, a lone part completed, the rest named."""
    parameters = {name.removeprefix("amp;"): text for name, text in parameters.items()}
    values, unread = query.read_parts({name: text for name, text in parameters.items() if name in _READERS}, _READERS)
    locks, wrong_locks = _locks(parameters.get("locked", ""))
    tries, wrong_tries = query.read_parts({n: text for n, text in parameters.items() if n in _CLASS}, _CLASS)
    known = (*_READERS, *_CLASS, "locked")
    others = query.unknown((name for name in parameters if not name.startswith("p_")), known)
    network, unfit = _fitted(values)
    return Read(network, locks, (*unread, *unfit, *wrong_locks, *wrong_tries, *others), tries.get("tries"))


def _fitted(values: Mapping[str, Any]) -> tuple[ReaderNetwork, list[str]]:
    """A network with these settings, the others made to fit, and a sentence for each that does not fit the rest."""
    fitting, said = dict(values), []
    data, sizes = values.get("data", ReaderNetwork.data), values.get("sizes", ReaderNetwork.sizes)
    names = values.get("activations", ())
    if names and "softmax" in names[:-1]:
        said.append("activations: softmax can only be the last activation")
        del fitting["activations"]
    elif names and len(names) != len(sizes) - 1:
        said.append(
            f"activations: expected {len(sizes) - 1}, one for each weight matrix of sizes {_written(sizes)}, "
            f"got {len(names)}"
        )
        del fitting["activations"]
    network = ReaderNetwork().changed(**fitting)
    if "data" in values and data in FIXED_DATA:
        label = DATA_LABELS[data]
        if "points" in values and values["points"] != network.points:
            said.append(f"points: {label} has {network.points} data points, not {values['points']}")
        if "sizes" in values and sizes != network.sizes:
            ends = (
                f"{network.sizes[0]} inputs and {network.sizes[-1]} {'output' if network.sizes[-1] == 1 else 'outputs'}"
            )
            said.append(f"sizes: {label} has {ends}, so the network is {_written(network.sizes)}")
    return _with_fitting_loss(network, fitting, said)


def _with_fitting_loss(
    network: ReaderNetwork, values: Mapping[str, Any], said: list[str]
) -> tuple[ReaderNetwork, list[str]]:
    """A loss asks for certain outputs: they are put in their place where the address does not say others."""
    allowed = LOSSES[network.loss].last_activations
    if network.activations[-1] not in allowed:
        if "activations" in values:
            said.append(f"loss: {network.loss} goes with {' or '.join(allowed)}, not with {network.activations[-1]}")
            network = replace(network, loss=ReaderNetwork.loss)
        else:
            network = replace(network, activations=(*network.activations[:-1], allowed[0]))
    try:
        network.network().checked_targets(network.dataset().Y, network.dataset().X, network.loss)
    except ValueError:
        said.append(f"loss: {network.loss} does not go with the targets of {DATA_LABELS[network.data]}")
        network = replace(network, loss=ReaderNetwork.loss)
    return network, said


def _locks(text: str) -> tuple[frozenset[str], list[str]]:
    """What a class shall not have, and a sentence for each word that names nothing."""
    read_one = query.choice(_LOCKABLE)
    names, said = set(), []
    for word in re.split(r"[-,;+\s]+", query.bare(text)[:400]):
        try:
            names |= {read_one("locked", word)} if word else set()
        except ValueError as error:
            said.append(str(error))
    if text and not names and not said:
        said.append(f"locked: expected one of {', '.join(_LOCKABLE)}, got '{text[:40]}'")
    return frozenset(names), said[:1]


_READERS: dict[str, query.Reader] = {
    "data": query.choice(DATA_LABELS),
    "points": query.integer(1, MOST_POINTS),
    "sizes": query.list_of(query.integer(1, MOST_WIDTH), 2, MOST_HIDDEN_LAYERS + 2),
    "activations": query.list_of(query.choice(ACTIVATIONS), 1, MOST_HIDDEN_LAYERS + 1),
    "bias": query.switch(),
    "loss": query.choice(LOSSES),
    "optimizer": query.choice(OPTIMIZERS),
    "learning_rate": query.number(0, 1e6, above=True),
    "iterations": query.integer(1, 100_000),
    "seed": query.integer(0, 9999),
}

# What an address says for a class and not of the network.
_CLASS: dict[str, query.Reader] = {"tries": query.integer(1, MOST_TRIES)}
_LOCKABLE = (*NETWORK_CONTROLS, SOLUTIONS)


_ADDRESS = address.Part(rf"^(locked|tries|{'|'.join(field.name for field in fields(ReaderNetwork))})$")


def locked() -> frozenset[str]:
    """What a teacher has taken away for a class by `?locked=seed-data-solutions` in the address."""
    names: frozenset[str] = st.session_state.get(_LOCKED, frozenset())
    return names


def tries() -> int | None:
    """How many serious tries open a solution, if a teacher has said so by `?tries=5` in the address."""
    said: int | None = st.session_state.get(_TRIES)
    return said


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
    if given is None:
        return
    read = read_query({**st.query_params.to_dict(), **given})
    st.session_state.setdefault(_LOCKED, read.locked)
    st.session_state.setdefault(_TRIES, read.tries)
    if read.unread:
        st.warning(f"Not all of this address could be read; the rest is set. {plain('; '.join(read.unread))}")
    _keep(read.network)


def _described() -> dict[str, str]:
    """What the address says of the network, and for the class."""
    wanted = current().query()
    wanted |= {"locked": "-".join(sorted(locked()))} if locked() else {}
    return wanted | ({"tries": str(tries())} if tries() else {})


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
