"""Every neuron of the first layer as a picture: its 784 weights, each at the place of its pixel."""

from __future__ import annotations

import htpy as h
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from mlp_core import MLP
from studies.digits.evidence import weight_rows
from widgets.digits.pictures import Array, Sheet, ink_sheet, signed_sheet
from widgets.digits.state import kept, live, session
from widgets.drawing import figure
from widgets.kit import theme

MOST_SHOWN = 300
# The strongest few weights would make all others pale: the scale ends where 99.5 % of them do.
SCALE_SHARE = 0.995


def build(net: MLP) -> h.Element:
    """The pictures, and below them the one that is chosen, with what it gives to the next layer."""
    rows, largest = _rows(net)
    sheet, parts = signed_sheet("weights", rows, largest), _signs(rows, largest)
    return h.div[
        sheet.rule,
        parts.rule,
        h.div(".hl-gallery", {"data-roam": ""})[
            (_neuron(net, rows, sheet, parts, index) for index in range(len(rows)))
        ],
        _legend(largest),
        figure.readout("Choose a neuron.", label="The neuron you chose"),
    ]


def build_live(net: MLP) -> h.Element:
    """The pictures alone, made quickly: while a training runs they are drawn again every second."""
    rows, largest = _rows(net)
    sheet = signed_sheet("weights", rows, largest, effort=1)
    words = f"The weights of {len(rows)} neurons as pictures, changing while the network trains"
    return h.div[
        sheet.rule,
        h.div(".hl-gallery", role="img", aria_label=words)[sheet.all_tiles()],
        _legend(largest),
        figure.readout("The pictures change as the network trains. Choose a neuron when it rests."),
    ]


def _rows(net: MLP) -> tuple[Array, float]:
    """The weights of each neuron (count, 784), and the size of a weight that is drawn at full strength."""
    rows = weight_rows(net)[:MOST_SHOWN]
    return rows, float(np.quantile(np.abs(rows), SCALE_SHARE)) or 1.0


def _signs(rows: Array, largest: float) -> Sheet:
    """All positive weights as pictures in black and white, then all negative ones."""
    both = np.concatenate([np.clip(rows, 0, None), np.clip(-rows, 0, None)])
    return ink_sheet("signs", np.rint(16 * both / largest) / 16)  # as many strengths as the coloured pictures have


def _neuron(net: MLP, rows: Array, sheet: Sheet, parts: Sheet, index: int) -> h.Element:
    name = _name(net, index)
    bias = f"bias {theme.number(float(net.weights[0][0, index]), 2)}, " if net.bias else ""
    low, high = (theme.number(float(value), 2) for value in (rows[index].min(), rows[index].max()))
    say = h.div(".hl-row.hl-top")[
        _captioned(sheet.tile(index, f"weights of {name}", large=True), "all weights"),
        _captioned(parts.tile(index, f"positive weights of {name}", large=True), "ink here adds"),
        _captioned(parts.tile(len(rows) + index, f"negative weights of {name}", large=True), "ink here subtracts"),
        h.div(".hl-words")[
            h.p[h.strong[name[0].upper() + name[1:]], f": {bias}weights from {low} to {high}."],
            _onwards(net, index),
        ],
    ]
    return h.span(".hl-pick", figure.part([f"q{index + 1}"], say=say))[sheet.tile(index, f"weights of {name}")]


def _name(net: MLP, index: int) -> str:
    return f"hidden neuron {index + 1}" if net.lmax > 1 else f"output {index}"


def _captioned(tile: Markup, words: str) -> Markup:
    return Markup('<div class="hl-captioned">{}<span>{}</span></div>').format(tile, words)


def _onwards(net: MLP, index: int) -> h.Node:
    """Where the neuron's activation goes: its weights to the outputs, if they come next."""
    if net.lmax == 1:
        return h.p["It is an output itself: where ink falls on positive weights, it grows."]
    if net.lmax > 2:
        return h.p[f"Its activation goes to {net.sizes[2]} neurons of the next layer."]
    to_outputs = net.weights[1][int(net.bias) + index]
    order = np.argsort(-to_outputs)
    most, least = order[:2], order[::-1][:2]
    return h.p[
        "When it is active, it adds most to the sums of ",
        _list(most, to_outputs),
        " and takes most from those of ",
        _list(least, to_outputs),
        ".",
    ]


def _list(digits: NDArray[np.intp], weights: Array) -> str:
    return " and ".join(f"{int(digit)} ({theme.number(float(weights[int(digit)]), 2)})" for digit in digits)


def _legend(largest: float) -> h.Element:
    size = theme.number(largest, 2)
    return h.div(".hl-legend")[
        h.span(".hl-swatch.hl-swatch-positive")[f"positive weight, at full colour {size} or more"],
        h.span(".hl-swatch.hl-swatch-negative")[f"negative weight, {theme.MINUS}{size} or less"],
    ]


def widget(*, key: str, caption: str) -> None:
    """Draw the pictures of the network that the reader trains, or of the book's."""

    def draw() -> None:
        own = session()
        known = own.known()
        resting = None if own.running else kept("weights", known.version, lambda: Markup(str(build(known.net))))
        figure.show(
            resting or build_live(known.net),
            key=f"{key}-figure",
            label="The weights of every neuron as a picture",
            caption_text=caption,
            chosen="q1",
        )

    live(draw, every=1.2)
