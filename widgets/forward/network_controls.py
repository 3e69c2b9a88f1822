"""The controls of the reader's network: sizes, data, activations, bias, seed, loss and learning rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from mlp_core import ACTIVATIONS, LOSSES
from widgets.kit import fitting, reader, theme
from widgets.kit.controls import shared


def _points(key: str) -> None:
    network = reader.current()
    st.slider(
        ":blue[**N**] data points",
        1,
        reader.MOST_POINTS,
        **shared(key, network.points, lambda value: reader.change(points=value)),
    )


def _size(label: str, layer: int) -> Callable[[str], None]:
    def draw(key: str) -> None:
        def change(value: int) -> None:
            sizes = list(reader.current().sizes)
            # Several changes may arrive together, and one of them may have taken this layer away.
            if layer < len(sizes) - 1:
                sizes[layer] = value
                reader.change(sizes=tuple(sizes))

        st.slider(label, 1, reader.MOST_WIDTH, **shared(key, reader.current().sizes[layer], change))

    return draw


def _hidden(key: str) -> None:
    """How many hidden layers, and the neurons of each."""
    hidden = reader.current().sizes[1:-1]

    def change_depth(depth: int) -> None:
        inputs, *widths, outputs = reader.current().sizes
        reader.change(sizes=(inputs, *(widths + [widths[-1] if widths else 4] * depth)[:depth], outputs))

    st.slider("Hidden layers", 0, reader.MOST_HIDDEN_LAYERS, **shared(f"{key}-depth", len(hidden), change_depth))
    for layer in range(1, len(hidden) + 1):
        raised = "" if len(hidden) == 1 else f", layer {layer}"
        _size(f":violet[**Q**] hidden neurons{raised}", layer)(f"{key}-{layer}")


def _data(key: str) -> None:
    st.selectbox(
        "Data",
        format_func=reader.DATA_LABELS.__getitem__,
        **shared(
            key,
            reader.current().data,
            lambda value: reader.change(data=value),
            options=list(reader.DATA_LABELS),
        ),
    )


def _activations(key: str) -> None:
    """One choice per weight matrix; softmax, which looks at a whole row, only at the end."""
    network = reader.current()
    for step, chosen in enumerate(network.activations):
        choices = [
            name for name in ACTIVATIONS if ACTIVATIONS[name].elementwise or step == len(network.activations) - 1
        ]

        def change(value: str, step: int = step) -> None:
            names = list(reader.current().activations)
            if step < len(names) and (ACTIVATIONS[value].elementwise or step == len(names) - 1):
                names[step] = value
                reader.change(activations=tuple(names))

        label = f"Activation f{theme.superscript(step)}"
        st.selectbox(label, **shared(f"{key}-{step}", chosen, change, options=choices))


def _bias(key: str) -> None:
    st.toggle(
        "Bias",
        help="A column of ones as the first column of every layer but the last, and its weights in row 0.",
        **shared(key, reader.current().bias, lambda value: reader.change(bias=value)),
    )


def _seed(key: str) -> None:
    st.number_input(
        "Seed",
        0,
        9999,
        step=1,
        help="The random weights and random data are made from it. Seed 0 gives a 3-2-1 network the weights that the "
        "book works by hand.",
        **shared(key, reader.current().seed, lambda value: reader.change(seed=int(value))),
    )


def _loss(key: str) -> None:
    """The losses that fit the network and its data, and the present one even where it does not."""
    own = reader.current()
    losses = [name for name in LOSSES if name == own.loss or fitting.fits(replace(own, loss=name))]
    st.selectbox(
        "Loss",
        format_func=lambda name: LOSSES[name].words.title,
        **shared(key, own.loss, lambda value: reader.change(loss=value), options=losses),
    )


RATES = tuple(mantissa * 10.0**power for power in range(-3, 2) for mantissa in (1, 2, 5))


def _learning_rate(key: str) -> None:
    """Steps of 1, 2 and 5; a rate from the address that lies in between keeps its own place."""
    own = reader.current().learning_rate
    st.select_slider(
        "Learning rate η",
        sorted({*RATES, own}),
        format_func=lambda rate: theme.number(rate, 6),
        **shared(key, own, lambda value: reader.change(learning_rate=value)),
    )


CONTROLS: dict[str, Callable[[str], None]] = {
    "points": _points,
    "inputs": _size(":red[**M**] inputs", 0),
    "hidden": _hidden,
    "outputs": _size(":green[**P**] outputs", -1),
    "data": _data,
    "activations": _activations,
    "bias": _bias,
    "seed": _seed,
    "loss": _loss,
    "learning_rate": _learning_rate,
}
