"""Draw a digit: the network reads it while it is drawn, and shows the way from the ink to its answer."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import htpy as h
import numpy as np
import streamlit as st

from mlp_core import MLP, ForwardTrace
from studies.digits.evidence import terms_of_sum, weight_rows
from studies.digits.ink import Digit, drawn, like_mnist
from widgets.digits.pictures import Array, Sheet, called, ink_levels, ink_sheet, signed_sheet
from widgets.digits.state import session
from widgets.drawing import figure
from widgets.kit import component, theme

SIDE = 112  # pixels of the canvas, as in client/digits/sheet.ts
PEN = 10
CANVAS_WIDTH = 224  # of its column: beside it is room for the way through the network
EXAMPLE = (
    ((0.16, 0.14), (0.52, 0.12), (0.50, 0.18), (0.36, 0.36), (0.30, 0.42)),
    ((0.30, 0.42), (0.44, 0.40), (0.54, 0.48), (0.56, 0.58), (0.50, 0.68), (0.36, 0.74), (0.20, 0.70)),
)
"""A three, in the upper left part of the canvas: strokes as studies.digits.ink.drawn takes them."""
STRONGEST = 4
MOST_CELLS = 300
SURE = 0.7  # below this share an answer is called a guess


def example() -> Array:
    """The drawing that stands there at first, (112, 112) grey levels."""
    return drawn(EXAMPLE, SIDE, PEN)


def encoded(canvas: Array) -> str:
    """A canvas as text, a byte for each pixel."""
    return base64.b64encode(ink_levels(canvas).tobytes()).decode("ascii")


def decoded(text: object) -> Array:
    """The canvas (112, 112) that the page sent. Raises ValueError for anything else."""
    try:
        levels = np.frombuffer(base64.b64decode(str(text), validate=True), np.uint8)
    except ValueError:
        levels = np.empty(0, np.uint8)
    if levels.size != SIDE * SIDE:
        raise ValueError("The drawing did not arrive whole: draw on, and it is sent again.")
    return levels.reshape(SIDE, SIDE) / 255


def paper() -> h.Element:
    """The canvas with its cursor and its buttons."""
    how = "Draw with the pointer. With the keyboard: arrows move the pen, Space sets it down and lifts it."
    return h.div(".hl-canvas")[
        h.div(".hl-canvas-sheet")[
            h.canvas(
                {"tabindex": "0", "role": "application", "aria-roledescription": "drawing area"},
                width=str(SIDE),
                height=str(SIDE),
                aria_label=f"Canvas for a digit. {how} Backspace rubs out, Delete clears.",
            ),
            h.span(".hl-cursor", hidden=True),
        ],
        h.div(".hl-play-buttons")[
            h.button(".hl-button", {"type": "button", "data-act": "clear"})["Clear"],
            h.button(".hl-button", {"type": "button", "data-act": "undo"})["Undo"],
        ],
        h.div(".hl-hidden-words", {"data-says": "", "aria-live": "polite"}),
        h.p(".hl-canvas-help")[f"{how} Backspace rubs out."],
    ]


def build(digit: Digit, net: MLP) -> h.Element:
    """The way of one drawing through the network: image, activations, outputs, and what spoke for the answer."""
    image = digit.image.reshape(1, -1)
    trace = net.forward(image)
    outputs = trace.outputs[0]
    answer = int(outputs.argmax())
    layers = [trace.layers[layer][0] for layer in range(1, net.lmax)]
    return h.div[
        _path(image, layers, outputs, net, answer),
        _verdict(digit, outputs),
        _reasons(trace, net, answer),
    ]


def build_empty(words: str, net: MLP) -> h.Element:
    """The same figure with nothing in it, and words that say why: the page below keeps its place while one draws."""
    layers = [np.zeros(width) for width in net.sizes[1:-1]]
    pictures = net.lmax == 2
    return h.div[
        _path(np.zeros((1, net.sizes[0])), layers, np.zeros(net.sizes[-1]), net, None),
        _said(words),
        None if net.lmax == 1 else _blank_reasons(pictures),
    ]


def _path(image: Array, layers: Sequence[Array], outputs: Array, net: MLP, answer: int | None) -> h.Element:
    """The stages from left to right: the image, every hidden layer, the outputs."""
    seen = ink_sheet("seen", image)
    return h.div(".hl-path.hl-moves")[
        seen.rule,
        _stage("28 × 28 pixels", seen.tile(0, "the drawing as the network sees it, scaled and centred", large=True)),
        [_stage(*_layer(values, net, layer)) for layer, values in enumerate(layers, start=1)],
        _stage("→ ten outputs", _bars(outputs, answer)),
    ]


def _stage(title: str, content: h.Node) -> h.Element:
    return h.div(".hl-stage-of-path")[h.div(".hl-stage-title")[title], content]


def _layer(activations: Array, net: MLP, layer: int) -> tuple[str, h.Element]:
    """The activations (width,) of a hidden layer, a square for each neuron: the fuller, the larger its size."""
    values = activations[:MOST_CELLS]
    largest = float(np.abs(values).max())
    active = int((np.abs(values) > 0.05 * largest).sum())
    words = f"{len(values)} hidden neurons, {active} of them active, the largest activation {theme.number(largest, 2)}"

    def cell(index: int, value: float) -> h.Element:
        sign = ".hl-unit-negative" if value < 0 else ""
        return h.span(
            f".hl-unit{sign}",
            style=f"--hl-strength:{abs(value) / (largest or 1):.2f}",
            title=f"h{index + 1} = {theme.number(value, 2)}",
        )

    cells = (cell(index, float(value)) for index, value in enumerate(values))
    name = theme.layer_name(layer, net.lmax)
    return f"→ {name}: {active} of {len(values)} active", h.div(".hl-units", role="img", aria_label=words)[cells]


def _bars(outputs: Array, answer: int | None) -> h.Element:
    return h.table(".hl-bars")[
        h.tbody[
            (
                h.tr(".hl-winner" if digit == answer else "")[
                    h.th(scope="row")[str(digit)],
                    h.td(".hl-bar")[h.span(style=f"width:{100 * float(output):.1f}%")],
                    h.td[f"{100 * float(output):.1f} %"],
                ]
                for digit, output in enumerate(outputs)
            )
        ]
    ]


def _verdict(digit: Digit, outputs: Array) -> h.Element:
    order = np.argsort(-outputs)
    first, second = int(order[0]), int(order[1])
    words: list[h.Node] = [
        f"The network takes it for {called(first).removesuffix(str(first))}",
        h.strong[str(first)],
        f" ({100 * float(outputs[first]):.1f} %), then for {called(second)} ({100 * float(outputs[second]):.1f} %).",
    ]
    if digit.at_edge:
        words.append(" The ink touches the edge of the canvas: a part of the digit may be missing.")
    if digit.specks:
        dots = "A single dot was" if digit.specks == 1 else f"{digit.specks} single dots were"
        words.append(f" {dots} left out.")
    if digit.small:
        words.append(" Write larger: scaled up, a small drawing has a thick line.")
    if outputs[first] < SURE:
        words.append(
            " It is not sure. It knows only digits as they are written in its training images: there a 1 is a plain "
            "stroke, and a letter or a scribble is taken for a digit, too."
        )
    return _said(words)


def _said(words: h.Node) -> h.Element:
    return h.div(".hl-readout", role="status", aria_live="polite")[words]


def _reasons(trace: ForwardTrace, net: MLP, answer: int) -> h.Node:
    """The neurons of the last hidden layer that added most to the answer's weighted sum."""
    if net.lmax == 1:
        return None
    terms = terms_of_sum(trace, net.lmax - 1, answer)[int(net.bias) :]
    strongest = [int(index) for index in np.argsort(-terms)[:STRONGEST] if terms[int(index)] > 0]
    if not strongest:
        return None
    total = theme.number(float(trace.sums[-1][0, answer]), 2)
    sheet = _weights_sheet(net, strongest) if net.lmax == 2 else None
    return h.div(".hl-reasons")[
        sheet.rule if sheet else None,
        h.p(".hl-stage-title")[f"What added most to {answer} (its weighted sum is {total}):"],
        h.div(".hl-gallery.hl-gallery-wide.hl-moves")[
            (_reason(trace, net, index, float(terms[index]), place, sheet) for place, index in enumerate(strongest))
        ],
    ]


