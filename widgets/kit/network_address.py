"""The reader's network in an address: written by ReaderNetwork.query, read here part by part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mlp_core import ACTIVATIONS, LOSSES, OPTIMIZERS
from mlp_core.export.training import BIAS_RULES
from widgets.kit import query
from widgets.kit.network import DATA_LABELS, FIXED_DATA, ReaderNetwork, written
from widgets.kit.own_numbers import MOST_HIDDEN_LAYERS, MOST_POINTS, MOST_WIDTH, assemble
from widgets.kit.theme import counted
from widgets.kit.written_matrix import MOST_SIZE, Rows
from widgets.registry import NETWORK_CONTROLS

MOST_CHARACTERS = 6000
"""Of one matrix in an address: 13 × 12 numbers of all their digits take less."""
SOLUTIONS = "solutions"
"""The word in `?locked=…` that closes the exercises' solutions for a class."""
ONLY = "only"
"""The parameter that asks for one figure of a page without the rest of it (lessons/single.py)."""
MOST_TRIES = 50
MATRICES = tuple(f"w{index}" for index in range(MOST_HIDDEN_LAYERS + 1))


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
    read = read_query({name: text for name, text in parameters.items() if name in READERS})
    if read.unread:
        raise ValueError("; ".join(read.unread))
    return read.network


def read_query(parameters: Mapping[str, str]) -> Read:
    """What an address describes, part by part: what can be read is used, a lone part completed, the rest named."""
    parameters = {name.removeprefix("amp;"): text for name, text in parameters.items()}
    values, unread = query.read_parts({name: text for name, text in parameters.items() if name in READERS}, READERS)
    locks, wrong_locks = _locks(parameters.get("locked", ""))
    tries, wrong_tries = query.read_parts({n: text for n, text in parameters.items() if n in _CLASS}, _CLASS)
    known = (*READERS, *_CLASS, "locked", ONLY)
    others = query.unknown((name for name in parameters if not name.startswith("p_")), known)
    network, unfit = _fitted(values)
    return Read(network, locks, (*unread, *unfit, *wrong_locks, *wrong_tries, *others), tries.get("tries"))


def _fitted(values: Mapping[str, Any]) -> tuple[ReaderNetwork, list[str]]:
    """A network with these settings, the others made to fit, and a sentence for each that does not fit the rest."""
    fitting, said = dict(values), []
    own = {name: fitting.pop(name) for name in ("X", "Y", *MATRICES) if name in fitting}
    if own:
        return _fitted_with_numbers(fitting, own)
    if fitting.get("data") == "own":
        fitting["data"] = "random"
    data, sizes = values.get("data", ReaderNetwork.data), values.get("sizes", ReaderNetwork.sizes)
    names = values.get("activations", ())
    if names and "softmax" in names[:-1]:
        said.append("activations: softmax can only be the last activation")
        del fitting["activations"]
    elif names and len(names) != len(sizes) - 1:
        said.append(
            f"activations: expected {len(sizes) - 1}, one for each weight matrix of sizes {written(sizes)}, "
            f"got {len(names)}"
        )
        del fitting["activations"]
    network = ReaderNetwork().changed(**fitting)
    if "data" in values and data in FIXED_DATA:
        label = DATA_LABELS[data]
        if "points" in values and values["points"] != network.points:
            said.append(f"points: {label} has {counted(network.points, 'data point')}, not {values['points']}")
        if "sizes" in values and sizes != network.sizes:
            ends = f"{counted(network.sizes[0], 'input')} and {counted(network.sizes[-1], 'output')}"
            said.append(f"sizes: {label} has {ends}, so the network is {written(network.sizes)}")
    return _with_fitting_loss(network, fitting, said)


def _fitted_with_numbers(values: dict[str, Any], own: dict[str, Rows]) -> tuple[ReaderNetwork, list[str]]:
    """The same with matrices of the reader's own; one that does not fit the others is named and left out."""
    said = []
    if values.get("data") in FIXED_DATA:
        for name in own.keys() & {"X", "Y"}:
            said.append(f"{name}: {DATA_LABELS[values['data']]} has data of its own")
            del own[name]
    elif own.keys() & {"X", "Y"} or values.get("data") == "own":
        values["data"] = "random"
    deepest = max([int(name[1:]) for name in own if name[0] == "w"], default=-1)
    if "sizes" not in values and "activations" in values:
        deepest = max(deepest, len(values["activations"]) - 1)
    if "sizes" not in values and deepest >= len(ReaderNetwork.sizes) - 1:
        inputs, hidden, outputs = ReaderNetwork.sizes
        values["sizes"] = (inputs, *[hidden] * deepest, outputs)
        if "data" not in values:
            values["data"] = "random"
    rest = {name: value for name, value in values.items() if name != "loss"}
    network, unfit = _fitted(rest)
    said += unfit
    while own:
        made = assemble(network.given() | own, network.background())
        if not made.wrong:
            break
        name = next((name for name in made.wrong if name in own), next(reversed(own)))
        said.append(f"{name}: {made.wrong.get(name) or next(iter(made.wrong.values()))}")
        del own[name]
    network = network.with_parts(own)[0] if own else network
    if values.get("sizes", network.sizes) != network.sizes:
        said.append(f"sizes: the matrices make a network of {written(network.sizes)}, not {written(values['sizes'])}")
    if values.get("points", network.points) != network.points:
        said.append(f"points: the matrices have {counted(network.points, 'data point')}, not {values['points']}")
    return _with_fitting_loss(replace(network, loss=values.get("loss", network.loss)), values, said)


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


def matrix_from(name: str, text: str) -> Rows:
    """What _matrix wrote, or a person: commas and spaces between numbers and semicolons between rows will do."""
    text = query.bare(text)
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"{name}: expected a matrix, got {len(text)} characters")
    rows = [[part for part in re.split(r"[_,\s]+", row) if part] for row in re.split(r"__|;", text)]
    read_one = query.number(-MOST_SIZE, MOST_SIZE)
    for i, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]) or not row:
            raise ValueError(f"{name}: row {i} has {counted(len(row), 'number')}, but row 1 has {len(rows[0])}")
    if len(rows) > MOST_WIDTH + 1 or len(rows[0]) > MOST_WIDTH:
        raise ValueError(
            f"{name}: expected at most {MOST_WIDTH + 1} × {MOST_WIDTH} numbers, got {len(rows)} × {len(rows[0])}"
        )
    return tuple(tuple(read_one(f"{name}: row {i}", part) for part in row) for i, row in enumerate(rows, start=1))


READERS: dict[str, query.Reader] = {
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
    "biases": query.choice(BIAS_RULES),
    **dict.fromkeys(("X", "Y", *MATRICES), matrix_from),
}

# What an address says for a class and not of the network.
_CLASS: dict[str, query.Reader] = {"tries": query.integer(1, MOST_TRIES)}
_LOCKABLE = (*NETWORK_CONTROLS, SOLUTIONS)
