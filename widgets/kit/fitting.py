"""Whether the parts of the reader's network go together, and which changes would make them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mlp_core import ACTIVATIONS, LOSSES
from widgets.kit import theme
from widgets.kit.network import DATA_LABELS, ReaderNetwork

MOST_WAYS = 3


@dataclass(frozen=True)
class Way:
    """A change after which the network can be computed. control: what makes it, one of registry.NETWORK_CONTROLS."""

    words: str
    control: str
    changes: Mapping[str, Any]


def fits(network: ReaderNetwork) -> bool:
    """Whether its loss is defined for its outputs and for the targets."""
    data = network.dataset()
    try:
        network.network().checked_targets(data.Y, data.X, network.loss)
    except ValueError:
        return False
    return True


def misfit(network: ReaderNetwork) -> str:
    """What does not go together, in a sentence; "" if all does."""
    if fits(network):
        return ""
    loss, last = LOSSES[network.loss], network.activations[-1]
    if not loss.accepts(last):
        low, high = loss.domain
        return (
            f"The loss, {loss.words.title}, is defined for outputs between {low:g} and {high:g} only, and the last "
            f"activation, {last}, gives others too."
        )
    wanted = "rows that sum to 1" if network.loss == "softmax_cross_entropy" else "numbers between 0 and 1"
    data = DATA_LABELS[network.data]
    return f"The loss, {loss.words.title}, needs targets that are {wanted}, and those of *{data}* are not."


def ways(network: ReaderNetwork) -> tuple[Way, ...]:
    """Single changes that make it fit: another last activation for the loss, or another loss. None if it fits."""
    if fits(network):
        return ()
    found = [way for way in _ways(network) if fits(replace(network, **way.changes))]
    by_activation = [way for way in found if way.control == "activations"][: MOST_WAYS - 1]
    return tuple(by_activation + [way for way in found if way.control == "loss"])[:MOST_WAYS]


def _ways(network: ReaderNetwork) -> Iterator[Way]:
    last = len(network.activations) - 1
    for name in LOSSES[network.loss].last_activations:
        if ACTIVATIONS[name].elementwise or network.sizes[-1] > 1:
            names = (*network.activations[:-1], name)
            yield Way(f"{name} as activation f{theme.superscript(last)}", "activations", {"activations": names})
    for name, loss in LOSSES.items():
        yield Way(f"{loss.words.title} as the loss", "loss", {"loss": name})