def _blank_reasons(pictures: bool) -> h.Element:
    tile = h.span(".hl-pixels.hl-pixels-large") if pictures else None
    blank = h.figure(".hl-mistake")[tile, h.figcaption["\u00a0", h.br, "\u00a0"]]
    return h.div(".hl-reasons", aria_hidden="true")[
        h.p(".hl-stage-title")["What added most to an answer:"],
        h.div(".hl-gallery.hl-gallery-wide.hl-moves")[[blank] * STRONGEST],
    ]


def _weights_sheet(net: MLP, neurons: list[int]) -> Sheet:
    rows = weight_rows(net)[neurons]
    return signed_sheet("reasons", rows, float(np.abs(rows).max()) or 1.0)


def _reason(trace: ForwardTrace, net: MLP, index: int, term: float, place: int, sheet: Sheet | None) -> h.Element:
    last = net.lmax - 1
    activation = float(trace.layers[last][0, index])
    return h.figure(".hl-mistake")[
        sheet.tile(place, f"weights of hidden neuron {index + 1}", large=True) if sheet else None,
        h.figcaption[
            f"neuron {index + 1}",
            h.br,
            f"{theme.number(activation, 2)} · {theme.factor(term / activation, 2)} = ",
            h.strong[theme.number(term, 2)],
        ],
    ]


def widget(*, key: str, caption: str) -> None:
    """Draw the canvas and, while the reader draws on it, what the network makes of it."""

    def draw() -> None:
        known = session().known()
        beside = st.container(horizontal=True, gap="medium", key=f"{key}-drawing")
        with beside.container(width=CANVAS_WIDTH):
            state = component.mount(
                "canvas",
                key=f"{key}-canvas",
                data={"html": str(h.div(".hl-figure")[paper()]), "start": encoded(example())},
                default={"ink": encoded(example())},
                hears={"ink": lambda _: None},
            )
        whose = "the network that the book brings" if known.is_book else "your network"
        label = f"What {whose} makes of the drawing"
        try:
            content: h.Node = build(like_mnist(decoded(state.ink)), known.net)
        except ValueError as error:
            content = build_empty(str(error), known.net)
        with beside.container():
            figure.show(content, key=f"{key}-figure", label=label, caption_text=caption)

    st.fragment(draw)()
