"""How many layers has the reader's network? That depends on who counts."""

from __future__ import annotations

from dataclasses import dataclass

import htpy as h

from widgets.drawing import figure
from widgets.drawing.diagram import Network, diagram
from widgets.drawing.figure import part
from widgets.kit import reader, theme
from widgets.kit.remembered import remembered

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Convention:
    """One way to count layers.

    name: what is counted. count: how many this network has. lit: the diagram's tags of what is counted. say: who
    counts like this, and why.
    """

    tag: str
    name: str
    count: int
    lit: tuple[str, ...]
    say: str

    @property
    def called(self) -> str:
        """What the network is then called, such as "two-layer network"."""
        return f"{_WORDS[self.count]}-layer network"


def conventions(network: Network) -> tuple[Convention, ...]:
    """The conventions that authors use, applied to this network."""
    last = network.last
    steps, layers = range(last), range(last + 1)
    curved = [step for step in steps if network.activations[step] != "linear"]
    names = ", ".join(f"L{theme.superscript(layer)} = {theme.layer_name(layer, last)}" for layer in layers)
    return (
        Convention(
            "by-weights",
            "Weight matrices only",
            last,
            tuple(tag for step in steps for tag in (f"w{step}", f"label-w{step}")),
            "What can be learned is counted: one layer for each weight matrix. The inputs are data and do not count. "
            "Bishop's textbook recommends this, and many research papers do the same.",
        ),
        Convention(
            "by-columns",
            "Inputs and outputs too",
            last + 1,
            tuple(tag for layer in layers for tag in (f"n{layer}", f"label-L{layer}")),
            "Every column of the picture is a layer, the inputs as well. Drawings are often described like this.",
        ),
        Convention(
            "by-hidden",
            "Hidden layers only",
            last - 1,
            tuple(tag for layer in layers[1:-1] for tag in (f"n{layer}", f"label-L{layer}")),
            "Inputs and outputs are there in any network, so only what is between them is counted. Careful authors "
            "then write out that they mean hidden layers." + (" Your network has none at all." if last == 1 else ""),
        ),
        Convention(
            "by-activations",
            "Activations apart",
            last + len(curved),
            tuple([f"label-S{step}" for step in steps] + [f"w{step}" for step in steps])
            + tuple(f"label-f{step}" for step in curved),
            f"Weighted sums ({last}) are layers, and activations ({len(curved)}) are layers of their own, as in "
            "PyTorch's nn.Sequential(Linear, ReLU, Linear). A linear activation changes nothing and is not written.",
        ),
        Convention(
            "by-keras",
            "What Keras calls a layer",
            last,
            tuple(tag for step in steps for tag in (f"w{step}", f"n{step + 1}", f"label-S{step}", f"label-f{step}")),
            "A Dense layer of Keras is a weight matrix together with the neurons it leads to: weights, bias, weighted "
            "sums and activation in one object. The inputs are no Dense layer, though some summaries list them.",
        ),
        Convention(
            "by-number",
            "This book's numbering",
            last + 1,
            tuple(tag for layer in layers for tag in (f"n{layer}", f"label-L{layer}")),
            f"The columns are numbered from 0: {names}. The last number is lmax = {last}, which is also the number of "
            "weight matrices.",
        ),
    )


def build(network: Network) -> h.Node:
    """The list of conventions with their counts, and the diagram in which what they count lights up."""
    choices = conventions(network)
    return h.fragment[
        h.div(".hl-choices", {"data-roam": "", "role": "group", "aria-label": "Ways to count layers"})[
            [_choice(network, choice) for choice in choices]
        ],
        figure.readout(_say(network, choices[0]), label="What is counted"),
        diagram(network, described=False),
    ]


def _choice(network: Network, choice: Convention) -> h.Element:
    attributes = part((choice.tag,), lit=choice.lit, say=_say(network, choice))
    count = f"0 … {network.last}" if choice.tag == "by-number" else str(choice.count)
    return h.div(".hl-choice-row", attributes, role="button")[h.span[choice.name], h.b(".hl-count")[count]]


def _say(network: Network, choice: Convention) -> h.Node:
    arrows = " → ".join(map(str, network.sizes))
    if choice.tag == "by-number":
        return choice.say
    article = "an" if choice.count in (8, 11) else "a"
    return h.fragment[f"{choice.say} So {arrows} is {article} ", h.b[choice.called], "."]


@remembered
def _figure(own: reader.ReaderNetwork) -> h.Node:
    return build(Network.of(own.network()))


def widget(*, key: str, caption: str) -> None:
    """Count the layers of the reader's network."""
    picture = _figure(reader.current())
    figure.show(picture, key=key, label="Ways to count layers", caption_text=caption, chosen="by-weights")
