"""The reader's network as a labelled picture; every part says what it is."""

from __future__ import annotations

import htpy as h

from widgets import reader
from widgets.drawing import figure
from widgets.drawing.diagram import Network, diagram


def build(network: Network) -> h.Node:
    """The diagram with a readout below it."""
    start = h.fragment["Touch any part of the picture, or walk through it with Tab and the arrow keys."]
    return h.fragment[diagram(network), figure.readout(start, label="The part you chose")]


def widget(*, key: str, caption: str) -> None:
    """Draw the reader's network."""
    own = reader.current()
    network = Network(own.sizes, own.activations, own.bias, own.network().weights)
    arrows = " → ".join(map(str, own.sizes))
    figure.show(build(network), key=key, label=f"Diagram of your network, {arrows} neurons", caption_text=caption)
