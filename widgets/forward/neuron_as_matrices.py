"""What a neuron is in terms of matrices: one column of weights, met by the row of one data point."""

from __future__ import annotations

import htpy as h
import streamlit as st

from mlp_core import ForwardTrace
from widgets.drawing import figure
from widgets.drawing.diagram import Network, diagram
from widgets.drawing.explain import Explained
from widgets.kit import reader, theme
from widgets.kit.remembered import remembered


def build(network: Network, trace: ForwardTrace, step: int) -> h.Node:
    """L·w = S → f → L of one step, its numbers, and the diagram that lights up with them.

    trace: the network's forward pass; step: which of its weight matrices.
    """
    f = f"f{theme.superscript(step)}"
    row, column = opening_entry(trace)
    shown = Explained(trace, abreast=4)
    return h.fragment[
        h.div(".hl-row.hl-equation.hl-crowded-row" if shown.crowded else ".hl-row.hl-equation")[
            shown.input_matrix(step),
            h.span(".hl-operator")["·"],
            shown.weight_matrix(step),
            h.span(".hl-operator")["="],
            shown.sums_matrix(step),
            h.span(".hl-operator.hl-arrow")[h.span[f"{f} = {trace.activations[step]}"], "→"],
            shown.layer_matrix(step + 1),
        ],
        figure.readout(shown.sum_said(step, row, column), label="How the entry comes about"),
        diagram(network, trace=trace),
    ]


def opening_entry(trace: ForwardTrace) -> tuple[int, int]:
    """Row and column, from 0, of the entry that is shown at first: the second data point at the first neuron."""
    return min(1, len(trace.layers[0]) - 1), 0


@remembered
def _figure(own: reader.ReaderNetwork, step: int) -> h.Node:
    net = own.network()
    return build(Network.of(net), net.forward(own.dataset().X), step)


def widget(*, key: str, caption: str) -> None:
    """One step of the reader's network; with several weight matrices the reader picks which."""
    own = reader.current()
    step = pick_step(own, key=key)
    row, column = opening_entry(own.forward())
    figure.show(
        _figure(own, step),
        key=f"{key}-{step}",
        label=f"The product of layer {step} and its weight matrix",
        caption_text=caption,
        chosen=f"S{step}.{row + 1}.{column + 1}",
    )


def pick_step(own: reader.ReaderNetwork, *, key: str) -> int:
    """Let the reader pick one of the network's steps, the first at the start; no control where there is only one."""
    if own.last == 1:
        return 0
    names = [theme.layer_name(layer, own.last) for layer in range(own.last + 1)]
    chosen = st.segmented_control(
        "Step",
        range(own.last),
        format_func=lambda step: f"{names[step]} → {names[step + 1]}",
        default=0,
        required=True,
        key=f"{key}-step-{own.last}",  # another depth asks anew
    )
    return int(chosen or 0)
