"""The reader's network as a labelled picture; every part says what it is."""

from __future__ import annotations

import htpy as h

from widgets.drawing import figure
from widgets.drawing.diagram import Network, diagram, neuron_say
from widgets.kit import reader
from widgets.kit.remembered import remembered

OPENING = "n1.1"  # the first neuron after the inputs: the lines that arrive at it show what a neuron does


def build(network: Network) -> h.Node:
    """The diagram with a readout below it, which opens with the first neuron."""
    return h.fragment[
        diagram(network), figure.readout(neuron_say(network, 1, 1), label="The part you chose"), _legend()
    ]


def _legend() -> h.Element:
    return h.div(".hl-legend")[
        h.span(".hl-key.hl-key-positive")["positive weight"],
        h.span(".hl-key.hl-key-negative")["negative weight"],
        h.span["thickness = size"],
    ]


@remembered
def _figure(own: reader.ReaderNetwork) -> h.Node:
    return build(Network.of(own.network()))


def widget(*, key: str, caption: str) -> None:
    """Draw the reader's network."""
    own = reader.current()
    arrows = " → ".join(map(str, own.sizes))
    label = f"Diagram of your network, {arrows} neurons"
    figure.show(_figure(own), key=key, label=label, caption_text=caption, chosen=OPENING)
